import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { barCorpus, barQuestion } from "../literature/answer/askCorpus.ts";
import { event, honest, type Scripted, scriptedModel } from "../literature/answer/scriptedModel.ts";
import { temporaryFolder } from "../temporaryFolder.ts";
import { runHere } from "./runHere.ts";

const folder = await temporaryFolder("ask-cli");
const workspace = join(folder, "workspace");
const run = (...args: string[]) => runHere("papers", ...args, "--workspace", workspace);
const servers: Scripted[] = [];
const serving = async (...script: Parameters<typeof scriptedModel>) => {
  const server = await scriptedModel(...script);
  servers.push(server);
  return ["--llm", server.url, "--model", "scripted", "--json"];
};

beforeAll(async () => {
  const file = join(folder, "papers.jsonl");
  await writeFile(file, barCorpus.map((paper) => JSON.stringify(paper)).join("\n"));
  await run("import", file);
});
afterAll(() => Promise.all(servers.map((server) => server.close())));

describe("almagest papers ask", () => {
  test("shows a translation as one that nobody vouches for, the checked sentence below it", async () => {
    const llm = await serving((asked) =>
      asked.step === "rewrite"
        ? JSON.stringify({ rewritten: asked.shown.map(({ key, text }) => ({ key, text: `Así, ${text}` })) })
        : honest({
            ...asked,
            shown: asked.shown.map(({ key, text }) => ({ key, text: text.replace(/^QUOTES: /, "") })),
          }),
    );
    const ended = await run("ask", barQuestion, "--audience", "school", "--language", "es", ...llm);
    expect(ended).toMatchObject({ code: 0 });
    const { answer, counts, says } = ended.json();
    expect(counts.translated).toBeGreaterThan(0);
    expect(says).toContain("is not checked against the quotes");
    for (const { sentence, status, citations, original } of answer)
      if (status === "translated") {
        expect(sentence).toBe(`Así, ${original}`);
        expect(citations.length).toBeGreaterThan(0);
      }
    const text = await run("ask", barQuestion, "--language", "es", ...llm.slice(0, -1));
    expect(text.stdout).toMatch(/translated by the language model: its wording is not checked.*\)\n {4}original: "/);
  });

  test("keeps what came of a server that dies, and says that it is partial", async () => {
    const llm = await serving((asked, response) => {
      if (asked.step !== "section") return honest(asked);
      response.writeHead(200, { "content-type": "text/event-stream" });
      response.write(event(honest(asked).slice(0, 150)));
      setTimeout(() => response.destroy(), 30);
      return undefined;
    });
    const { code, json } = await run("ask", barQuestion, ...llm);
    expect(code).toBe(0);
    expect(json().answer.length).toBeGreaterThan(0);
    expect(json().remarks.join()).toContain("the answer is partial");
  });

  test("quotes where the server sends a web page", async () => {
    const llm = await serving((_asked, response) => {
      response.writeHead(200, { "content-type": "text/html" }).end("<html>Sign in</html>");
      return undefined;
    });
    const { code, json } = await run("ask", barQuestion, ...llm);
    expect(code).toBe(0);
    expect(json().counts.quoted).toBe(json().answer.length);
    expect(json().remarks.join()).toContain("sent no chat completion");
  });

  test("researches in steps that are shown, and within its budget", async () => {
    const { code, json } = await run("ask", barQuestion, "--research", "--budget", "3", "--json");
    expect(code).toBe(0);
    expect(json().steps[0].kind).toBe("plan");
    expect(json().budget.callsUsed).toBeLessThanOrEqual(3);
    expect(json().counts.quoted).toBe(json().answer.length);
    const text = await run("ask", barQuestion, "--research");
    expect(text.stdout).toMatch(/^- .*\n- Searched "/);
  });

  test("takes a budget only for research", async () => {
    const { code, stderr } = await run("ask", barQuestion, "--budget", "3");
    expect([code, stderr]).toEqual([2, expect.stringContaining("--budget is for --research")]);
  });

  test.each([["--hyde"], ["--rerank"], ["--diversity", "0.3"], ["--encoder", "astronomy"], ["--no-year-words"]])(
    "a search with %s is not saved: it would be run again without",
    async (...options) => {
      const { code, stderr } = await run("search", "bars", "--save", "bars", ...options);
      expect([code, stderr]).toEqual([2, expect.stringContaining(`--save keeps no ${options[0]}`)]);
      expect((await run("searches", "--json")).json()).toEqual([]);
    },
  );

  test("is measured by papers evaluate --answers", async () => {
    const file = join(folder, "questions.jsonl");
    await writeFile(
      file,
      JSON.stringify({ question: barQuestion, kind: "multi", relevant: ["2010.0100", "2011.0101"] }),
    );
    const { code, json } = await run("evaluate", file, "--answers", "--json");
    expect(code).toBe(0);
    expect(json().answers.inside).toMatchObject({ questions: 1, measures: { "exact quotes": { mean: 1 } } });
  });
});
