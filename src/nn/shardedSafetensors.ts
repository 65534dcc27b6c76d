/** A network's weights in several .safetensors files, and the index that says which holds which array. */

import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { z } from "zod";
import { Fault, fileFault } from "../fault.ts";
import type { ParameterArray } from "./parameters.ts";
import { readSafetensors } from "./safetensors.ts";

const index = z.object({ weight_map: z.record(z.string(), z.string()) });

/** A name in the index's own folder: a file of weights is downloaded and read by it, so it may not lead out of there. */
const shardName = /^(?=.{1,255}$)[A-Za-z0-9_][A-Za-z0-9._-]*\.safetensors$/;

/**
 * The file that holds each array.
 * @param name of the index, for messages
 * @throws Fault "safetensors-index" where it is no index, or a name in it leads out of its folder
 */
export function parseShardIndex(text: string, name: string): ReadonlyMap<string, string> {
  const fail = (problem: string): never => {
    throw new Fault("safetensors-index", `${name} is not an index of .safetensors files: ${problem}`);
  };
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch {
    return fail("it is not JSON");
  }
  const parsed = index.safeParse(content);
  if (!parsed.success) return fail(`"weight_map" must say a file's name for each array's`);
  const shards = Object.entries(parsed.data.weight_map);
  for (const [array, shard] of shards)
    if (!shardName.test(shard))
      return fail(`"${array}" lies in "${shard}", which is no name of a file beside the index`);
  return new Map(shards);
}

/**
 * Reads every array of every shard as float32, in the index's order.
 * @param path of the index, e.g. model.safetensors.index.json; the shards lie beside it
 * @throws Fault naming the shard that is missing, the array that is in two shards or in none
 */
export async function readShardedSafetensors(path: string): Promise<Record<string, ParameterArray>> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    throw fileFault(error, "read", path);
  }
  const shardOf = parseShardIndex(text, path);
  const found = new Map<string, { shard: string; array: ParameterArray }>();
  for (const shard of new Set(shardOf.values())) {
    const { parameters } = await readSafetensors(join(dirname(path), shard));
    for (const [name, array] of Object.entries(parameters)) {
      const other = found.get(name);
      if (other)
        throw new Fault(
          "safetensors-shards",
          `${path}: "${name}" is in ${other.shard} and in ${shard}: which is meant?`,
        );
      found.set(name, { shard, array });
    }
  }
  const arrays = [...shardOf].map(([name, shard]): [string, ParameterArray] => {
    const at = found.get(name);
    if (at?.shard !== shard)
      throw new Fault(
        "safetensors-shards",
        `${path}: "${name}" should be in ${shard}, and is ${at ? `in ${at.shard}` : "in no shard"}. Fetch the files again, all from one place`,
      );
    return [name, at.array];
  });
  return Object.fromEntries(arrays);
}
