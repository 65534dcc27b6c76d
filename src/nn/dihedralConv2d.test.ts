import { describe, expect, test } from "vitest";
import { randomStream } from "../random.ts";
import { relu } from "../tensor/operators/elementwise.ts";
import { sum } from "../tensor/operators/reduction.ts";
import { compile } from "../tensor/program.ts";
import { constant, constantValue, type Tensor } from "../tensor/tensor.ts";
import { dihedralConv2d, dihedralConv2dParameters, dihedralKernel, groupPool } from "./dihedralConv2d.ts";
import { dihedralGroup, indexOfQuotient } from "./dihedralGroup.ts";
import { asConstants, asInputs, under } from "./parameters.ts";
import { kernelPlaces, ringFunctionCount, ringFunctions } from "./ringFunctions.ts";
import { turned } from "./turned.ts";

const stream = () => randomStream(3, "dihedral");

/** Two convolutions over one image of three bands, and what is largest in each field. */
function layersOf(turns: number) {
  const group = dihedralGroup(turns);
  const drawn = stream();
  const parameters = {
    ...prefixedWith("first", dihedralConv2dParameters(drawn, { group, fields: 3, out: 4, size: 5, isLifting: true })),
    ...prefixedWith("second", dihedralConv2dParameters(drawn, { group, fields: 4, out: 5, size: 3, isLifting: false })),
  };
  const tensors = asConstants(parameters);
  const apply = (x: Tensor) => {
    const lifted = relu(dihedralConv2d(under("first", tensors), x, { group, size: 5 }));
    return groupPool(relu(dihedralConv2d(under("second", tensors), lifted, { group, size: 3 })), group);
  };
  return { group, parameters, apply };
}

function prefixedWith<T>(prefix: string, record: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [`${prefix}.${name}`, value]));
}

/** Blobs at places that turn with the image, so that nothing is resampled. */
function blobs(side: number, angle: number): Tensor {
  const drawn = stream();
  const places = Array.from({ length: 3 * 4 }, () => ({ x: 5 * drawn.normal(), y: 5 * drawn.normal() }));
  const pixels = Float32Array.from({ length: 3 * side * side }, (_, i) => {
    const band = Math.floor(i / (side * side));
    const x = (i % side) - (side - 1) / 2;
    const y = (side - 1) / 2 - Math.floor((i % (side * side)) / side);
    const [cosine, sine] = [Math.cos(angle), Math.sin(angle)];
    return places.slice(4 * band, 4 * band + 4).reduce((light, at) => {
      const [ax, ay] = [at.x * cosine - at.y * sine, at.x * sine + at.y * cosine];
      return light + Math.exp(-((x - ax) ** 2 + (y - ay) ** 2) / 18);
    }, 0);
  });
  return constant(pixels, [1, 3, side, side]);
}

async function values(tensor: Tensor): Promise<number[]> {
  const program = await compile({ tensor });
  const { tensor: found } = await program.run({});
  await program.release();
  return Array.from(found ?? [], Number);
}

function apart(found: readonly number[], expected: readonly number[]): number {
  const most = Math.max(...expected.map(Math.abs));
  return Math.max(...found.map((value, i) => Math.abs(value - (expected[i] ?? Number.NaN)))) / most;
}

describe("D_N", () => {
  test.each([1, 2, 4, 8])("has inverses that undo, for N = %d", (turns) => {
    const group = dihedralGroup(turns);
    expect(group.elements).toHaveLength(2 * turns);
    for (const g of group.elements) expect(indexOfQuotient(group, g, g)).toBe(0);
    for (const g of group.elements) {
      const row = group.elements.map((h) => indexOfQuotient(group, g, h));
      expect(row.toSorted((a, b) => a - b)).toEqual(group.elements.map((_, i) => i));
    }
  });

  test("has six ring functions on 3 pixels and eleven on 5, each of unit norm", () => {
    expect([ringFunctionCount(3), ringFunctionCount(5)]).toEqual([6, 11]);
    for (const size of [3, 5])
      for (const values of ringFunctions(size, kernelPlaces(size)))
        expect(values.reduce((total, value) => total + value * value, 0)).toBeCloseTo(1, 12);
  });
});

describe("two layers and the largest of each field", () => {
  test.each([
    [
      1,
      [
        [0, true],
        [2, true],
      ],
    ],
    [
      2,
      [
        [2, false],
        [0, true],
        [2, true],
      ],
    ],
    [
      4,
      [
        [1, false],
        [2, false],
        [3, false],
        [0, true],
        [1, true],
        [3, true],
      ],
    ],
    [
      8,
      [
        [1, false],
        [3, false],
        [0, true],
        [1, true],
      ],
    ],
  ] as [number, [number, boolean][]][])(
    "turn with the image by every right angle and reflection in D_%d",
    async (turns, moves) => {
      const { apply } = layersOf(turns);
      const image = blobs(16, 0.3);
      const maps = apply(image);
      for (const [quarters, mirrored] of moves) {
        // D_1 has one reflection: top and bottom change places. `turned` mirrors left and right.
        if (turns === 1 && quarters === 0) continue;
        const found = await values(apply(turned(image, quarters, mirrored)));
        expect(apart(found, await values(turned(maps, quarters, mirrored)))).toBeLessThan(1e-6);
      }
    },
  );

  test("of D_1 do not turn with it by a right angle: the test can tell", async () => {
    const { apply } = layersOf(1);
    const image = blobs(16, 0.3);
    expect(
      apart(await values(apply(turned(image, 1, false))), await values(turned(apply(image), 1, false))),
    ).toBeGreaterThan(0.05);
  });

  test.each([
    [1, 0.5],
    [4, 0.06],
    [8, 0.03],
  ])(
    "of D_%d give sums that move by less than a share of %d where the image is turned by 45 degrees",
    async (turns, most) => {
      const { apply } = layersOf(turns);
      const sums = async (angle: number) => values(sum(apply(blobs(48, angle)), [2, 3]));
      expect(apart(await sums(Math.PI / 4), await sums(0))).toBeLessThan(most);
    },
  );
});

describe("a kernel of known weights", () => {
  test.each([true, false])("is that which the graph makes, lifting: %s", async (isLifting) => {
    const group = dihedralGroup(4);
    const parameters = dihedralConv2dParameters(stream(), { group, fields: 3, out: 2, size: 5, isLifting });
    const made = dihedralKernel(asInputs(parameters).weight as Tensor, group, 5);
    const known = constantValue(dihedralKernel(asConstants(parameters).weight as Tensor, group, 5));
    const program = await compile({ made });
    const found = await program.run({ weight: parameters.weight?.data ?? new Float32Array(0) });
    await program.release();
    expect(apart(Array.from(found.made ?? [], Number), Array.from(known?.data ?? [], Number))).toBeLessThan(1e-5);
  });
});
