import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { exportModel } from "./exportModel.ts";
import { differenceFromTorch, pick, torchCases } from "./fixtureCases.ts";
import { decodeModel } from "./onnx/onnxModel.ts";
import { conv } from "./operators/convolution.ts";
import { add, mul, relu } from "./operators/elementwise.ts";
import { matMul } from "./operators/matrix.ts";
import { concat, reshape } from "./operators/movement.ts";
import { sum } from "./operators/reduction.ts";
import { compile } from "./program.ts";
import { broadcastShape } from "./shape.ts";
import { digamma, logGamma } from "./special.ts";
import { constant, input } from "./tensor.ts";

describe("forward results agree with PyTorch's", () => {
  test.each(torchCases)("%s", async (name, build) => {
    expect(await differenceFromTorch(name, build)).toBeLessThan(2e-5);
  });

  test.each([
    ["logGamma", logGamma],
    ["digamma", digamma],
  ] as const)("%s to ten digits", async (name, build) => {
    expect(await differenceFromTorch(name, (i) => build(pick(i, "x")), { dtype: "float64" })).toBeLessThan(1e-10);
  });
});

describe("shape mistakes are reported where the expression is built", () => {
  const image = input("image", [2, 3, 8, 8]);
  test.each([
    ["Add: [2, 3] and [2, 4] do not broadcast", () => add(input("a", [2, 3]), input("b", [2, 4]))],
    ["MatMul: [2, 3] and [4, 5]: inner sizes 3 and 4 differ", () => matMul(input("a", [2, 3]), input("b", [4, 5]))],
    ["Conv: x [2, 3, 8, 8] has 3 channels, but weight [4, 5, 3, 3]", () => conv(image, input("w", [4, 5, 3, 3]))],
    ["Conv: a window of 9 does not fit into [2, 3, 8, 8]", () => conv(image, input("w", [4, 3, 9, 9]))],
    ["Reshape: [2, 3, 8, 8] does not fit into [5, -1]", () => reshape(image, [5, -1])],
    ["ReduceSum: there is no axis 4 in [2, 3, 8, 8]", () => sum(image, [4])],
    ["Concat: float32 [2, 3, 8, 8] and float32 [2, 3, 8, 9]", () => concat([image, input("b", [2, 3, 8, 9])], 0)],
    ["Mul: float32 [2] and float64 [2] have different types", () => mul(input("a", [2]), input("b", [2], "float64"))],
    ["constant: 3 values do not fill the shape [2, 2]", () => constant([1, 2, 3], [2, 2])],
  ])("%s", (message, build) => {
    expect(build).toThrow(message);
  });

  test("two shapes broadcast to the same shape in either order, or in neither", () => {
    const shape = fc.array(fc.integer({ min: 1, max: 3 }), { maxLength: 4 });
    fc.assert(
      fc.property(shape, shape, (first, second) => {
        const attempt = (one: number[], two: number[]) => {
          try {
            return broadcastShape("test", one, two);
          } catch {
            return undefined;
          }
        };
        expect(attempt(first, second)).toEqual(attempt(second, first));
        expect(attempt(first, first)).toEqual(first);
      }),
    );
  });
});

describe("a program", () => {
  const a = input("a", [2, 2]);

  test("leaves out what no output needs and computes equal expressions once", () => {
    const once = relu(add(a, 1));
    const again = relu(add(a, 1));
    matMul(a, a);
    const { graph } = decodeModel(exportModel({ sum: add(once, again) }).bytes);
    expect(graph.node.map(({ op_type }) => op_type)).toEqual(["Add", "Relu", "Add"]);
  });

  test("names the input whose array is missing, too short or of another type", async () => {
    const program = await compile({ y: mul(a, 2) });
    await expect(program.run({})).rejects.toThrow('needs an array for "a", float32 [2, 2]');
    await expect(program.run({ a: new Float32Array(3) })).rejects.toThrow(
      '"a" is [2, 2], which 3 elements do not fill',
    );
    await expect(program.run({ a: new Int32Array(4) })).rejects.toThrow('"a" is float32');
    await program.release();
  });

  test("writes results into the arrays it is given", async () => {
    const program = await compile({ y: mul(a, 2) });
    const y = new Float32Array(4);
    await program.run({ a: Float32Array.of(1, 2, 3, 4) }, { y });
    expect([...y]).toEqual([2, 4, 6, 8]);
    await program.release();
  });

  test("hands out an input and a constant that are outputs as they are", async () => {
    const program = await compile({ same: a, seven: constant([7]) });
    const { same, seven } = await program.run({ a: Float32Array.of(1, 2, 3, 4) });
    expect([...(same as Float32Array)]).toEqual([1, 2, 3, 4]);
    expect([...(seven as Float32Array)]).toEqual([7]);
    await program.release();
  });

  test("refuses one name for an input and an output", async () => {
    await expect(compile({ a: mul(a, 2) })).rejects.toThrow('inputs or outputs are called "a"');
  });

  test("convolves in blocks of channels as it does in plain layout", async () => {
    const image = input("image", [3, 32, 7, 7]);
    const kernel = Float32Array.from({ length: 16 * 32 * 9 }, (_, i) => Math.sin(i));
    // A constant weight keeps the plain operator.
    const plain = await compile({
      y: conv(image, constant(kernel, [16, 32, 3, 3]), { strides: [2, 2], pads: [1, 1, 1, 1] }),
    });
    const blocked = await compile({
      y: conv(image, input("w", [16, 32, 3, 3]), { strides: [2, 2], pads: [1, 1, 1, 1] }),
    });
    const pixels = Float32Array.from({ length: 3 * 32 * 49 }, (_, i) => Math.cos(i));
    const { y: one } = await plain.run({ image: pixels });
    const { y: two } = await blocked.run({ image: pixels, w: kernel });
    expect(one).toHaveLength(two?.length ?? 0);
    one?.forEach((value, i) => {
      expect(Number(two?.[i])).toBeCloseTo(Number(value), 3);
    });
    await Promise.all([plain.release(), blocked.release()]);
  });
});
