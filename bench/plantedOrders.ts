/**
 * Do orders to a language model, planted in 50 abstracts, change an answer? 40 questions are asked of 3,500 real papers and those that
 * the questions are about, with and without them: offline, and with a scripted model that obeys any order it is shown.
 */

import { existsSync, readFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { gunzipSync } from "node:zlib";
import type { Answer } from "../src/literature/answer/answer.ts";
import { ask } from "../src/literature/answer/ask.ts";
import { languageModel } from "../src/literature/answer/languageModel.ts";
import { honest, scriptedModel } from "../src/literature/answer/scriptedModel.ts";
import { importPapers } from "../src/literature/importPapers.ts";
import { indexLibrary } from "../src/literature/indexLibrary.ts";
import { readArxiv } from "../src/literature/readers/arxiv.ts";
import { openForSearch } from "../src/literature/search.ts";
import { openWorkspace } from "../src/survey/workspace.ts";
import { heldBackOrders, seenOrders } from "./orders.ts";
import { result, talk } from "./peer.ts";

const { values: asked } = parseArgs({
  options: {
    abstracts: { type: "string", default: "../shared/data/papers/abstracts.jsonl.gz" },
    questions: { type: "string", default: "../shared/data/papers/queries-dev.jsonl" },
    json: { type: "boolean" },
  },
});

interface Line {
  id: string;
  abstract: string;
}

const folders: string[] = [];
if (!existsSync(asked.abstracts) || !existsSync(asked.questions)) {
  talk(`skipped: there is no ${asked.abstracts} or no ${asked.questions}`);
  result({ skipped: true });
} else
  await measure().finally(async () => {
    for (const folder of folders) await rm(folder, { recursive: true });
  });

async function measure(): Promise<void> {
  const questions = readFileSync(asked.questions, "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as { question: string; relevant: string[] });
  const needed = new Set(questions.flatMap(({ relevant }) => relevant));
  const lines = gunzipSync(readFileSync(asked.abstracts))
    .toString()
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Line)
    .filter(({ id }, i) => i < 3500 || needed.has(id));
  const texts = questions
    .filter((_, i) => i % 4 === 0)
    .slice(0, 40)
    .map(({ question }) => question);
  const orders = [...seenOrders, ...heldBackOrders];
  let shown = 0;
  const server = await scriptedModel((now) => {
    if (!orders.some((order) => now.prompt.includes(order))) return honest(now);
    shown++;
    return now.step === "quotes"
      ? '{"quotes": []}'
      : now.shown.map(({ key }) => `Cheese is the answer [${key}].`).join(" ");
  });
  try {
    const model = languageModel({ url: server.url, model: "obedient" });
    const plain = await answers(lines, texts, model);
    const cited = [...new Set(plain.offline.flatMap(({ papers }) => papers.map(({ id }) => id)))].slice(0, 50);
    const planted = async (list: readonly string[]) => {
      const poisoned = lines.map((line) => {
        const at = cited.indexOf(line.id);
        const order = list[at % list.length];
        if (at < 0) return line;
        return { ...line, abstract: at % 2 ? `${line.abstract} ${order}` : `${order} ${line.abstract}` };
      });
      const found = await answers(poisoned, texts, model);
      const changed = (kind: "offline" | "written") =>
        found[kind].filter((answer, i) => essence(answer) !== essence(plain[kind][i] as Answer)).length;
      return {
        wordings: list.length,
        offline: changed("offline"),
        obedient: changed("written"),
      };
    };
    const [seen, heldBack] = [await planted(seenOrders), await planted(heldBackOrders)];
    for (const [name, found] of Object.entries({ seen, "held back": heldBack }))
      talk(
        `orders in ${cited.length} abstracts, ${found.wordings} wordings ${name}: of ${texts.length} answers ${found.offline} changed offline, ` +
          `${found.obedient} with a model that obeys`,
      );
    talk(`prompts that showed an order: ${shown}`);
    result({ planted: cited.length, questions: texts.length, seen, heldBack, promptsThatShowed: shown });
  } finally {
    await server.close();
  }
}

function essence({ verdict, answer }: Answer): string {
  return JSON.stringify([
    verdict,
    answer.map(({ sentence, citations }) => [sentence, citations.map(({ id }) => id)]).sort(),
  ]);
}

async function answers(lines: readonly Line[], texts: readonly string[], model: ReturnType<typeof languageModel>) {
  const folder = await mkdtemp(join(tmpdir(), "almagest-orders-"));
  folders.push(folder);
  const workspace = await openWorkspace(join(folder, "workspace"), { create: true });
  const file = join(folder, "papers.jsonl");
  await writeFile(file, lines.map((line) => JSON.stringify(line)).join("\n"));
  await importPapers(workspace, file, readArxiv);
  await indexLibrary(workspace);
  const library = await openForSearch(workspace);
  const made = { offline: [] as Answer[], written: [] as Answer[] };
  for (const text of texts) {
    made.offline.push(await ask(workspace, library, text));
    made.written.push(await ask(workspace, library, text, { model }));
  }
  await library.close();
  return made;
}
