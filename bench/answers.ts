/**
 * What is shown unmarked of lies and of faithful paraphrases: sentences of real abstracts (`--abstracts`), lied about by rule and
 * paraphrased by hand, each held to its quotes as the answers of `papers ask` are. Half of the kinds of lie and half of the papers were
 * never looked at while the check was written (`--seen-only` leaves them out).
 */

import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { gunzipSync } from "node:zlib";
import { check } from "../src/literature/answer/check.ts";
import { sentences } from "../src/literature/sentences.ts";
import { randomStream } from "../src/random.ts";
import { lieKinds } from "./lies.ts";
import { result, talk } from "./peer.ts";

const { values: asked } = parseArgs({
  options: {
    abstracts: { type: "string", default: "../shared/data/papers/abstracts.jsonl.gz" },
    papers: { type: "string", default: "1000" },
    from: { type: "string", default: "0" },
    "seen-only": { type: "boolean" },
    "show-unmarked": { type: "boolean" },
    json: { type: "boolean" },
  },
});

interface Told {
  kind: string;
  isSeen: boolean;
  lie: string;
  quotes: string[];
  status: string;
}

if (!existsSync(asked.abstracts)) {
  talk(`skipped: there is no ${asked.abstracts}`);
  result({ skipped: true });
} else measure();

function measure(): void {
  const papers = gunzipSync(readFileSync(asked.abstracts))
    .toString()
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as { id: string; abstract: string });
  const lies = liesOf(
    papers.slice(Number(asked.from), Number(asked.from) + Number(asked.papers)).map(({ abstract }) => abstract),
  );
  const shown = (told: readonly Told[]) => told.filter(({ status }) => status === "supported" || status === "quoted");
  const lieRates = [true, false].map((isSeen) => {
    const told = lies.filter((lie) => lie.isSeen === isSeen);
    return { told: told.length, unmarked: shown(told).length };
  });
  for (const [i, what] of ["seen while the check was written", "held back"].entries()) {
    const { told = 0, unmarked = 0 } = lieRates[i] ?? {};
    if (told > 0) talk(`lies, ${what}: ${unmarked} of ${told} shown unmarked`);
  }
  if (asked["show-unmarked"])
    for (const { kind, lie, quotes } of shown(lies))
      talk(`  ${kind}\n    lie   ${lie}\n    quote ${quotes.join(" | ")}`);

  const byId = new Map(papers.map(({ id, abstract }) => [id, abstract]));
  const paraphrases = readFileSync(
    fileURLToPath(new URL("../../fixtures/answers/paraphrases.jsonl", import.meta.url)),
    "utf8",
  )
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as { id: string; start: number; faithful: string })
    .flatMap(({ id, start, faithful }) => {
      const quote = sentences(byId.get(id)?.replace(/\s+/g, " ").trim() ?? "").findLast((span) => span.start <= start);
      return quote ? [{ faithful, quote: quote.text, ...check(faithful, [quote.text]) }] : [];
    });
  const having = (status: string) => paraphrases.filter((each) => each.status === status).length;
  talk(
    `faithful paraphrases: of ${paraphrases.length} ${having("supported")} shown without a mark, ${having("weak")} marked, ${having("unsupported")} removed`,
  );
  if (asked["show-unmarked"])
    for (const { faithful, quote, status, why } of paraphrases)
      if (status !== "supported") talk(`  ${status}: ${why}\n    said  ${faithful}\n    quote ${quote}`);
  const kinds = Object.fromEntries(
    lieKinds.map(({ name, isSeen }) => {
      const told = lies.filter(({ kind }) => kind === name);
      return [
        name,
        {
          isSeen,
          told: told.length,
          unmarked: shown(told).length,
          removed: told.filter(({ status }) => status === "unsupported").length,
        },
      ];
    }),
  );
  result({
    lies: { seen: lieRates[0], heldBack: lieRates[1] },
    paraphrases: {
      of: paraphrases.length,
      unmarked: having("supported"),
      marked: having("weak"),
      removed: having("unsupported"),
    },
    kinds,
  });
}

/** Seen are half of the kinds on every second paper; all the rest is held back. */
function liesOf(abstracts: readonly string[]): Told[] {
  const told: Told[] = [];
  abstracts.forEach((abstract, number) => {
    const stream = randomStream(1, "lies", number);
    const mine = sentences(abstract.replace(/\s+/g, " ").trim()).filter(({ text }) => text.length > 40);
    const theirs = sentences(abstracts[(number + 7) % abstracts.length]?.replace(/\s+/g, " ").trim() ?? "").filter(
      ({ text }) => text.length > 40,
    );
    for (const kind of lieKinds) {
      const isSeen = kind.isSeen && number % 2 === 0;
      if (asked["seen-only"] && !isSeen) continue;
      const other = theirs[stream.below(Math.max(1, theirs.length))]?.text;
      if (other === undefined) continue;
      for (let tried = 0, first = stream.below(Math.max(1, mine.length)); tried < mine.length; tried++) {
        const sentence = mine[(first + tried) % mine.length]?.text as string;
        const lie = kind.tell({ sentence, other, stream });
        if (!lie || lie.sentence === (lie.cites === "other" ? other : sentence)) continue;
        const quotes = { own: [sentence], other: [other], both: [sentence, other] }[lie.cites];
        told.push({ kind: kind.name, isSeen, lie: lie.sentence, quotes, status: check(lie.sentence, quotes).status });
        break;
      }
    }
  });
  return told;
}
