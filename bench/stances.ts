/**
 * How often the stance of a real sentence beside a claim is read as a person read it: 60 pairs labelled by hand (fixtures/answers), of
 * which every second was held back while the rules were written.
 */

import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { gunzipSync } from "node:zlib";
import { stanceOf } from "../src/literature/answer/stance.ts";
import { sentences } from "../src/literature/sentences.ts";
import { stemsOf } from "../src/literature/words.ts";
import { result, talk } from "./peer.ts";

const { values: asked } = parseArgs({
  options: {
    abstracts: { type: "string", default: "../shared/data/papers/abstracts.jsonl.gz" },
    "show-seen": { type: "boolean" },
    json: { type: "boolean" },
  },
});

interface Pair {
  id: string;
  start: number;
  question: string;
  stance: "supports" | "contradicts" | "neither";
}

if (!existsSync(asked.abstracts)) {
  talk(`skipped: there is no ${asked.abstracts}`);
  result({ skipped: true });
} else measure();

function measure(): void {
  const byId = new Map(
    gunzipSync(readFileSync(asked.abstracts))
      .toString()
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as { id: string; abstract: string })
      .map(({ id, abstract }) => [id, abstract.replace(/\s+/g, " ").trim()]),
  );
  const read = readFileSync(fileURLToPath(new URL("../../fixtures/answers/stances.jsonl", import.meta.url)), "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Pair)
    .map((pair) => {
      const sentence = sentences(byId.get(pair.id) ?? "").findLast(({ start }) => start <= pair.start)?.text ?? "";
      const own = [...new Set(stemsOf(pair.question))];
      return {
        ...pair,
        sentence,
        read: stanceOf(sentence, pair.question, new Map(own.map((stem) => [stem, 1 / own.length]))),
      };
    });
  if (asked["show-seen"])
    for (const [i, pair] of read.entries())
      if (i % 2 === 0 && pair.read !== pair.stance)
        talk(`  ${pair.stance}, read as ${pair.read}: ${pair.question} | ${pair.sentence}`);
  const figures = Object.fromEntries(
    [0, 1].map((half) => {
      const pairs = read.filter((_, i) => i % 2 === half);
      const of = (stance: Pair["stance"]) => {
        const these = pairs.filter((pair) => pair.stance === stance);
        const said = pairs.filter((pair) => pair.read === stance);
        return {
          pairs: these.length,
          found: these.filter((pair) => pair.read === stance).length,
          said: said.length,
          opposite: said.filter((pair) => stance !== "neither" && pair.stance !== "neither" && pair.stance !== stance)
            .length,
        };
      };
      const right = pairs.filter((pair) => pair.read === pair.stance).length / pairs.length;
      const neither = pairs.filter(({ stance }) => stance === "neither").length / pairs.length;
      return [
        half === 0 ? "seen" : "heldBack",
        {
          pairs: pairs.length,
          right,
          neitherAlways: neither,
          supports: of("supports"),
          contradicts: of("contradicts"),
          neither: of("neither"),
        },
      ];
    }),
  );
  for (const [half, { pairs, right, neitherAlways, supports, contradicts, neither }] of Object.entries(figures))
    talk(
      `${half}: ${(100 * right).toFixed(0)} % of ${pairs} right ("neither" always: ${(100 * neitherAlways).toFixed(0)} %); ` +
        `supports ${supports.found} of ${supports.pairs} found (said ${supports.said}, ${supports.opposite} the opposite); ` +
        `contradicts ${contradicts.found} of ${contradicts.pairs} (said ${contradicts.said}, ${contradicts.opposite} the opposite); ` +
        `neither ${neither.found} of ${neither.pairs}`,
    );
  result(figures);
}
