import { describe, expect, test } from "vitest";
import { nothing, randomStream } from "../random.ts";
import { exportAnyBatch } from "../tensor/onnx/exportAnyBatch.ts";
import { decodeModel } from "../tensor/onnx/onnxModel.ts";
import { compile } from "../tensor/program.ts";
import { constant, input, type Tensor } from "../tensor/tensor.ts";
import { dihedralGroup } from "./dihedralGroup.ts";
import { networkNamed } from "./networks.ts";
import { asConstants, isBuffer, type Parameters, parameterCount } from "./parameters.ts";
import { training } from "./phase.ts";
import { siddaMaps, siddaNetworks } from "./sidda.ts";
import { turned } from "./turned.ts";

/** Fresh parameters with running statistics as after some training. */
function trained(name: string, imageSize: number): Parameters {
  const stream = randomStream(5, name);
  const fresh = networkNamed(name).parameters(stream, { imageSize });
  return Object.fromEntries(
    Object.entries(fresh).map(([each, { shape, data }]) => [
      each,
      isBuffer(each) ? { shape, data: data.map(() => 0.2 + stream.uniform()) } : { shape, data },
    ]),
  );
}

function image(side: number): Tensor {
  const stream = randomStream(6, "image");
  return constant(
    Float32Array.from({ length: 2 * 3 * side * side }, () => stream.normal()),
    [2, 3, side, side],
  );
}

async function values(tensor: Tensor): Promise<number[]> {
  const program = await compile({ tensor });
  const { tensor: found } = await program.run({});
  await program.release();
  return Array.from(found ?? [], Number);
}

function apart(found: readonly number[], expected: readonly number[]): number {
  return Math.max(...found.map((value, i) => Math.abs(value - (expected[i] ?? Number.NaN))));
}

/** Of three layers on three bands, two numbers a map of batch normalisation, a latent of 256 from `flat` numbers, its norm, the head. */
function counted(weights: number, flat: number, classes: number): number {
  return weights + (8 + 16 + 32) * 3 + (flat * 256 + 256) + 2 * 256 + (256 * classes + classes);
}

describe("parameter counts are as derived", () => {
  test("of the convolutional network, at 100 and at 32 pixels", () => {
    const convolutions = 8 * 3 * 25 + 16 * 8 * 9 + 32 * 16 * 9;
    const network = networkNamed("sidda_cnn");
    for (const [imageSize, flat] of [
      [100, 32 * 12 * 12],
      [32, 32 * 4 * 4],
    ] as const)
      expect(parameterCount(network.parameters(nothing, { imageSize, classes: 3 }))).toBe(
        counted(convolutions, flat, 3),
      );
  });

  test.each([1, 2, 4, 8])(
    "of D_%d: eleven functions a kernel of 5 pixels, six of 3, for each of 2 N channels",
    (turns) => {
      const convolutions = 8 * 3 * 11 + 16 * 8 * 2 * turns * 6 + 32 * 16 * 2 * turns * 6;
      const sizes = { imageSize: 100, classes: 3 };
      const count = (name: string) => parameterCount(networkNamed(name).parameters(nothing, sizes));
      expect(count(`sidda_d${turns}`)).toBe(counted(convolutions, 32 * 12 * 12, 3));
      expect(count(`sidda_d${turns}_invariant`)).toBe(counted(convolutions, 32, 3));
    },
  );
});

describe("what an invariant network says of an image", () => {
  test.each([
    [
      "sidda_d2_invariant",
      [
        [2, false],
        [0, true],
        [2, true],
      ],
    ],
    [
      "sidda_d4_invariant",
      [
        [1, false],
        [2, false],
        [3, false],
        [0, true],
        [1, true],
        [2, true],
        [3, true],
      ],
    ],
    [
      "sidda_d8_invariant",
      [
        [1, false],
        [0, true],
        [1, true],
      ],
    ],
  ] as [string, [number, boolean][]][])(
    "does not move when it is turned by right angles or mirrored: %s",
    async (name, moves) => {
      const parameters = asConstants(trained(name, 32));
      const said = (x: Tensor) => networkNamed(name).features(parameters, "net", x, "predicting");
      const expected = await values(said(image(32)));
      for (const [quarters, mirrored] of moves)
        expect(apart(await values(said(turned(image(32), quarters, mirrored))), expected)).toBeLessThan(1e-4);
    },
  );

  test("does move where the network is the convolutional one: the test can tell", async () => {
    const parameters = asConstants(trained("sidda_cnn", 32));
    const said = (x: Tensor) => networkNamed("sidda_cnn").features(parameters, "net", x, "predicting");
    expect(apart(await values(said(turned(image(32), 1, false))), await values(said(image(32))))).toBeGreaterThan(0.1);
  });
});

test("the maps before the paper's flat head turn with the image", async () => {
  const parameters = asConstants(trained("sidda_d4", 32));
  const maps = (x: Tensor) => siddaMaps(dihedralGroup(4), parameters, "net", x, "predicting");
  const found = await values(maps(turned(image(32), 3, true)));
  expect(apart(found, await values(turned(maps(image(32)), 3, true)))).toBeLessThan(1e-4);
});

test("exported, an equivariant network is ordinary convolutions", () => {
  const parameters = asConstants(trained("sidda_d4", 32));
  const bytes = exportAnyBatch((batch) => ({
    latent: networkNamed("sidda_d4").features(parameters, "net", input("image", [batch, 3, 32, 32]), "predicting"),
  }));
  const names = decodeModel(bytes).graph.node.map(({ op_type }) => op_type);
  expect(names.filter((name) => name === "Conv")).toHaveLength(3);
  expect(names.filter((name) => ["MatMul", "Gather"].includes(name))).toEqual([]);
});

test.each(Object.keys(siddaNetworks))(
  "%s asks for three sets of noise in training and refuses images too small",
  (name) => {
    const parameters = asConstants(trained(name, 32));
    const phase = training();
    networkNamed(name).features(parameters, "net", input("x", [2, 3, 32, 32]), phase);
    expect(Object.keys(phase.noise)).toHaveLength(6);
    expect(Object.keys(phase.updates)).toHaveLength(6);
    expect(() => networkNamed(name).parameters(nothing, { imageSize: 7 })).toThrow(/at least 8 pixels/);
  },
);
