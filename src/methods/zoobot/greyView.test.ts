import { expect, test } from "vitest";
import { networkNamed } from "../../nn/networks.ts";
import { asConstants } from "../../nn/parameters.ts";
import { randomStream } from "../../random.ts";
import { compile } from "../../tensor/program.ts";
import { input } from "../../tensor/tensor.ts";
import { augmentationRound, planes, randomViews, viewed } from "../../training/views.ts";
import { encoderParameters, represent, seesGrey } from "./network.ts";

const [batch, decoded, size] = [3, 60, 48];
const stream = randomStream(1, "grey");
const colours = Uint8Array.from({ length: batch * decoded * decoded * 3 }, () => stream.below(256));
const theta = randomViews(stream, batch, augmentationRound(0.8, true));

function encoderOf(network: string) {
  return { network, normalization: networkNamed(network).normalization };
}

test("a network that sees grey makes the same of the mean of the bands as of the bands, turned views and whole ones", async () => {
  const encoder = encoderOf("radioLenet");
  expect(seesGrey(encoder)).toBe(true);
  const parameters = asConstants(encoderParameters(encoder, size, stream));
  const pixels = input("pixels", [batch, decoded, decoded, 3], "uint8");
  const small = input("small", [batch, size, size, 3], "uint8");
  const made = (isGrey: boolean) => ({
    turned: represent(encoder, parameters, viewed(pixels, input("theta", [batch, 2, 3]), size, isGrey), "predicting"),
    whole: represent(encoder, parameters, planes(small, isGrey), "predicting"),
  });
  const values = { pixels: colours, theta, small: colours.slice(0, batch * size * size * 3) };
  const results = [];
  for (const isGrey of [true, false]) {
    const program = await compile(made(isGrey));
    results.push(await program.run(values));
    await program.release();
  }
  for (const name of ["turned", "whole"]) {
    const [grey, coloured] = results.map((each) => each[name] as Float32Array) as [Float32Array, Float32Array];
    const largest = coloured.reduce((most, each) => Math.max(most, Math.abs(each)), 0);
    expect(largest).toBeGreaterThan(0);
    grey.forEach((value, i) => {
      expect(Math.abs(value - (coloured[i] as number))).toBeLessThan(1e-4 * largest);
    });
  }
});

test("a network of colours is not shown grey, nor one whose bands are scaled apart", () => {
  expect(seesGrey(encoderOf("smallResnet"))).toBe(false);
  const apart = { network: "radioLenet", normalization: { mean: [0, 0, 0], std: [1, 1, 2] } };
  expect(seesGrey(apart)).toBe(false);
});
