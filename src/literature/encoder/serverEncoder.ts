/** A text encoder behind an OpenAI-compatible server: batches of texts to its /embeddings, asked again where it is busy. */

import { setTimeout as pause } from "node:timers/promises";
import { exitCodes, Fault } from "../../fault.ts";
import { unit } from "./onnxEncoder.ts";
import { type EncodableText, type TextEncoder, textOf } from "./textEncoder.ts";

export interface ServerOptions {
  /** Base of its API, such as http://127.0.0.1:11434/v1; nothing else is ever asked, and no redirection followed. */
  url: string;
  model: string;
  key?: string;
  batch?: number;
  patienceSeconds?: number;
  /** Of a server that is busy or stumbles. */
  retries?: number;
  longestWaitSeconds?: number;
}

/** Servers refuse what is longer than their model reads; an abstract seldom is. */
const longestText = 6000;

/**
 * @param dimension where it is known, so that nothing is asked before there is something to encode
 * @throws Fault "encoder-url"; "encoder-server" where it does not answer, or not with vectors
 */
export async function serverEncoder(options: ServerOptions, dimension?: number): Promise<TextEncoder> {
  const { url, model, key, batch = 64, patienceSeconds = 60, retries = 4, longestWaitSeconds = 30 } = options;
  const endpoint = embeddingsOf(url);
  const where = endpoint.host;
  const fault = (problem: string, cause?: unknown) =>
    new Fault("encoder-server", `the text encoder ${model} at ${where} ${problem}`, { cause });

  const asked = async (texts: readonly string[]): Promise<Float32Array[]> => {
    for (let tried = 0; ; tried++) {
      let response: Response;
      try {
        response = await fetch(endpoint, {
          method: "POST",
          redirect: "manual",
          signal: AbortSignal.timeout(1000 * patienceSeconds),
          headers: { "content-type": "application/json", ...(key ? { authorization: `Bearer ${key}` } : {}) },
          body: JSON.stringify({ model, input: texts, encoding_format: "float" }),
        });
        if (response.ok) return vectorsOf(await response.json(), texts.length);
      } catch (cause) {
        if (cause instanceof Fault) throw cause;
        if (tried < Math.min(1, retries)) continue;
        const isLate = cause instanceof Error && cause.name === "TimeoutError";
        throw fault(isLate ? `sent nothing for ${patienceSeconds} s` : "cannot be reached, or broke off", cause);
      }
      await response.body?.cancel();
      const isBusy = response.status === 429 || response.status >= 500;
      const wait = waitOf(response.headers.get("retry-after"), tried);
      if (!isBusy || tried >= retries || wait > longestWaitSeconds)
        throw fault(
          isBusy
            ? `is busy (${response.status})`
            : `refused the request (${response.status}): is ${url} the base of its API, and ${model} one of its models?`,
        );
      await pause(1000 * wait);
    }
  };

  const vectorsOf = (reply: unknown, count: number): Float32Array[] => {
    const data = (reply as { data?: { index?: unknown; embedding?: unknown }[] } | null)?.data;
    const vectors = Array.from({ length: count }, (): Float32Array | undefined => undefined);
    if (Array.isArray(data))
      data.forEach(({ index, embedding }, i) => {
        const at = typeof index === "number" ? index : i;
        if (Array.isArray(embedding) && at >= 0 && at < count) vectors[at] = Float32Array.from(embedding);
      });
    const length = vectors[0]?.length ?? 0;
    const isSound = (vector: Float32Array | undefined): vector is Float32Array =>
      vector !== undefined && vector.length === length && length > 0 && vector.every(Number.isFinite);
    if (!vectors.every(isSound)) throw fault(`sent no vectors for ${count} texts`);
    if (dimension !== undefined && length !== dimension)
      throw fault(`sends vectors of ${length} numbers, and those that are kept have ${dimension}`);
    return vectors as Float32Array[];
  };

  const width = dimension ?? (await asked(["a galaxy"]))[0]?.length ?? 0;
  return {
    name: model,
    fingerprint: `${endpoint.href} ${model} ${width}`,
    dimension: width,
    async encode(texts: readonly EncodableText[]) {
      const encoded = new Float32Array(texts.length * width);
      for (let at = 0; at < texts.length; at += batch) {
        // A server refuses a text without a character.
        const part = texts.slice(at, at + batch).map((text) => textOf(text).slice(0, longestText) || " ");
        const vectors = await asked(part);
        vectors.forEach((vector, i) => {
          if (vector.length !== width) throw fault(`sends vectors of ${vector.length} numbers after ones of ${width}`);
          encoded.set(unit(vector), (at + i) * width);
        });
      }
      return encoded;
    },
  };
}

/** Seconds; longer each time where the server does not say. */
function waitOf(header: string | null, tried: number): number {
  if (header !== null && /^\d+(?:\.\d+)?$/.test(header.trim())) return Number(header);
  return 2 ** tried / 2;
}

function embeddingsOf(url: string): URL {
  const wrong = (problem: string) =>
    new Fault(
      "encoder-url",
      `--encoder "${url}": ${problem}; write the base of its API, such as http://127.0.0.1:11434/v1`,
      {
        exitCode: exitCodes.usage,
      },
    );
  if (!URL.canParse(url)) throw wrong("this is no address");
  const base = new URL(url);
  if (base.username !== "" || base.password !== "")
    throw wrong("an address holds no password: the key goes into ALMAGEST_ENCODER_KEY");
  return new URL(`${base.pathname.replace(/\/+$/, "")}/embeddings`, base.origin);
}
