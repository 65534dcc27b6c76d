import fc from "fast-check";
import { expect, test } from "vitest";
import { matchParameters, showMatch } from "./matchParameters.ts";
import type { ParameterArray } from "./parameters.ts";

function filled(shape: number[], value: number): ParameterArray {
  return { shape, data: new Float32Array(shape.reduce((a, b) => a * b, 1)).fill(value) };
}

const fresh = {
  "conv1.weight": filled([2, 3, 1, 1], 0),
  "bn1.weight": filled([2], 0),
  "fc.weight": filled([4, 2], 0),
};

const stored = {
  "conv1.weight": filled([2, 3, 1, 1], 1),
  "bn1.weight": filled([2], 2),
  "fc.weight": filled([4, 2], 3),
};

const under = (prefix: string, parameters: Record<string, ParameterArray>) =>
  Object.fromEntries(Object.entries(parameters).map(([name, array]) => [prefix + name, array]));

test.each(["", "encoder.", "model.", "module.", "model.encoder.", "online_encoder."])(
  'names behind "%s" are found',
  (prefix) => {
    const match = matchParameters(fresh, under(prefix, stored));
    expect(match).toMatchObject({ prefix, matched: 3, missing: [], unexpected: [], differentlyShaped: [] });
    expect(match.parameters).toEqual(stored);
  },
);

test("the prefix is the one that most names agree with, not the first that some do", () => {
  const { prefix, unexpected } = matchParameters(fresh, {
    "fc.weight": filled([4, 2], 9),
    ...under("online_encoder.", stored),
    ...under("target_encoder.", stored),
  });
  expect(prefix).toBe("online_encoder.");
  expect(unexpected).toEqual([
    "fc.weight",
    "target_encoder.conv1.weight",
    "target_encoder.bn1.weight",
    "target_encoder.fc.weight",
  ]);
});

test("what is missing, unexpected or of another shape is said, and keeps the network's own values", () => {
  const match = matchParameters(fresh, {
    "encoder.conv1.weight": filled([2, 3, 1, 1], 1),
    "encoder.fc.weight": filled([10, 2], 3),
    "encoder.bn1.num_batches_tracked": filled([], 7),
    "head.weight": filled([1], 4),
  });
  expect(match.missing).toEqual(["bn1.weight"]);
  expect(match.unexpected).toEqual(["head.weight"]);
  expect(match.differentlyShaped).toEqual([{ name: "fc.weight", network: [4, 2], stored: [10, 2] }]);
  expect(match.parameters["bn1.weight"]).toBe(fresh["bn1.weight"]);
  expect(match.parameters["fc.weight"]).toBe(fresh["fc.weight"]);
  expect(Object.keys(match.parameters)).toEqual(Object.keys(fresh));
});

test("colour weights are summed for grey images, in the first convolution only", () => {
  const grey = { "stem.weight": filled([2, 1, 1, 1], 0), "deep.weight": filled([2, 1, 1, 1], 0) };
  const colour = { "stem.weight": filled([2, 3, 1, 1], 1), "deep.weight": filled([2, 3, 1, 1], 1) };
  const match = matchParameters(grey, colour);
  expect(match.parameters["stem.weight"]).toEqual(filled([2, 1, 1, 1], 3));
  expect(match.adapted).toEqual({ name: "stem.weight", network: [2, 1, 1, 1], stored: [2, 3, 1, 1] });
  expect(match.differentlyShaped.map(({ name }) => name)).toEqual(["deep.weight"]);
});

test("which convolution sees the image may be said", () => {
  const grey = { "position.weight": filled([1, 2, 2, 2], 0), "patch.weight": filled([2, 1, 1, 1], 0) };
  const colour = { "position.weight": filled([1, 2, 2, 2], 1), "patch.weight": filled([2, 3, 1, 1], 1) };
  expect(matchParameters(grey, colour).matched).toBe(1);
  expect(matchParameters(grey, colour, { inputConvolution: "patch.weight" }).matched).toBe(2);
});

test("grey weights are shared out over colours", () => {
  const match = matchParameters({ w: filled([1, 3, 1, 1], 0) }, { w: filled([1, 1, 1, 1], 3) });
  expect(match.parameters.w).toEqual(filled([1, 3, 1, 1], 1));
});

test("a first convolution of another kernel is not adapted", () => {
  const match = matchParameters({ w: filled([1, 1, 3, 3], 0) }, { w: filled([1, 3, 7, 7], 3) });
  expect(match.adapted).toBeUndefined();
  expect(match.differentlyShaped).toHaveLength(1);
});

test("the table says each kind once, with its first names", () => {
  const many = Object.fromEntries(Array.from({ length: 7 }, (_, i) => [`head.${i}`, filled([1], i)]));
  const match = matchParameters(fresh, {
    ...under("encoder.", { "conv1.weight": filled([2, 1, 1, 1], 1), "fc.weight": filled([10, 2], 3) }),
    ...many,
  });
  expect(showMatch(match)).toEqual([
    'matched     1 of 3, under "encoder."',
    "adapted     conv1.weight [2, 1, 1, 1] (network: [2, 3, 1, 1])",
    "missing     1: bn1.weight",
    "unexpected  7: head.0, head.1, head.2, head.3, head.4, and 2 more",
    "other shape 1: fc.weight [10, 2] (network: [4, 2])",
  ]);
  expect(showMatch(matchParameters(fresh, stored))).toEqual(["matched     3 of 3"]);
});

test("every name is matched, missing, unexpected or of another shape, exactly once", () => {
  const name = fc.constantFrom("a", "b", "c", "encoder.a", "encoder.b", "module.c", "__proto__", "constructor");
  const array = fc.array(fc.integer({ min: 1, max: 2 }), { maxLength: 4 }).map((shape) => filled(shape, 1));
  const parameters = fc.array(fc.tuple(name, array)).map((entries) => Object.fromEntries(entries));
  fc.assert(
    fc.property(parameters, parameters, (network, file) => {
      const match = matchParameters(network, file);
      const kept = match.missing.length + match.differentlyShaped.length;
      expect(match.matched + kept).toBe(Object.keys(network).length);
      expect(match.matched + match.differentlyShaped.length + match.unexpected.length).toBe(Object.keys(file).length);
      expect(Object.entries(match.parameters).map(([key, { shape }]) => [key, shape])).toEqual(
        Object.entries(network).map(([key, { shape }]) => [key, shape]),
      );
    }),
  );
});
