/** Weights from a file of any format we read, told by its name. */

import { Fault, inOneLine } from "../fault.ts";
import type { Parameters } from "./parameters.ts";
import { readSafetensors } from "./safetensors.ts";
import { readShardedSafetensors } from "./shardedSafetensors.ts";
import { readTorchCheckpoint } from "./torchCheckpoint.ts";

const torchEndings = [".bin", ".pt", ".pth", ".ckpt", ".pth.tar"];

/** @throws Fault naming the file, in one line: of no format we read, or damaged */
export async function readWeights(path: string): Promise<Parameters> {
  try {
    return await readByEnding(path);
  } catch (error) {
    throw inOneLine(error);
  }
}

async function readByEnding(path: string): Promise<Parameters> {
  if (path.endsWith(".safetensors.index.json")) return readShardedSafetensors(path);
  if (path.endsWith(".safetensors")) return (await readSafetensors(path)).parameters;
  if (torchEndings.some((ending) => path.endsWith(ending))) return (await readTorchCheckpoint(path)).parameters;
  throw new Fault(
    "weights-format",
    `${path} is none of the weights files we read: .safetensors, .safetensors.index.json, ${torchEndings.join(", ")}`,
  );
}
