import { describe, expect, test } from "vitest";
import { Fault } from "../fault.ts";
import { elementCount } from "../tensor/shape.ts";
import { input } from "../tensor/tensor.ts";
import { networkNamed, networkNames } from "./networks.ts";
import { asInputs } from "./parameters.ts";
import { differencesFromTimm, nothing, parityCases, parityClasses, stateDigest } from "./parity.ts";
import { training } from "./phase.ts";

const cases = parityCases();

describe.each(cases)("$name", (each) => {
  test("has the names and shapes of timm's state_dict", () => {
    const { name, inChannels, learnedSize: imageSize, state } = each;
    expect(stateDigest(networkNamed(name).parameters(nothing, { inChannels, classes: parityClasses, imageSize }))).toBe(
      state,
    );
  });

  test("predicts as timm's", async () => {
    const apart = await differencesFromTimm(each, each.predicting, "predicting");
    expect(apart.outputs).toBeLessThan(1e-4);
    expect(apart.gradients).toBeLessThan(1e-3);
  });

  const { training: trained } = each;
  // Only batch norm trains differently from how it predicts.
  if (!trained) return;
  test("trains as timm's: outputs, gradients and running statistics", async () => {
    const apart = await differencesFromTimm(each, trained, training());
    expect(apart.outputs).toBeLessThan(1e-4);
    expect(apart.gradients).toBeLessThan(1e-3);
  });
});

test("every network is held to a published one", () => {
  expect(cases.map(({ name }) => name).toSorted()).toEqual(networkNames.toSorted());
});

test.each([
  ["resnet18", 7],
  ["convnext_atto", 11],
  // Only blocks that carry their input past themselves can be skipped: 9 of 16.
  ["efficientnet_b0", 9],
  ["vit_tiny_patch16_224", 22],
  ["maxvit_tiny_tf_224", 50],
])("in training %s can skip %d of its branches, each by a noise of its own", (name, branches) => {
  const network = networkNamed(name);
  const tensors = asInputs(network.parameters(nothing, { imageSize: 64 }));
  const phase = training();
  network.features(tensors, "net", input("x", [2, 3, 64, 64]), phase, { dropPath: 0.1 });
  expect(Object.keys(phase.noise)).toHaveLength(branches);
  expect(Object.values(phase.noise).every(({ shape }) => elementCount(shape) === 2)).toBe(true);
});

test("an unknown name lists the known ones", () => {
  expect(() => networkNamed("resnet19")).toThrow(Fault);
  expect(() => networkNamed("resnet19")).toThrow(/resnet18, resnet34/);
  expect(() => networkNamed("constructor")).toThrow(Fault);
});
