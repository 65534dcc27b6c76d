import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { randomStream } from "../random.ts";
import { exportForTraining } from "./exportModel.ts";
import { grad } from "./gradient.ts";
import { decodeModel } from "./onnx/onnxModel.ts";
import { gelu, silu } from "./operators/activations.ts";
import { conv } from "./operators/convolution.ts";
import { add, mul, relu } from "./operators/elementwise.ts";
import { batchNormTraining, channelLayerNorm } from "./operators/normalization.ts";
import { mean, sum } from "./operators/reduction.ts";
import { compile } from "./program.ts";
import { elementCount } from "./shape.ts";
import { input, type Tensor } from "./tensor.ts";

const weights = (name: string, shape: number[]) => input(name, shape);

/** A loss and gradients of a residual block: everything that the blocked layout has a form of. */
function block({
  n,
  channels,
  out,
  side,
  stride,
  kernel,
}: {
  n: number;
  channels: number;
  out: number;
  side: number;
  stride: number;
  kernel: number;
}): Record<string, Tensor> {
  const pad = (kernel - 1) / 2;
  const options = { strides: [stride, stride], pads: [pad, pad, pad, pad] } as const;
  const x = input("x", [n, 3, side, side]);
  const parameters: Record<string, Tensor> = {
    stem: weights("stem", [channels, 3, 3, 3]),
    scale: weights("scale", [channels]),
    shift: weights("shift", [channels]),
    first: weights("first", [out, channels, kernel, kernel]),
    firstBias: weights("firstBias", [out]),
    second: weights("second", [out, out, 3, 3]),
    depthwise: weights("depthwise", [out, 1, kernel, kernel]),
    depthwiseStrided: weights("depthwiseStrided", [out, 1, 3, 3]),
    shortcut: weights("shortcut", [out, channels, 1, 1]),
    scale2: weights("scale2", [out]),
    shift2: weights("shift2", [out]),
  };
  const p = (name: string) => parameters[name] as Tensor;
  const y = relu(batchNormTraining(conv(x, p("stem"), { pads: [1, 1, 1, 1] }), p("scale"), p("shift")).y);
  const inner = relu(conv(y, p("first"), options, p("firstBias")));
  const residual = batchNormTraining(conv(inner, p("second"), { pads: [1, 1, 1, 1] }), p("scale2"), p("shift2")).y;
  const carried = batchNormTraining(conv(y, p("shortcut"), { strides: [stride, stride] }), p("scale2"), p("shift2")).y;
  const both = conv(relu(add(residual, carried)), p("depthwise"), { pads: [pad, pad, pad, pad], group: out });
  const weighed = add(mul(both, mean(both, [2, 3], { keep: true })), input("dropped", [n, 1, 1, 1]));
  const strided = conv(weighed, p("depthwiseStrided"), { strides: [2, 2], pads: [1, 1, 1, 1], group: out });
  const normalized = channelLayerNorm(silu(gelu(strided)), p("scale2"), p("shift2"), 0.1);
  const representation = mean(relu(normalized), [2, 3]);
  const loss = sum(mul(representation, input("aim", representation.shape)));
  const gradients = grad(loss, { x, ...parameters });
  const named = Object.entries(gradients).map(([name, gradient]) => [`gradient of ${name}`, gradient]);
  return { loss, representation, ...Object.fromEntries(named) };
}

describe("the blocked layout", () => {
  test("gives what the plain layout gives, forwards and backwards", async () => {
    const shapes = fc.record({
      // Not only whole blocks of images and channels: those in between are computed in plain layout.
      n: fc.constantFrom(3, 16, 32),
      channels: fc.constantFrom(16, 24, 32),
      out: fc.constantFrom(32, 48, 64),
      side: fc.integer({ min: 4, max: 11 }),
      stride: fc.constantFrom(1, 2, 3),
      kernel: fc.constantFrom(1, 3, 5),
    });
    await fc.assert(
      fc.asyncProperty(shapes, fc.integer({ min: 0, max: 1e6 }), async (each, seed) => {
        const outputs = block(each);
        const [fast, plain] = await Promise.all([compile(outputs), compile(outputs, { layout: "plain" })]);
        const values = Object.fromEntries(
          Object.entries(fast.inputs).map(([name, { shape }]) => {
            const stream = randomStream(seed, name);
            return [name, Float32Array.from({ length: elementCount(shape) }, () => stream.normal())];
          }),
        );
        const [found, expected] = [await fast.run(values), await plain.run(values)];
        for (const [name, array] of Object.entries(expected)) {
          const numbers = Array.from(array, Number);
          const error = Math.hypot(...numbers.map((value, i) => value - Number(found[name]?.[i])));
          // One that is 0 but for rounding may be rectified differently: a few elements in a thousand.
          expect(error / (1e-3 + Math.hypot(...numbers)), name).toBeLessThan(2e-2);
        }
        await Promise.all([fast.release(), plain.release()]);
      }),
      {
        numRuns: 18,
        // Kernels of one pixel, of which an image has more than channels, and fewer.
        examples: [
          [{ n: 16, channels: 32, out: 48, side: 8, stride: 1, kernel: 1 }, 1],
          [{ n: 3, channels: 32, out: 32, side: 4, stride: 1, kernel: 1 }, 2],
          [{ n: 3, channels: 32, out: 16, side: 4, stride: 1, kernel: 1 }, 3],
        ],
      },
    );
  });

  test("is not left between convolutions", () => {
    const outputs = block({ n: 16, channels: 16, out: 32, side: 8, stride: 1, kernel: 3 });
    const { representation } = outputs;
    const { bytes } = exportForTraining({ representation: representation as Tensor }, 16);
    const reorders = decodeModel(bytes).graph?.node?.filter(({ op_type }) => op_type === "ReorderOutput");
    expect(reorders).toEqual([]);
  });
});
