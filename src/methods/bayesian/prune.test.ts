import fc from "fast-check";
import { expect, test } from "vitest";
import { drawnNetwork } from "../../nn/normalWeights.ts";
import type { Parameters } from "../../nn/parameters.ts";
import { denseWeights, prunedByFisher, prunedBySnr, signalToNoise } from "./prune.ts";

const array = (shape: number[], values: readonly number[]) => ({ shape, data: Float32Array.from(values) });

/** A linear layer of 12 weights, and a convolution that is left alone. */
const network = fc
  .tuple(
    fc.array(fc.float({ min: -2, max: 2, noNaN: true }), { minLength: 12, maxLength: 12 }),
    fc.array(fc.float({ min: -6, max: 0, noNaN: true }), { minLength: 12, maxLength: 12 }),
  )
  .map(
    ([means, rhos]): Parameters => ({
      "head.weight": array([3, 4], means),
      "rho.head.weight": array([3, 4], rhos),
      "conv.weight": array([1, 1, 2, 2], [1, 1, 1, 1]),
      "rho.conv.weight": array([1, 1, 2, 2], [0, 0, 0, 0]),
    }),
  );

test("takes out as many dense weights as asked for, the least certain, and nothing else", () => {
  fc.assert(
    fc.property(network, fc.double({ min: 0, max: 1, noNaN: true }), (parameters, fraction) => {
      const pruned = prunedBySnr(parameters, fraction);
      const out = Array.from(pruned["rho.head.weight"]?.data ?? []).map((rho) => rho < -80);
      expect(out.filter(Boolean)).toHaveLength(Math.round(12 * fraction));
      const ratios = signalToNoise(parameters);
      const worst = Math.max(...Array.from(ratios).filter((_, i) => out[i]), Number.NEGATIVE_INFINITY);
      const best = Math.min(...Array.from(ratios).filter((_, i) => !out[i]), Number.POSITIVE_INFINITY);
      expect(worst).toBeLessThanOrEqual(best);
      expect(pruned["conv.weight"]).toBe(parameters["conv.weight"]);
      expect(denseWeights(parameters)).toEqual(["head.weight"]);
    }),
  );
});

test("a weight that is out is 0 in every network drawn", () => {
  fc.assert(
    fc.property(network, fc.nat(100), (parameters, draw) => {
      const all = drawnNetwork(prunedBySnr(parameters, 1), 5, draw);
      expect(Array.from(all["head.weight"]?.data ?? []).every((value) => Math.abs(value) < 1e-30)).toBe(true);
    }),
  );
});

test("by Fisher information takes out the small ones first, then those that matter least", () => {
  const parameters: Parameters = {
    "head.weight": array([1, 4], [0.01, 1, 2, 3]),
    "rho.head.weight": array([1, 4], [-3, -3, -3, -3]),
  };
  const information: Parameters = { "head.weight": array([1, 4], [9, 5, 1, 7]) };
  const left = (share: number) =>
    Array.from(prunedByFisher(parameters, information, 0.5, share)["head.weight"]?.data ?? [], Math.round);
  expect(left(0)).toEqual([0, 0, 2, 3]);
  expect(left(1)).toEqual([0, 0, 0, 3]);
  expect(left(0.5)).toEqual([0, 1, 0, 3]);
});

test("pruning again by the same share takes out nothing more, in either order", () => {
  fc.assert(
    fc.property(network, fc.double({ min: 0, max: 1, noNaN: true }), (parameters, fraction) => {
      const once = prunedBySnr(parameters, fraction);
      expect(prunedBySnr(once, fraction)["rho.head.weight"]).toEqual(once["rho.head.weight"]);
      const information = { "head.weight": { shape: [3, 4], data: Float32Array.from({ length: 12 }, (_, i) => i) } };
      const out = (each: typeof once) => Array.from(each["rho.head.weight"]?.data ?? []).filter((rho) => rho < -80);
      expect(out(prunedByFisher(once, information, fraction))).toHaveLength(out(once).length);
    }),
  );
});
