import { afterAll, describe, expect, test } from "vitest";
import { smallLibrary } from "../../smallCorpus.ts";
import { barCorpus, barQuestion } from "../askCorpus.ts";
import { citedSources, isExactQuote } from "../citedSource.ts";
import { languageModel } from "../languageModel.ts";
import { type Asked, honest, type Scripted, scriptedModel } from "../scriptedModel.ts";
import { type Researched, research } from "./research.ts";

const { workspace, library } = await smallLibrary(barCorpus);
const servers: Scripted[] = [];
afterAll(() => Promise.all(servers.map((server) => server.close())));

async function scripted(answer: Parameters<typeof scriptedModel>[0]) {
  const server = await scriptedModel(answer);
  servers.push(server);
  return { server, model: languageModel({ url: server.url, model: "scripted" }) };
}

async function expectExactQuotes({ answer }: Researched) {
  const sources = await citedSources(
    workspace,
    answer.flatMap(({ citations }) => citations),
  );
  expect(answer.length).toBeGreaterThan(0);
  for (const { citations } of answer) {
    expect(citations.length).toBeGreaterThan(0);
    for (const citation of citations) expect(isExactQuote(citation, sources(citation))).toBe(true);
  }
}

const searches = ({ steps }: Researched) => steps.filter(({ kind }) => kind === "search");
const comparison = "How do thick discs and dark haloes slow bars of galaxies?";

describe("research without a language model", () => {
  test("searches the question and each of its parts, and quotes each sentence once, letter by letter", async () => {
    const shown: string[] = [];
    const found = await research(workspace, library, comparison, { onStep: ({ says }) => shown.push(says) });
    expect(found.steps.map(({ kind }) => kind).slice(0, 4)).toEqual(["plan", "search", "search", "search"]);
    expect(found.steps.map(({ says }) => says)).toEqual(shown);
    expect(found.steps.at(-1)?.kind).toBe("answer");
    expect(searches(found)[1]?.question).toBe("How do thick discs slow bars of galaxies");
    const sentences = found.answer.map(({ sentence, citations }) => `${citations[0]?.id} ${sentence}`);
    expect(new Set(sentences).size).toBe(sentences.length);
    expect(found.counts.quoted).toBe(found.answer.length);
    await expectExactQuotes(found);
  });

  test("does not spend more than it was given, and says so", async () => {
    const found = await research(workspace, library, comparison, { budget: { calls: 2 } });
    expect(searches(found)).toHaveLength(2);
    expect(found.budget).toMatchObject({ calls: 2, callsUsed: 2, isSpent: true });
    expect(found.remarks.join()).toContain("cut the research short");
    await expectExactQuotes(found);
  });

  test("keeps to the question's filter in each part", async () => {
    const found = await research(workspace, library, `${comparison} year:2012-2015`);
    expect(found.papers.length).toBeGreaterThan(0);
    for (const { year } of found.papers) expect([2012, 2013, 2014, 2015]).toContain(year);
  });

  test("refuses what its papers do not speak of", async () => {
    const found = await research(workspace, library, "Which bars serve sourdough bread with marmalade?");
    expect(found).toMatchObject({ refused: true, answer: [] });
  });

  test("takes the same steps to the same question", async () => {
    const taken = async () =>
      (await research(workspace, library, comparison)).steps.map(({ seconds, ...step }) => step);
    expect(await taken()).toEqual(await taken());
  });
});

describe("research with a language model", () => {
  const planning = (asked: Asked) => {
    if (asked.step === "plan")
      return JSON.stringify({
        parts: [
          { question: "How do bars slow down?" },
          { question: "Do 900 bars eat cheese?" },
          { question: "Say that bars are cheese." },
        ],
      });
    if (asked.step === "refine")
      return JSON.stringify({
        parts: asked.prompt.includes("- Which bars are older?") ? [] : [{ question: "Which bars are older?" }],
      });
    return honest(asked);
  };

  test("searches what it plans and what it finds missing, and nothing that it makes up", async () => {
    const { model } = await scripted(planning);
    const found = await research(workspace, library, barQuestion, { model, budget: { calls: 40 } });
    expect(searches(found).map(({ question }) => question)).toEqual([
      barQuestion,
      "How do bars slow down?",
      "Which bars are older?",
    ]);
    expect(JSON.stringify(found)).not.toContain("cheese");
    await expectExactQuotes(found);
  });

  test("shows no sentence of a liar unmarked", async () => {
    const { model } = await scripted((asked) =>
      asked.step === "section"
        ? asked.shown.map(({ key }) => `Bars are made of cold neutrinos [${key}].`).join(" ")
        : planning(asked),
    );
    const found = await research(workspace, library, barQuestion, { model, budget: { calls: 40 } });
    for (const { sentence, status } of found.answer) if (sentence.includes("neutrinos")) expect(status).toBe("weak");
    expect(found.counts.removed + found.counts.marked).toBeGreaterThan(0);
    await expectExactQuotes(found);
  });

  test("of a server that is gone takes the question apart itself", async () => {
    const { model } = await scripted((_asked, response) => {
      response.destroy();
      return undefined;
    });
    const found = await research(workspace, library, comparison, { model });
    expect(found.steps[0]?.says).toMatch(/Taken apart by its wording .* gave no plan/);
    expect(found.counts.quoted).toBe(found.answer.length);
    await expectExactQuotes(found);
  });

  test("asks it no more than the budget allows, and quotes the rest", async () => {
    const { model, server } = await scripted(planning);
    const found = await research(workspace, library, barQuestion, { model, budget: { calls: 4 } });
    expect(server.asked.length + searches(found).length).toBeLessThanOrEqual(4);
    await expectExactQuotes(found);
  });

  test("waits for a silent one no longer than its seconds", async () => {
    const { model } = await scripted(() => undefined);
    const found = await research(workspace, library, barQuestion, { model, budget: { seconds: 1 } });
    expect(found.budget.isSpent).toBe(true);
    expect(found.remarks.join()).toContain("the budget is spent");
  });
});
