import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { adaptInputConvolution } from "./adaptInputConvolution.ts";

interface Stored {
  shape: number[];
  data: number[];
}

const { cases }: { cases: { stored: Stored; adapted: Stored }[] } = JSON.parse(
  readFileSync(new URL("../../fixtures/matchParameters/adaptInputConv.json", import.meta.url), "utf8"),
);

test.each(cases.map(({ stored, adapted }) => [stored.shape[1], adapted.shape[1], stored, adapted] as const))(
  "from %d to %d channels the weights are timm's",
  (_, channels, stored, adapted) => {
    const ours = adaptInputConvolution({ shape: stored.shape, data: Float32Array.from(stored.data) }, channels ?? 0);
    expect(ours?.shape).toEqual(adapted.shape);
    adapted.data.forEach((value, i) => {
      expect(ours?.data[i]).toBeCloseTo(value, 6);
    });
  },
);

test("weights of other channels, or no convolution's, are not adapted", () => {
  expect(adaptInputConvolution({ shape: [2, 5, 1, 1], data: new Float32Array(10) }, 3)).toBeUndefined();
  expect(adaptInputConvolution({ shape: [2, 3], data: new Float32Array(6) }, 1)).toBeUndefined();
  expect(adaptInputConvolution({ shape: [2, 3, 1, 1, 1], data: new Float32Array(6) }, 1)).toBeUndefined();
});
