/** A cross-encoder from a folder, as sentence-transformers exports it: question and paper in one text, one number out. */

import { basename, resolve } from "node:path";
import { Fault } from "../../fault.ts";
import { openOnnxText } from "../encoder/onnxText.ts";
import { textOf } from "../encoder/textEncoder.ts";
import { asIndexed } from "../instructions.ts";
import type { Reranker } from "./reranker.ts";

const batchSize = 8;

/**
 * @param options.papers how many it reads
 * @param options.seconds after which it stops: what it has not read keeps its place
 * @throws Fault "encoder", "onnx"
 */
export async function openCrossEncoder(
  folder: string,
  { papers = 50, seconds = 30 } = {},
): Promise<Reranker & { release(): Promise<void> }> {
  const model = await openOnnxText(folder);
  const wanted = model.outputs.includes("logits") ? "logits" : (model.outputs[0] as string);
  const name = basename(resolve(folder));
  const scored = async (question: string, texts: readonly string[]): Promise<number[]> => {
    const { data, dims } = await model.run(
      texts.map((text) => model.tokeniser.pair(question, text)),
      wanted,
    );
    const each = data.length / texts.length;
    // Two classes are "no" and "yes"; more are kinds of something else, such as entailment.
    if (dims.length > 2 || each > 2)
      throw new Fault("encoder", `${folder} gives [${dims.join(", ")}] for a text: a cross-encoder gives one score`);
    return texts.map((_, i) =>
      each === 1 ? (data[i] as number) : (data[2 * i + 1] as number) - (data[2 * i] as number),
    );
  };
  await scored("which galaxy?", ["a galaxy"]);
  return {
    name,
    papers,
    async score(question, texts, signal) {
      const scores: (number | null)[] = texts.map(() => null);
      const begun = performance.now();
      try {
        for (let at = 0; at < texts.length && !signal?.aborted; at += batchSize) {
          if (performance.now() - begun > 1000 * seconds)
            return { scores, problem: `${name} had read ${at} of ${texts.length} papers after ${seconds} s` };
          const part = await scored(
            question,
            texts.slice(at, at + batchSize).map((text) => textOf(asIndexed(text))),
          );
          part.forEach((score, i) => {
            if (Number.isFinite(score)) scores[at + i] = score;
          });
        }
      } catch (error) {
        if (!(error instanceof Fault)) throw error;
        return { scores, problem: error.message };
      }
      return { scores, problem: null };
    },
    release: () => model.release(),
  };
}
