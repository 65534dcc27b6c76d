/** Monte-Carlo dropout (Gal & Ghahramani 2016, arXiv 1506.02142) before the head: left on, each prediction is another network's. */

import { randomStream } from "../../random.ts";
import type { Table } from "../zoobot/measures.ts";
import { type LearntHead, logitsOf, softmaxOf } from "./lastLayerLaplace.ts";

/**
 * @param representations [objects x width], of a network trained with this rate of dropout
 * @returns what each of so many networks says, [objects x classes], one after another
 */
export function* droppedHeads(
  head: LearntHead,
  representations: Float32Array,
  { rate, seed, draws }: { rate: number; seed: number; draws: number },
): Generator<Table> {
  const classes = head.bias.length;
  const width = head.weight.length / classes;
  const count = representations.length / width;
  for (let draw = 0; draw < draws; draw++) {
    const stream = randomStream(seed, "dropout", draw);
    const values = new Float64Array(count * classes);
    for (let object = 0; object < count; object++) {
      const row = representations.subarray(object * width, (object + 1) * width);
      const kept = Float64Array.from(row, (value) => (stream.uniform() >= rate ? value / (1 - rate) : 0));
      values.set(softmaxOf(logitsOf(head, kept, width)), object * classes);
    }
    yield { answers: classes, values };
  }
}
