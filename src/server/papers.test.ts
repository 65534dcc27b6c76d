import { rm } from "node:fs/promises";
import { afterAll, describe, expect, test } from "vitest";
import { barCorpus, barQuestion } from "../literature/answer/askCorpus.ts";
import { indexLibrary } from "../literature/indexLibrary.ts";
import { emptyWorkspace, importLines } from "../literature/smallCorpus.ts";
import { paperRoutes } from "./papers.ts";

const workspace = await emptyWorkspace();
await importLines(workspace, barCorpus);
await indexLibrary(workspace);
const routes = paperRoutes(workspace);
afterAll(() => rm(workspace.path, { recursive: true, force: true }));

async function asked(path: string, query: Record<string, string> = {}) {
  const response = await routes.request(`${path}?${new URLSearchParams(query)}`);
  expect(response.status).toBe(200);
  // biome-ignore lint/suspicious/noExplicitAny: what comes is what is tested
  return (await response.json()) as any;
}

describe("the literature over HTTP", () => {
  test("says how many papers there are", async () => {
    expect(await asked("/api/papers")).toMatchObject({ papers: barCorpus.length, missing: null, isBehind: false });
  });

  test("says how it read the years in a plain question", async () => {
    const { understood, hits } = await asked("/api/papers/search", { q: "bars in galaxies since 2015" });
    expect(understood.join()).toContain("year from 2015");
    for (const { year } of hits) expect(year).toBeGreaterThanOrEqual(2015);
  });

  test("answers within the filters of the page, with the text of each quote", async () => {
    const { answer, texts } = await asked("/api/papers/ask", { q: barQuestion, year: "2012-2014" });
    expect(answer.papers.length).toBeGreaterThan(0);
    for (const { year } of answer.papers) expect([2012, 2013, 2014]).toContain(year);
    for (const { citations } of answer.answer)
      for (const { id, field, start, end, quote } of citations) expect(texts[id][field].slice(start, end)).toBe(quote);
  });

  test("answers in several searches, and sends each step before the answer", async () => {
    const response = await routes.request(`/api/papers/research?${new URLSearchParams({ q: barQuestion })}`);
    const lines = (await response.text())
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    const { answer, texts } = lines.pop();
    expect(lines.length).toBeGreaterThan(2);
    for (const { step } of lines) expect(step.says).toMatch(/\.$/);
    expect(answer.budget.callsUsed).toBeGreaterThan(0);
    for (const { id } of answer.papers) expect(texts[id].title).toBeDefined();
  });

  test("a question that cannot be read is the only line, and points at what is wrong", async () => {
    const response = await routes.request(`/api/papers/research?${new URLSearchParams({ q: "author:(" })}`);
    const { error, details } = JSON.parse((await response.text()).trim());
    expect(error).toContain("parenthesis");
    expect(details).toHaveLength(2);
  });

  test("of a claim has the text of every paper that is for or against", async () => {
    const { answer, texts } = await asked("/api/papers/ask", { q: "Are inner discs of galaxies baryon dominated?" });
    expect(answer.consensus).not.toBeNull();
    for (const { id, citation } of answer.stance) if (citation) expect(texts[id].abstract).toContain(citation.quote);
  });
});
