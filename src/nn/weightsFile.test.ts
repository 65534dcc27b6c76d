import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
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

test("a damaged file is refused in one line, whatever its names are made of", async () => {
  const header = JSON.stringify({
    [`a\nb\u2028${"c".repeat(5000)}`]: { dtype: "F32", shape: [2], data_offsets: [0, 4] },
  });
  const start = Buffer.alloc(8);
  start.writeBigUInt64LE(BigInt(Buffer.byteLength(header)));
  const folder = await mkdtemp(join(tmpdir(), "almagest-weights-"));
  const path = join(folder, "odd.safetensors");
  await writeFile(path, Buffer.concat([start, Buffer.from(header), Buffer.alloc(4)]));
  await expect(readWeights(path)).rejects.toThrow(
    /^.*odd\.safetensors[^\p{Cc}\u2028]*\\u\{a\}[^\p{Cc}\u2028]{1,1000}$/u,
  );
  await rm(folder, { recursive: true });
});
