import { describe, expect, test } from "vitest";
import { Fault } from "../fault.ts";
import { nothing } from "../random.ts";
import { elementCount } from "../tensor/shape.ts";
import { input } from "../tensor/tensor.ts";
import { heldToTimm, slowToVerify } from "./heldToTimm.ts";
import { networkNamed, networkNames } from "./networks.ts";
import { asInputs } from "./parameters.ts";
import { parityCases, parityClasses, stateDigest } from "./parity.ts";
import { training } from "./phase.ts";

const cases = parityCases();

test.each(cases)("$name with $inChannels channels has the names and shapes of timm's state_dict", (each) => {
  const { name, inChannels, learnedSize: imageSize, state } = each;
  expect(stateDigest(networkNamed(name).parameters(nothing, { inChannels, classes: parityClasses, imageSize }))).toBe(
    state,
  );
});

describe.each(cases.filter(({ name }) => !slowToVerify.includes(name)))("$name with $inChannels channels", heldToTimm);

test("every network is held to a published one, with five gradients", () => {
  expect([...new Set(cases.map(({ name }) => name))].toSorted()).toEqual(networkNames.toSorted());
  for (const { name, training, predicting } of cases)
    expect([name, Object.keys((training ?? predicting).gradients).length]).toEqual([name, 5]);
});

test.each(["resnet", "convnext_", "convnextv2_", "efficientnet", "vit", "maxvit"])(
  "a network of the family %s is held to a published one with one channel, and with three",
  (family) => {
    const channels = cases.filter(({ name }) => name.startsWith(family)).map(({ inChannels }) => inChannels);
    expect([...new Set(channels)].toSorted()).toEqual([1, 3]);
  },
);

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
