/**
 * How well plain words become ADS queries: `--requests` written by people with their queries, half of which were read when the rules were
 * written (by hash) and half not. With `--workspace`, also by what both queries find in its library, among the first 50.
 */

import { existsSync, readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { openForSearch } from "../src/literature/search.ts";
import { judgeTranslations } from "../src/literature/translate/judge.ts";
import { openWorkspace } from "../src/survey/workspace.ts";
import { result, talk } from "./peer.ts";

const { values: asked } = parseArgs({
  options: {
    requests: { type: "string", default: "../shared/data/papers/ads-queries-dev.jsonl" },
    workspace: { type: "string" },
    now: { type: "string", default: "2026" },
    json: { type: "boolean" },
  },
});

if (!existsSync(asked.requests)) {
  talk(`skipped: there is no ${asked.requests}`);
  result({ skipped: true });
} else await measure();

async function measure(): Promise<void> {
  const requests = readFileSync(asked.requests, "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line))
    .map(({ question, ads_query }) => ({ question: String(question), query: String(ads_query) }));
  if (!asked.workspace) talk("what queries find is not compared: name a library with --workspace");
  const library = asked.workspace ? await openForSearch(await openWorkspace(asked.workspace)) : undefined;
  result({ ...(await judgeTranslations(requests, { library, now: Number(asked.now) })) });
  await library?.close();
}
