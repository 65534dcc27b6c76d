import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { readWeights } from "./weightsFile.ts";

const fixture = (name: string) => fileURLToPath(new URL(`../../fixtures/${name}`, import.meta.url));

test.each(["torchCheckpoint/lightning.ckpt", "torchCheckpoint/stateDict.pth", "safetensors/mixed.safetensors"])(
  "%s is read by its ending",
  async (name) => {
    const names = Object.keys(await readWeights(fixture(name)));
    expect(names.some((each) => each.endsWith("weight"))).toBe(true);
  },
);

test("a file of another kind is refused with the kinds we read", async () => {
  await expect(readWeights("model.h5")).rejects.toThrow(
    /model\.h5 is none of the weights files we read: \.safetensors/,
  );
});
