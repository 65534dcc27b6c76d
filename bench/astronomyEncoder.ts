/** Makes the text encoder that ships, assets/astronomy.safetensors, of the abstracts in `--papers` (arXiv JSON lines). */

import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { writeBag } from "../src/literature/encoder/bagFile.ts";
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
    json: { type: "boolean" },
  },
});
const texts: { title: string; abstract: string }[] = [];
for await (const record of readArxiv(asked.papers)) if ("paper" in record) texts.push(record.paper);
const [before, begun] = [process.cpuUsage(), performance.now()];
const bag = await trainBag(texts.slice(Number(asked.skip)), {
  epochs: Number(asked.epochs),
  onStep: (step, steps, loss) => {
    if (step % 35 === 0) talk(`step ${step} of ${steps}: loss ${loss.toFixed(3)}`);
  },
});
const { user, system } = process.cpuUsage(before);
await writeBag(asked.out, "astronomy", bag, {
  papers: String(texts.length - Number(asked.skip)),
  epochs: asked.epochs,
});
result({ stems: bag.rows.size, seconds: (performance.now() - begun) / 1000, cpuSeconds: (user + system) / 1e6 });
