import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { measuresOf } from "./evaluate/measures.ts";
import { readQuestions } from "./evaluate/questions.ts";
import { bm25 } from "./index/bm25.ts";
import { largest } from "./index/meaning.ts";
import { indexLibrary } from "./indexLibrary.ts";
import { lines } from "./readers/lines.ts";
import { openForSearch, search } from "./search.ts";
import { emptyWorkspace, importLines } from "./smallCorpus.ts";
import { stemsOf } from "./words.ts";

const folder = fileURLToPath(new URL("../../../shared/data/papers", import.meta.url));
const abstracts = join(folder, "abstracts.jsonl.gz");

const papersBeside = 3500;

describe.skipIf(!existsSync(abstracts))(
  "real questions, among their papers and 3,500 more (skipped without shared/data/papers)",
  () => {
    test("are answered better by words and meaning than by words alone", async () => {
      const questions = await readQuestions(join(folder, "queries-dev.jsonl"));
      const asked = new Set(questions.flatMap(({ relevant }) => relevant));
      // Only the lines that are needed are parsed: all 36,000 take longer than everything else together.
      const kept: string[] = [];
      let line = 0;
      for await (const { text } of lines(abstracts)) {
        const id = /"id": ?"([^"]+)"/.exec(text)?.[1];
        if (line++ < papersBeside || (id !== undefined && asked.has(id))) kept.push(text);
      }
      const workspace = await emptyWorkspace();
      await importLines(workspace, kept);
      await indexLibrary(workspace);
      const library = await openForSearch(workspace);
      const sums = { words: 0, fused: 0 };
      for (const { question, relevant } of questions) {
        const lexical = bm25(library.index, new Map(stemsOf(question).map((stem) => [stem, 1])));
        const byWords = [...largest(lexical, 100)].map((number) => library.index.idOf(number));
        const byBoth = (await search(library, question, { limit: 100 })).hits.map(({ id }) => id);
        sums.words += measuresOf(byWords, relevant)["recall@50"] ?? 0;
        sums.fused += measuresOf(byBoth, relevant)["recall@50"] ?? 0;
      }
      expect(sums.fused).toBeGreaterThan(sums.words + 5);
      await library.close();
    });
  },
);
