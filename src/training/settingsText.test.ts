import { expect, test } from "vitest";
import { settingsText } from "./settingsText.ts";

test("settings that were left empty are not shown, and others are said in full", () => {
  const settings = { seed: 0, target: "noisy", unknownClasses: [], parents: ["a", "b"], sizes: null, augment: false };
  expect(settingsText(settings)).toBe("seed 0, target noisy, parents a / b, augment false");
  expect(settingsText({ classWeights: { spiral: 1.5, elliptical: 1 }, priors: {} })).toBe(
    "classWeights spiral 1.5 / elliptical 1",
  );
});
