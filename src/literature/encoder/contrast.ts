/** InfoNCE (van den Oord+ 2018, arXiv 1807.03748), both ways as in CLIP (2103.00020): each text should be nearest to its own partner. */

import { crossEntropy } from "../../nn/losses.ts";
import { grad } from "../../tensor/gradient.ts";
import { add, div, mul, sqrt } from "../../tensor/operators/elementwise.ts";
import { fusedMatMul } from "../../tensor/operators/matrix.ts";
import { mean, sum } from "../../tensor/operators/reduction.ts";
import { compile } from "../../tensor/program.ts";
import { input, type Tensor } from "../../tensor/tensor.ts";

const temperature = 0.05;

export interface Contrast {
  /**
   * @param left [batch × dimension], not yet of length 1; row i's partner is row i of `right`
   * @returns the loss; its gradients lie in `leftGradient` and `rightGradient` until the next call
   */
  step(left: Float32Array, right: Float32Array): Promise<number>;
  /** [batch × dimension] */
  leftGradient: Float32Array;
  rightGradient: Float32Array;
  release(): Promise<void>;
}

export async function contrast(batch: number, dimension: number): Promise<Contrast> {
  const [left, right] = [input("left", [batch, dimension]), input("right", [batch, dimension])];
  // An input, as a constant of the program it would be a million numbers in its file.
  const partners = input("partners", [batch, batch]);
  const [a, b] = [unitRows(left), unitRows(right)];
  const loss = mul(
    add(
      mean(crossEntropy(div(fusedMatMul(a, b, { transB: true }), temperature), partners)),
      mean(crossEntropy(div(fusedMatMul(b, a, { transB: true }), temperature), partners)),
    ),
    0.5,
  );
  const gradients = grad(loss, { left, right });
  const program = await compile(
    { loss, leftGradient: gradients.left, rightGradient: gradients.right },
    { spinning: false },
  );
  const diagonal = new Float32Array(batch * batch);
  for (let i = 0; i < batch; i++) diagonal[i * batch + i] = 1;
  const lossValue = new Float32Array(1);
  const [leftGradient, rightGradient] = [new Float32Array(batch * dimension), new Float32Array(batch * dimension)];
  return {
    leftGradient,
    rightGradient,
    async step(leftValues, rightValues) {
      await program.run(
        { left: leftValues, right: rightValues, partners: diagonal },
        { loss: lossValue, leftGradient, rightGradient },
      );
      return lossValue[0] as number;
    },
    release: () => program.release(),
  };
}

function unitRows(x: Tensor): Tensor {
  return div(x, sqrt(add(sum(mul(x, x), [1], { keep: true }), 1e-12)));
}
