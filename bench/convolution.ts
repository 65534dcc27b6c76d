/** Ways to a convolution's weight gradient, per shape: what `src/tensor/operators/convolutionRule.ts` rests on. */

import { grad } from "../src/tensor/gradient.ts";
import { conv, convTranspose } from "../src/tensor/operators/convolution.ts";
import { mul } from "../src/tensor/operators/elementwise.ts";
import { fusedMatMul } from "../src/tensor/operators/matrix.ts";
import { concat, flip, pad, reshape, slice, transpose } from "../src/tensor/operators/movement.ts";
import { sum } from "../src/tensor/operators/reduction.ts";
import { compile } from "../src/tensor/program.ts";
import { elementCount } from "../src/tensor/shape.ts";
import { arrayOf, constant, input, type Tensor } from "../src/tensor/tensor.ts";
import { median, result, talk } from "./peer.ts";

const batch = 64;
const shapes = [
  { channels: 3, out: 32, side: 64, stride: 2 },
  { channels: 32, out: 32, side: 32, stride: 1 },
  { channels: 32, out: 64, side: 32, stride: 2 },
  { channels: 64, out: 64, side: 16, stride: 1 },
  { channels: 64, out: 128, side: 16, stride: 2 },
  { channels: 128, out: 128, side: 8, stride: 1 },
  { channels: 128, out: 256, side: 8, stride: 2 },
  { channels: 256, out: 256, side: 4, stride: 1 },
];

const table: Record<string, Record<string, number>> = {};
for (const { channels, out, side, stride } of shapes) {
  const size = side / stride;
  const x = input("x", [batch, channels, side, side]);
  const gradient = input("gradient", [batch, out, size, size]);
  const weight = input("weight", [out, channels, 3, 3]);
  const pixels = size * size;
  const windows = unfolded(x, channels, stride);
  const ways: Record<string, Tensor> = {
    "forward, blocked": conv(x, weight, { strides: [stride, stride], pads: [1, 1, 1, 1] }),
    "input gradient, ConvTranspose": convTranspose(gradient, weight, { strides: [stride, stride], pads: [1, 1, 1, 1] }),
    "weight gradient, image by image": sum(
      fusedMatMul(reshape(windows, [batch, channels * 9, pixels]), reshape(gradient, [batch, out, pixels]), {
        transB: true,
      }),
      [0],
    ),
    "weight gradient, images joined": fusedMatMul(joined(windows), joined(gradient), { transB: true }),
    "weight gradient, slices": fusedMatMul(
      reshape(gradient, [batch, out, pixels]),
      concat(
        slices(x, size, stride).map((tap) => reshape(tap, [batch, channels, pixels])),
        1,
      ),
      { transB: true },
    ),
    "weight gradient, batch and channels swapped": conv(transpose(x, [1, 0, 2, 3]), transpose(gradient, [1, 0, 2, 3]), {
      pads: [1, 1, 1, 1],
      dilations: [stride, stride],
    }),
  };
  const loss = sum(mul(conv(x, weight, { strides: [stride, stride], pads: [1, 1, 1, 1] }), gradient));
  const chosen = grad(loss, { x, weight });
  ways["input gradient, as compiled"] = chosen.x;
  ways["weight gradient, as compiled"] = chosen.weight;
  if (stride === 1)
    ways["input gradient, flipped Conv"] = conv(gradient, flip(flip(transpose(weight, [1, 0, 2, 3]), 2), 3), {
      pads: [1, 1, 1, 1],
    });
  const name = `${channels}->${out}, ${side}, stride ${stride}`;
  const flop = 2 * batch * out * channels * 9 * pixels;
  talk(`${name}: ${(flop / 1e9).toFixed(2)} GFLOP`);
  const times: Record<string, number> = {};
  for (const [way, output] of Object.entries(ways)) {
    times[way] = await timeOf(output);
    talk(`  ${way.padEnd(46)} ${times[way].toFixed(1)} ms  ${(flop / times[way] / 1e6).toFixed(0)} GFLOP/s`);
  }
  table[name] = times;
}
result({ ms: table });

/** Every window's pixels: a convolution in which each tap is a channel of its own. */
function unfolded(x: Tensor, channels: number, stride: number): Tensor {
  const pick = new Float32Array(channels * 81);
  for (let row = 0; row < channels * 9; row++) pick[row * 9 + (row % 9)] = 1;
  return conv(x, constant(pick, [channels * 9, 1, 3, 3]), {
    group: channels,
    pads: [1, 1, 1, 1],
    strides: [stride, stride],
  });
}

function joined(x: Tensor): Tensor {
  const rows = x.shape[1] ?? 0;
  return reshape(transpose(x, [1, 0, 2, 3]), [rows, elementCount(x.shape) / rows]);
}

function slices(x: Tensor, size: number, stride: number): Tensor[] {
  const padded = pad(pad(x, 2, 1, 1), 3, 1, 1);
  const end = (tap: number) => tap + (size - 1) * stride + 1;
  return [0, 1, 2].flatMap((i) => {
    const band = slice(padded, { axis: 2, start: i, end: end(i), step: stride });
    return [0, 1, 2].map((j) => slice(band, { axis: 3, start: j, end: end(j), step: stride }));
  });
}

async function timeOf(output: Tensor): Promise<number> {
  const program = await compile({ output });
  const values = Object.fromEntries(
    Object.entries(program.inputs).map(([name, { shape }]) => [name, new Float32Array(elementCount(shape)).fill(0.5)]),
  );
  const into = { output: arrayOf("float32", elementCount(output.shape)) };
  const times: number[] = [];
  for (let i = 0; i < 9; i++) {
    const start = performance.now();
    await program.run(values, into);
    times.push(performance.now() - start);
  }
  await program.release();
  return median(times);
}
