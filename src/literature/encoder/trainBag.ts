/** Trains a bag encoder on a corpus itself: titles find their abstracts, sentences the rest of theirs. */

import { Fault } from "../../fault.ts";
import { type RandomStream, randomStream, shuffled } from "../../random.ts";
import { inverseFrequency } from "../index/bm25.ts";
import type { Bag } from "./bag.ts";
import { BagGradients, type BagParameters, sumBags } from "./bagGradient.ts";
import { contrast } from "./contrast.ts";
import { corpusOf, pairOf } from "./examples.ts";
import { meanBag } from "./meanBag.ts";
import { sparseAdam } from "./sparseAdam.ts";

export interface TrainingOptions {
  seed?: number;
  epochs?: number;
  dimension?: number;
  /** Of texts that ask, those that lose their rarest stems: such an encoder finds by common words what others find by names. */
  plainerShare?: number;
  onStep?: (step: number, steps: number, loss: number) => void;
  signal?: AbortSignal;
}

const largestBatch = 1024;
export const usualEpochs = 16;
/** Fewer papers than that teach it nothing. */
const fewestPapers = 100;
const vectorRate = 1e-2;
const weightRate = 5e-3;
/** Of a rate, at the end of training; on the way it falls evenly. */
const lastShare = 0.05;
const dropped = 0.1;
const usualPlainerShare = 0.3;
/** The share of its stems that a plainer text loses. */
const [fewestLost, mostLost] = [0.2, 0.5];

/**
 * The same corpus and seed give the same encoder.
 * @throws Fault "few-papers"; "interrupted"
 */
export async function trainBag(
  texts: readonly { title: string; abstract: string }[],
  {
    seed = 1,
    epochs = usualEpochs,
    dimension = 256,
    plainerShare = usualPlainerShare,
    onStep = () => {},
    signal,
  }: TrainingOptions = {},
): Promise<Bag> {
  const { rows, papers, having } = corpusOf(texts);
  if (papers.length < fewestPapers)
    throw new Fault(
      "few-papers",
      `a text encoder needs ${fewestPapers} papers with an abstract to learn from, and there are ${papers.length}: use the one that ships`,
    );
  const start = randomStream(seed, "vectors");
  const parameters: BagParameters = {
    dimension,
    vectors: Float32Array.from({ length: rows.size * dimension }, () => start.normal() / Math.sqrt(dimension)),
    logWeights: Float32Array.from(having, (count) => Math.log(inverseFrequency(papers.length, count))),
  };
  const batch = Math.min(largestBatch, Math.floor(papers.length / 4));
  const stepsAnEpoch = Math.floor(papers.length / batch);
  const program = await contrast(batch, dimension);
  const [left, right] = [new Float32Array(batch * dimension), new Float32Array(batch * dimension)];
  const gradients = new BagGradients(parameters);
  const vectorAdam = sparseAdam(rows.size, dimension);
  const weightAdam = sparseAdam(rows.size, 1);
  try {
    for (let epoch = 0; epoch < epochs; epoch++) {
      const order = shuffled(papers.length, randomStream(seed, "order", epoch));
      for (let at = 0; at < stepsAnEpoch; at++) {
        if (signal?.aborted) throw new Fault("interrupted", "interrupted: no encoder was stored", { exitCode: 130 });
        const stream = randomStream(seed, "pairs", epoch, at);
        const pairs = Array.from(order.subarray(at * batch, (at + 1) * batch), (paper) =>
          pairOf(papers[paper] as (typeof papers)[number], stream),
        );
        const asked = pairs.map(([rowsAsked]) =>
          thinned(stream.uniform() < plainerShare ? plainer(rowsAsked, stream) : rowsAsked, stream),
        );
        const found = pairs.map(([, rowsFound]) => thinned(rowsFound, stream));
        sumBags(parameters, asked, left);
        sumBags(parameters, found, right);
        const loss = await program.step(left, right);
        gradients.add(parameters, asked, program.leftGradient);
        gradients.add(parameters, found, program.rightGradient);
        const done = (epoch * stepsAnEpoch + at) / (epochs * stepsAnEpoch);
        const share = 1 - (1 - lastShare) * done;
        vectorAdam.step(parameters.vectors, gradients.vectors, gradients.touched, share * vectorRate);
        weightAdam.step(parameters.logWeights, gradients.logWeights, gradients.touched, share * weightRate);
        gradients.clear(parameters);
        onStep(epoch * stepsAnEpoch + at + 1, epochs * stepsAnEpoch, loss);
      }
    }
  } finally {
    await program.release();
  }
  const vectors = parameters.vectors.map(
    (value, i) => value * Math.exp(parameters.logWeights[Math.floor(i / dimension)] as number),
  );
  return meanBag([{ rows, dimension, vectors }], texts);
}

/** Without its rarest stems, as someone of another field asks, who has only the common ones. Rows come by how common they are. */
function plainer(rows: Uint32Array, stream: RandomStream): Uint32Array {
  if (rows.length < 4) return rows;
  const lost = fewestLost + (mostLost - fewestLost) * stream.uniform();
  return rows
    .slice()
    .sort()
    .subarray(0, Math.ceil((1 - lost) * rows.length));
}

/** Stems left out at random, so that no pair hangs on one word. */
function thinned(rows: Uint32Array, stream: RandomStream): Uint32Array {
  const kept = rows.filter(() => stream.uniform() >= dropped);
  return kept.length > 0 ? kept : rows;
}
