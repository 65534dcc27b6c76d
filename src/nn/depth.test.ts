import { expect, test } from "vitest";
import { nothing } from "../random.ts";
import { depthsOf } from "./depth.ts";
import { networkNamed, networkNames } from "./networks.ts";

const namesOf = (network: string) => Object.keys(networkNamed(network).parameters(nothing, { imageSize: 224 }));

test.each([
  ["resnet18", 9],
  ["resnet50", 17],
  ["convnext_nano", 15],
  ["efficientnet_b0", 17],
  ["vit_tiny_patch16_224", 13],
  ["maxvit_tiny_tf_224", 12],
  ["smallResnet", 5],
])(
  "%s has a stem and its blocks, %d in all, and depths never fall from one parameter to the next",
  (network, count) => {
    const names = namesOf(network);
    const depths = depthsOf(names);
    expect(depths.count).toBe(count);
    const all = names.map((name) => depths.of(name));
    expect(all).toEqual(all.toSorted((a, b) => a - b));
    expect([...new Set(all)]).toEqual(Array.from({ length: count }, (_, i) => i));
  },
);

test("every parameter of every network has a depth", () => {
  for (const network of networkNames) {
    const names = namesOf(network);
    const depths = depthsOf(names);
    for (const name of names) expect(depths.of(name), `${network} ${name}`).toBeLessThan(depths.count);
  }
});

test("a downsampling belongs to the block it leads to, a last normalisation to the last", () => {
  const depths = depthsOf(namesOf("convnext_nano"));
  expect(depths.of("stages.1.downsample.0.weight")).toBe(depths.of("stages.1.blocks.0.gamma"));
  expect(depths.of("head.norm.weight")).toBe(depths.count - 1);
});
