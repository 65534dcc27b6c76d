/** A transformer over text from a folder: model.onnx and its tokeniser, whatever it was trained for. */

import { createHash } from "node:crypto";
import { open } from "node:fs/promises";
import { join } from "node:path";
import { exists } from "../../exists.ts";
import { Fault } from "../../fault.ts";
import { type OnnxSession, openOnnxSession, type Real } from "../../tensor/onnxSession.ts";
import { readTokeniser, type Tokeniser, type Tokens } from "./tokens.ts";

export interface OnnxText {
  tokeniser: Tokeniser;
  outputs: readonly string[];
  /** Changes when the model or its tokeniser does. */
  fingerprint: string;
  /** @param wanted one of `outputs`. @returns it, and [batch × length], 1 where a token is and 0 where padding is */
  run(batch: readonly Tokens[], wanted: string): Promise<Real & { mask: Uint8Array; length: number }>;
  release(): Promise<void>;
}

const modelFiles = ["model.onnx", join("onnx", "model.onnx"), join("onnx", "model_quantized.onnx")];
const known = ["input_ids", "attention_mask", "token_type_ids"];

/** @throws Fault "encoder", "onnx" that names what is missing */
export async function openOnnxText(folder: string): Promise<OnnxText> {
  const tokeniser = await readTokeniser(folder);
  let path: string | undefined;
  for (const name of modelFiles) if (!path && (await exists(join(folder, name)))) path = join(folder, name);
  if (!path) throw new Fault("encoder", `${folder} has no model.onnx and no onnx/model.onnx`);
  const session = await openOnnxSession(path);
  const strange = session.inputs.filter((name) => !known.includes(name));
  if (strange.length > 0 || !session.inputs.includes("input_ids")) {
    await session.release();
    throw new Fault(
      "encoder",
      `${path} takes ${session.inputs.join(", ")}; a text model takes input_ids, attention_mask and perhaps token_type_ids`,
    );
  }
  return {
    tokeniser,
    outputs: session.outputs,
    fingerprint: await fingerprintOf(folder, path),
    run: (batch, wanted) => run(session, tokeniser, batch, wanted),
    release: () => session.release(),
  };
}

async function run(session: OnnxSession, { padding }: Tokeniser, batch: readonly Tokens[], wanted: string) {
  const length = Math.max(1, ...batch.map(({ ids }) => ids.length));
  const size = batch.length * length;
  const ids = new BigInt64Array(size).fill(BigInt(padding));
  const [types, attention] = [new BigInt64Array(size), new BigInt64Array(size)];
  const mask = new Uint8Array(size);
  batch.forEach((tokens, row) => {
    for (let i = 0; i < tokens.ids.length; i++) {
      const at = row * length + i;
      ids[at] = BigInt(tokens.ids[i] as number);
      types[at] = BigInt(tokens.types[i] ?? 0);
      attention[at] = 1n;
      mask[at] = 1;
    }
  });
  const all: Record<string, BigInt64Array> = { input_ids: ids, attention_mask: attention, token_type_ids: types };
  const feeds = Object.fromEntries(
    session.inputs.map((name) => [name, { data: all[name] as BigInt64Array, dims: [batch.length, length] }]),
  );
  return { ...(await session.run(feeds, wanted)), mask, length };
}

const sampledBytes = 1 << 20;

/** Of a model of gigabytes the size and both ends: training again moves every weight. */
async function fingerprintOf(folder: string, path: string): Promise<string> {
  const hash = createHash("sha1");
  const settings = [
    "tokenizer.json",
    "tokenizer_config.json",
    join("1_Pooling", "config.json"),
    "sentence_bert_config.json",
    "config_sentence_transformers.json",
  ];
  for (const file of [path, `${path}_data`, `${path}.data`, ...settings.map((name) => join(folder, name))]) {
    if (!(await exists(file))) continue;
    const opened = await open(file);
    try {
      const { size } = await opened.stat();
      hash.update(`${file.slice(folder.length)} ${size}\n`);
      for (const at of size > sampledBytes ? [0, size - sampledBytes] : [0]) {
        const bytes = Buffer.alloc(Math.min(size, sampledBytes));
        await opened.read(bytes, 0, bytes.length, at);
        hash.update(bytes);
      }
    } finally {
      await opened.close();
    }
  }
  return hash.digest("base64url").slice(0, 16);
}
