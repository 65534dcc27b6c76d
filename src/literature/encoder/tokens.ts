/** Texts as a model's tokens: the tokeniser that lies beside an ONNX file, as Hugging Face's libraries write it. */

import { join } from "node:path";
import { Tokenizer } from "@huggingface/tokenizers";
import { Fault } from "../../fault.ts";
import { textIfThere } from "../../textIfThere.ts";

export interface Tokens {
  ids: readonly number[];
  /** Which of two texts a token is of; 0 where there is one. */
  types: readonly number[];
}

export interface Tokeniser {
  /** Tokens a text has at most, special ones included; what is longer is cut. */
  longest: number;
  /** Fills the shorter texts of a batch. */
  padding: number;
  one(text: string): Tokens;
  /** Two texts after one another; the second is cut, the first only where there is no room for it alone. */
  pair(first: string, second: string): Tokens;
}

const usualLongest = 512;

/** @throws Fault "encoder" that names the file */
export async function readTokeniser(folder: string): Promise<Tokeniser> {
  const json = await readObject(folder, "tokenizer.json", true);
  const config = await readObject(folder, "tokenizer_config.json");
  let tokenizer: Tokenizer;
  try {
    tokenizer = new Tokenizer(json, config);
    tokenizer.encode("a galaxy");
  } catch (cause) {
    throw new Fault("encoder", `${join(folder, "tokenizer.json")} is no tokeniser that can be read`, { cause });
  }
  const special = tokenizer.encode("").ids.length;
  const longest = await longestOf(folder, json, config);
  const cut = (text: string, head: readonly number[], whole: Tokens): Tokens => {
    if (whole.ids.length <= longest) return whole;
    // Only where the text itself ends is known to be cut; what closes it stays.
    const inside = tokenizer.encode(text, { add_special_tokens: false }).ids.length;
    const after = whole.ids.length - head.length - inside;
    const kept = Math.max(0, longest - head.length - after);
    const picked = <T>(list: readonly T[]) => [
      ...list.slice(0, Math.min(head.length, longest - after)),
      ...list.slice(head.length, head.length + kept),
      ...list.slice(list.length - after),
    ];
    return { ids: picked(whole.ids), types: picked(whole.types) };
  };
  const encoded = (text: string, second?: string): Tokens => {
    const { ids, token_type_ids: types } = tokenizer.encode(text, {
      return_token_type_ids: true,
      ...(second === undefined ? {} : { text_pair: second }),
    });
    return { ids, types: types.length === ids.length ? types : ids.map(() => 0) };
  };
  const before = headLength(tokenizer, special);
  return {
    longest,
    padding: paddingOf(tokenizer, json, config),
    one(text) {
      const whole = encoded(text);
      return cut(text, whole.ids.slice(0, before), whole);
    },
    pair(first, second) {
      const whole = encoded(first, second);
      const inside = tokenizer.encode(second, { add_special_tokens: false }).ids.length;
      const after = special - before;
      return cut(second, whole.ids.slice(0, whole.ids.length - inside - after), whole);
    },
  };
}

/** Special tokens in front of a text. */
function headLength(tokenizer: Tokenizer, special: number): number {
  const plain = tokenizer.encode("galaxy", { add_special_tokens: false }).ids;
  const { ids } = tokenizer.encode("galaxy");
  for (let at = 0; at <= special; at++) if (plain.every((id: number, i: number) => ids[at + i] === id)) return at;
  return 0;
}

type Settings = Readonly<Record<string, unknown>>;

async function longestOf(folder: string, json: Settings, config: Settings): Promise<number> {
  const sentence = await readObject(folder, "sentence_bert_config.json");
  const model = await readObject(folder, "config.json");
  const truncation = json.truncation as { max_length?: unknown } | null | undefined;
  const limits = [
    sentence.max_seq_length,
    truncation?.max_length,
    config.model_max_length,
    // RoBERTa's first two places are taken.
    typeof model.max_position_embeddings === "number"
      ? model.max_position_embeddings - (/roberta/i.test(String(model.model_type)) ? 2 : 0)
      : undefined,
  ].filter((limit): limit is number => typeof limit === "number" && limit > 8 && limit < 1e6);
  return Math.min(usualLongest, ...limits);
}

function paddingOf(tokenizer: Tokenizer, json: Settings, config: Settings): number {
  const padding = json.padding as { pad_id?: unknown } | null | undefined;
  if (typeof padding?.pad_id === "number") return padding.pad_id;
  const named = config.pad_token as { content?: unknown } | string | undefined;
  const name = typeof named === "string" ? named : String(named?.content ?? "[PAD]");
  return tokenizer.token_to_id(name) ?? 0;
}

/** @throws Fault "encoder" where it is needed and is not there, or is no JSON object */
export async function readObject(folder: string, name: string, isNeeded = false): Promise<Settings> {
  const path = join(folder, name);
  const text = await textIfThere(path);
  if (text === undefined) {
    if (!isNeeded) return {};
    throw new Fault(
      "encoder",
      `${folder} has no ${name}: a folder with a text model holds model.onnx (or onnx/model.onnx) and tokenizer.json`,
    );
  }
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Settings;
  } catch {}
  throw new Fault("encoder", `${path} is not a JSON object`);
}
