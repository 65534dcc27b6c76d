/** As many papers as a measurement wants, made of the real abstracts. */

import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import { createGunzip } from "node:zlib";
import { randomStream } from "../src/random.ts";

/**
 * The real ones, then copies under other ids, a tenth of whose words are another paper's.
 * @param abstracts JSON lines, .gz @returns `papers` lines
 */
export async function* perturbedPapers(abstracts: string, papers: number): AsyncGenerator<string> {
  const real: Record<string, unknown>[] = [];
  const lines = createInterface({ input: createReadStream(abstracts).pipe(createGunzip()) });
  for await (const line of lines) {
    real.push(JSON.parse(line));
    if (real.length <= papers) yield `${line}\n`;
  }
  for (let number = real.length; number < papers; number++) {
    const stream = randomStream(1, "perturbed", number);
    const paper = real[number % real.length] as Record<string, unknown>;
    const other = String(real[stream.below(real.length)]?.abstract).split(" ");
    const mixed = (text: unknown) =>
      String(text)
        .split(" ")
        .map((word) => (stream.uniform() < 0.1 ? (other[stream.below(other.length)] as string) : word))
        .join(" ");
    const id = `${2000 + (number % 99)}.${String(number).padStart(5, "0").slice(-5)}x${number}`;
    const { doi: _, ...facts } = paper;
    yield `${JSON.stringify({ ...facts, id, title: `${mixed(paper.title)} ${number}`, abstract: mixed(paper.abstract) })}\n`;
  }
}
