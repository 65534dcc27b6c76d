/** Makes the text encoder that ships, assets/astronomy.safetensors, of the abstracts in `--papers` (arXiv JSON lines): the mean of six. */

import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import type { Bag } from "../src/literature/encoder/bag.ts";
import { readBagFile, writeBag } from "../src/literature/encoder/bagFile.ts";
import { meanBag } from "../src/literature/encoder/meanBag.ts";
import { trainBag } from "../src/literature/encoder/trainBag.ts";
import { readArxiv } from "../src/literature/readers/arxiv.ts";
import { result, talk } from "./peer.ts";

const { values: asked } = parseArgs({
  options: {
    papers: { type: "string", default: "../shared/data/papers/abstracts.jsonl.gz" },
    out: { type: "string", default: fileURLToPath(new URL("../../assets/astronomy.safetensors", import.meta.url)) },
    epochs: { type: "string", default: "40" },
    /** Leaves out so many of the first: for questions made of them. */
    skip: { type: "string", default: "0" },
    /** Trains that one alone, 1 to 6: beside others, on a machine of many cores. */
    member: { type: "string" },
    json: { type: "boolean" },
  },
});
/** Those that keep every stem tell names best, the others what is meant by common words. */
const members = [0, 0.3].flatMap((plainerShare) => [1, 2, 3].map((seed) => ({ seed, plainerShare })));
const memberFile = (at: number) => asked.out.replace(/(\.safetensors)?$/, `.member-${at + 1}.safetensors`);

const all: { title: string; abstract: string }[] = [];
for await (const record of readArxiv(asked.papers)) if ("paper" in record) all.push(record.paper);
const texts = all.slice(Number(asked.skip));
const facts = { papers: String(texts.length), epochs: asked.epochs };
const [before, begun] = [process.cpuUsage(), performance.now()];
const bags: Bag[] = [];
for (const [at, options] of members.entries()) {
  if (asked.member !== undefined && Number(asked.member) !== at + 1) continue;
  if (!existsSync(memberFile(at))) {
    const bag = await trainBag(texts, {
      ...options,
      epochs: Number(asked.epochs),
      onStep: (step, steps, loss) => {
        if (step % 35 === 0) talk(`${at + 1} of ${members.length}, step ${step} of ${steps}: loss ${loss.toFixed(3)}`);
      },
    });
    await writeBag(memberFile(at), `member ${at + 1}`, bag, facts);
  }
  bags.push((await readBagFile(memberFile(at))).bag);
}
const [first, ...others] = bags;
if (asked.member === undefined && first)
  await writeBag(asked.out, "astronomy", await meanBag([first, ...others], texts), facts);
const { user, system } = process.cpuUsage(before);
result({ stems: first?.rows.size, seconds: (performance.now() - begun) / 1000, cpuSeconds: (user + system) / 1e6 });
