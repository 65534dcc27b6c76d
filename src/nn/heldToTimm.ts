/** The tests that hold one network to timm's numbers; shared by the suite and the slow suite. */

import { expect, test } from "vitest";
import { differencesFromTimm, type ParityCase } from "./parity.ts";
import { training } from "./phase.ts";

/** Left to the slow suite: of their families, smaller ones are in the suite, and they differ in width and depth only. */
export const slowToVerify: readonly string[] = [
  "convnext_tiny",
  "convnext_small",
  "convnext_base",
  "convnextv2_tiny",
  "convnextv2_small",
  "convnextv2_base",
  "efficientnet_b1",
  "efficientnet_b2",
  "efficientnet_b3",
  "efficientnet_b4",
  "vit_small_patch16_224",
  "vit_base_patch16_224",
];

export function heldToTimm(each: ParityCase): void {
  test("predicts as timm's", async () => {
    const apart = await differencesFromTimm(each, each.predicting, "predicting", { threads: 1 });
    expect(apart.outputs).toBeLessThan(1e-4);
    expect(apart.gradients).toBeLessThan(1e-3);
  });

  const { training: trained } = each;
  // Only batch norm trains differently from how it predicts.
  if (!trained) return;
  test("trains as timm's: outputs, gradients and running statistics", async () => {
    const apart = await differencesFromTimm(each, trained, training(), { threads: 1 });
    expect(apart.outputs).toBeLessThan(1e-4);
    expect(apart.gradients).toBeLessThan(1e-3);
  });
}
