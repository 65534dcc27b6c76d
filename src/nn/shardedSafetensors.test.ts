import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { beforeEach, expect, test } from "vitest";
import { Fault } from "../fault.ts";
import { writeSafetensors } from "./safetensors.ts";
import { parseShardIndex, readShardedSafetensors } from "./shardedSafetensors.ts";

const first = "model-00001-of-00002.safetensors";
const second = "model-00002-of-00002.safetensors";
const array = (value: number) => ({ shape: [1], data: Float32Array.of(value) });

let folder = "";
let path = "";

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "almagest-shards-"));
  path = join(folder, "model.safetensors.index.json");
  await writeSafetensors(join(folder, first), { a: array(1), b: array(2) });
  await writeSafetensors(join(folder, second), { c: array(3) });
  await writeIndex({ c: second, a: first, b: first });
});

async function writeIndex(weightMap: unknown) {
  await writeFile(path, JSON.stringify({ metadata: { total_size: 12 }, weight_map: weightMap }));
}

test("arrays of all shards are read, in the index's order", async () => {
  const parameters = await readShardedSafetensors(path);
  expect(Object.entries(parameters)).toEqual([
    ["c", array(3)],
    ["a", array(1)],
    ["b", array(2)],
  ]);
});

test("a missing shard is named", async () => {
  await rm(join(folder, second));
  await expect(readShardedSafetensors(path)).rejects.toThrow(/model-00002-of-00002\.safetensors: it does not exist/);
});

test("an array in two shards is named, with both", async () => {
  await writeSafetensors(join(folder, second), { c: array(3), a: array(4) });
  await expect(readShardedSafetensors(path)).rejects.toThrow(`"a" is in ${second} and in ${first}`);
});

test("an array in no shard is named, and so is one in another than the index says", async () => {
  await writeIndex({ a: first, b: first, c: second, d: second });
  await expect(readShardedSafetensors(path)).rejects.toThrow(`"d" should be in ${second}, and is in no shard`);
  await writeIndex({ a: first, b: second, c: second });
  await expect(readShardedSafetensors(path)).rejects.toThrow(`"b" should be in ${second}, and is in ${first}`);
});

test.each([
  "../model.safetensors",
  "/etc/model.safetensors",
  "a/b.safetensors",
  "a\\b.safetensors",
  "..",
  ".hidden.safetensors",
  "model.bin",
  "C:model.safetensors",
  "model.safetensors\n",
  `${"m".repeat(255)}.safetensors`,
  "",
])("a shard named %j is refused", (shard) => {
  expect(() => parseShardIndex(JSON.stringify({ weight_map: { a: shard } }), "index.json")).toThrow(
    /no name of a file beside the index/,
  );
});

test("any text is an index of plain file names or a Fault", () => {
  const orFault = (text: string) => {
    try {
      for (const shard of parseShardIndex(text, "i").values()) expect(join("/x", shard)).toBe(`/x/${shard}`);
    } catch (error) {
      expect(error).toBeInstanceOf(Fault);
    }
  };
  fc.assert(fc.property(fc.json(), orFault));
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.string()), (map) => orFault(JSON.stringify({ weight_map: map }))),
  );
  fc.assert(fc.property(fc.string(), orFault));
});
