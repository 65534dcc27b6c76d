/** How well facilities' names are found: 320 sentences labelled by hand (fixtures/impact), whose texts are in `--abstracts`. */

import { createHash } from "node:crypto";
import { createReadStream, existsSync, readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { parseArgs } from "node:util";
import { createGunzip } from "node:zlib";
import { shippedFacilities } from "../src/literature/impact/facilities.ts";
import { mentionFinder } from "../src/literature/impact/mentions.ts";
import { sentencesOf } from "../src/literature/words.ts";
import { result, talk } from "./peer.ts";

const { values: asked } = parseArgs({
  options: {
    abstracts: { type: "string", default: "../shared/data/papers/abstracts.jsonl.gz" },
    json: { type: "boolean" },
  },
});

type Label = [id: string, sentence: number, digest: string, facility: string, label: string];

if (!existsSync(asked.abstracts)) {
  talk(`skipped: there is no ${asked.abstracts}`);
  result({ skipped: true });
} else result({ firstSet: await measure("sentences"), laterSet: await measure("later") });

/** @param set "sentences", by which the matcher was mended, or "later", which it had not seen */
async function measure(set: "sentences" | "later"): Promise<object> {
  const labels: Label[] = JSON.parse(readFileSync("fixtures/impact/mentions.json", "utf8"))[set];
  const byId = new Map<string, Label[]>();
  for (const label of labels) byId.set(label[0], [...(byId.get(label[0]) ?? []), label]);
  const find = mentionFinder(shippedFacilities);
  const counts = {
    mention: { right: 0, wrong: 0, missed: 0 },
    use: { right: 0, wrong: 0, missed: 0 },
    changed: 0,
    read: 0,
  };
  const clean = (text: string) => text.normalize("NFC").replace(/\s+/g, " ").trim();
  for await (const line of createInterface({ input: createReadStream(asked.abstracts).pipe(createGunzip()) })) {
    const { id, title, abstract } = JSON.parse(line);
    const sentences = [clean(title), ...sentencesOf(clean(abstract))];
    for (const [, at, digest, facility, label] of byId.get(String(id)) ?? []) {
      const sentence = sentences[at] ?? "";
      if (!createHash("sha1").update(sentence).digest("hex").startsWith(digest)) {
        counts.changed++;
        continue;
      }
      counts.read++;
      const kinds = find(sentence)
        .filter(({ subject }) => subject.keyword === facility)
        .map(({ kind }) => kind);
      for (const [measure, found, is] of [
        ["mention", kinds.some((kind) => kind !== "object"), label === "mention" || label === "use"],
        ["use", kinds.includes("use"), label === "use"],
      ] as const) {
        if (found !== is) talk(`${measure} ${is ? "missed" : "wrongly found"} (${facility}, ${id}): ${sentence}`);
        if (found && is) counts[measure].right++;
        else if (found) counts[measure].wrong++;
        else if (is) counts[measure].missed++;
      }
    }
  }
  const of = ({ right, wrong, missed }: { right: number; wrong: number; missed: number }) => ({
    precision: right / (right + wrong),
    recall: right / (right + missed),
    right,
    wrong,
    missed,
  });
  if (counts.changed > 0) talk(`${counts.changed} sentences are not those that were labelled: left out`);
  return { sentences: counts.read, mention: of(counts.mention), use: of(counts.use) };
}
