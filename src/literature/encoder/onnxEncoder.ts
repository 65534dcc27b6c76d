/** A text encoder from a folder, as sentence-transformers exports it: a transformer's states, pooled into one vector of length 1. */

import { basename, join, resolve } from "node:path";
import { Fault } from "../../fault.ts";
import { openOnnxText } from "./onnxText.ts";
import type { EncodableText, TextEncoder } from "./textEncoder.ts";
import { textOf } from "./textEncoder.ts";
import { readObject } from "./tokens.ts";

type Pooling = "mean" | "cls" | "max";

/** Small, as the longest text of a batch sets its length. */
const batchSize = 16;

/**
 * Pooling is what `1_Pooling/config.json` says, mean where there is none; what goes before a question and a paper is what
 * `config_sentence_transformers.json` says. An output of one vector a text is taken as it is.
 * @throws Fault "encoder", "onnx"
 */
export async function openOnnxEncoder(folder: string): Promise<TextEncoder & { release(): Promise<void> }> {
  const model = await openOnnxText(folder);
  const wanted =
    ["sentence_embedding", "last_hidden_state", "token_embeddings"].find((name) => model.outputs.includes(name)) ??
    (model.outputs[0] as string);
  const pooling = await poolingOf(folder);
  const { prompts } = (await readObject(folder, "config_sentence_transformers.json")) as {
    prompts?: Record<string, unknown>;
  };
  const before = { question: promptOf(prompts, "query"), paper: promptOf(prompts, "document", "passage") };
  const encodeBatch = async (texts: readonly string[]) => {
    const { data, dims, mask, length } = await model.run(texts.map(model.tokeniser.one), wanted);
    const dimension = dims.at(-1) as number;
    if (dims.length === 2) return { values: Float32Array.from(data), dimension };
    if (dims.length !== 3)
      throw new Fault(
        "encoder",
        `${folder}: "${wanted}" has ${dims.length} dimensions; [texts, tokens, numbers] is what is pooled`,
      );
    return { values: pooled(data, mask, { texts: texts.length, length, dimension }, pooling), dimension };
  };
  const { dimension } = await encodeBatch(["a galaxy"]);
  return {
    name: basename(resolve(folder)),
    fingerprint: `${model.fingerprint}-${pooling}`,
    dimension,
    async encode(texts: readonly EncodableText[]) {
      const encoded = new Float32Array(texts.length * dimension);
      const written = texts.map((text) => (text.isQuestion ? before.question : before.paper) + textOf(text));
      // Alike in length together, so that little of a batch is padding.
      const order = [...written.keys()].sort((a, b) => (written[a] as string).length - (written[b] as string).length);
      for (let at = 0; at < order.length; at += batchSize) {
        const part = order.slice(at, at + batchSize);
        const { values } = await encodeBatch(part.map((i) => written[i] as string));
        part.forEach((i, row) => {
          encoded.set(unit(values.subarray(row * dimension, (row + 1) * dimension)), i * dimension);
        });
      }
      return encoded;
    },
    release: () => model.release(),
  };
}

interface Sizes {
  texts: number;
  length: number;
  dimension: number;
}

function pooled(states: Float32Array, mask: Uint8Array, { texts, length, dimension }: Sizes, pooling: Pooling) {
  const values = new Float32Array(texts * dimension);
  for (let text = 0; text < texts; text++) {
    const into = values.subarray(text * dimension, (text + 1) * dimension);
    let tokens = 0;
    for (let i = 0; i < length; i++) {
      if (mask[text * length + i] === 0) continue;
      const state = states.subarray((text * length + i) * dimension, (text * length + i + 1) * dimension);
      tokens++;
      if (tokens === 1) into.set(state);
      else if (pooling !== "cls")
        for (let k = 0; k < dimension; k++)
          into[k] =
            pooling === "mean"
              ? (into[k] as number) + (state[k] as number)
              : Math.max(into[k] as number, state[k] as number);
    }
  }
  // A mean and a sum point the same way, and length is taken off next.
  return values;
}

export function unit(vector: Float32Array): Float32Array {
  let square = 0;
  for (const value of vector) square += value * value;
  const scale = square > 0 ? 1 / Math.sqrt(square) : 0;
  return vector.map((value) => value * scale);
}

/** @throws Fault "encoder" where it is pooled in a way that is not known here */
async function poolingOf(folder: string): Promise<Pooling> {
  const config = await readObject(folder, join("1_Pooling", "config.json"));
  const modes = Object.keys(config).filter((key) => key.startsWith("pooling_mode_") && config[key] === true);
  if (modes.length === 0 || modes.join() === "pooling_mode_mean_tokens") return "mean";
  if (modes.join() === "pooling_mode_cls_token") return "cls";
  if (modes.join() === "pooling_mode_max_tokens") return "max";
  throw new Fault("encoder", `${folder} pools by ${modes.join(" and ")}; mean, cls and max are known`);
}

function promptOf(prompts: Record<string, unknown> | undefined, ...names: readonly string[]): string {
  for (const name of names) if (typeof prompts?.[name] === "string") return prompts[name] as string;
  return "";
}
