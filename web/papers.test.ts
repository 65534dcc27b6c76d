/** The literature in a real browser: found while one types, with reasons that sum, asked with quotes that are exact, never run as markup. */

import { readFile, rm } from "node:fs/promises";
import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { barCorpus, barQuestion } from "../src/literature/answer/askCorpus.ts";
import { indexLibrary } from "../src/literature/indexLibrary.ts";
import { emptyWorkspace, importLines, smallCorpus } from "../src/literature/smallCorpus.ts";
import type { Workspace } from "../src/survey/workspace.ts";
import { type ServedPages, seriousFindings, servePages } from "./testPage.ts";

const hostile = {
  id: "2401.00099",
  title: "<img src=x onerror=\"document.title='run'\"> and <script>document.title='run'</script> of pulsars",
  abstract: "<b>Pulsars</b> glitch. <svg onload=\"document.title='run'\"></svg> Pulsars of $\\mu$Jy are faint.",
  authors: ["<i>Mallory</i>, M."],
  year: 2024,
};

let workspace: Workspace;
let served: ServedPages;
let page: Page;
const complaints: string[] = [];

beforeAll(async () => {
  workspace = await emptyWorkspace();
  await importLines(workspace, [...smallCorpus, ...barCorpus, hostile]);
  await indexLibrary(workspace);
  served = await servePages(workspace);
}, 120_000);
afterAll(async () => {
  await served?.close();
  await rm(workspace.path, { recursive: true, force: true });
});
beforeEach(async () => {
  page = await served.open(complaints);
});
afterEach(() => page.close());

const field = (of: Page = page) => of.getByLabel("Search or ask");
const titles = (of: Page = page) => of.locator(".papers a.title");
const openAt = (query: Record<string, string>) => page.goto(`${served.address}/papers?${new URLSearchParams(query)}`);

test("finds while one types; the keys go down the list, say why and open the paper", async () => {
  await page.goto(served.address);
  await page.getByRole("link", { name: "Literature" }).click();
  await field().waitFor();
  await page.keyboard.press("/");
  await page.keyboard.type("dust sublimation zone", { delay: 20 });
  await titles().first().getByText("Dust sublimation in active galactic nuclei").waitFor();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("w");
  const why = page.locator(".why").first();
  const parts = (await why.locator(".part").allTextContents()).map(Number);
  const sum = Number(await why.locator(".sum").textContent());
  expect(parts.length).toBeGreaterThanOrEqual(2);
  expect(Math.abs(parts.reduce((total, part) => total + part, 0) - sum)).toBeLessThan(0.0005 * (parts.length + 1));
  await why.getByText("has dust, sublimation, zone").waitFor();
  await page.keyboard.press("Enter");
  const paper = page.getByRole("complementary", { name: "Paper" });
  await paper.locator(".abstract .word", { hasText: "sublimation" }).waitFor();
  expect(await paper.getByRole("link", { name: "arXiv:1203.0003" }).getAttribute("href")).toBe(
    "https://arxiv.org/abs/1203.0003",
  );
  const alike = paper.getByRole("region", { name: "Papers like this one" }).getByRole("link").first();
  const title = (await alike.textContent()) ?? "";
  expect(title).not.toContain("Dust sublimation");
  await alike.click();
  await paper.getByRole("heading", { level: 2, name: title }).waitFor();
  expect(complaints).toEqual([]);
});

test("the last question wins, however late an earlier answer comes", async () => {
  await page.route("**/api/papers/search?*", async (route) => {
    if (new URL(route.request().url()).searchParams.get("q") === "spiral")
      await new Promise((resolve) => setTimeout(resolve, 1000));
    await route.continue().catch(() => {});
  });
  await openAt({});
  const slow = page.waitForRequest(/q=spiral$/);
  await field().fill("spiral");
  await slow;
  await field().fill("Cepheids");
  await titles().first().getByText("The Hubble constant from Cepheids").waitFor();
  await page.waitForTimeout(1200);
  expect(await titles().first().textContent()).toBe("The Hubble constant from Cepheids");
});

test("a link shows a colleague the same question, filters, weights and paper", async () => {
  await openAt({ q: "bars in galaxies" });
  await page.getByRole("combobox", { name: "Filter" }).selectOption("year");
  await page.getByLabel("value").fill("2012-2014");
  await page.getByRole("button", { name: "Add" }).click();
  await page.getByText("of 4 with year:[2012 TO 2014]").waitFor();
  await page.getByText("What counts").click();
  await page.getByLabel("nearness in meaning").fill("0");
  await page.getByLabel("newness").fill("1");
  await titles().first().getByText("study 5").waitFor();
  await titles().first().click();
  await page.locator(".paper .abstract").waitFor();
  const listed = await titles().allTextContents();

  const other = await served.browser.newPage();
  await other.goto(page.url());
  await other.locator(".paper .abstract").waitFor();
  await titles(other).first().waitFor();
  expect(await titles(other).allTextContents()).toEqual(listed);
  expect(await field(other).inputValue()).toBe("bars in galaxies");
  expect(await other.getByLabel("newness").inputValue()).toBe("1");
  await other.getByRole("button", { name: "Remove the filter year 2012-2014" }).click();
  await other.getByText(/^The best \d+$/).waitFor();
  expect(new URL(other.url()).searchParams.has("year")).toBe(false);
  await other.goBack();
  await other.getByText("of 4 with year:[2012 TO 2014]").waitFor();
  await other.close();
});

test("an answer quotes: each quote is in its abstract, is shown there, and opens the paper at its sentence", async () => {
  await openAt({});
  await field().fill(barQuestion);
  await page.keyboard.press("Enter");
  const answer = page.getByRole("region", { name: "Answer" });
  await answer.getByRole("heading", { name: barQuestion }).waitFor();
  const sentences = answer.locator(".sentences li");
  await sentences.first().waitFor();
  const abstracts = barCorpus.map(({ abstract }) => abstract);
  const quotes = await answer.locator(".quote mark").allTextContents();
  expect(quotes.length).toBeGreaterThanOrEqual(await sentences.count());
  for (const quote of quotes) expect(abstracts.some((abstract) => abstract.includes(quote))).toBe(true);
  await answer.getByText(/No language model wrote any of it/).waitFor();
  expect(await answer.getByRole("img", { name: /^quoted/ }).count()).toBe(await sentences.count());

  const citation = answer.locator(".citation").first();
  await citation.getByRole("link").focus();
  await citation.getByRole("tooltip").waitFor();
  await page.keyboard.press("Escape");
  await citation.getByRole("tooltip").waitFor({ state: "hidden" });
  await page.keyboard.press("Enter");
  const highlighted = page.locator(".paper .abstract mark");
  await highlighted.waitFor();
  expect(await highlighted.textContent()).toBe(quotes[0]);
  expect(complaints).toEqual([]);
});

test("an answer in several searches shows them; years in words are said; a claim has its papers behind the counts", async () => {
  await openAt({ q: "bars in galaxies since 2015", ask: barQuestion });
  await page.getByText(/year from 2015/).waitFor();
  const answer = page.getByRole("region", { name: "Answer" });
  await answer.getByRole("link", { name: "In several searches" }).click();
  await answer.getByText(/^Searched "How do bars form/).waitFor();
  await answer.getByText(/^Answered from/).waitFor();
  await openAt({ ask: "Are inner discs of galaxies baryon dominated?" });
  await answer.getByRole("region", { name: "For and against" }).waitFor();
  expect(complaints).toEqual([]);
});

test("steps of research stand on the page before the answer does, and stay where it breaks off", async () => {
  const step = (says: string) => `${JSON.stringify({ step: { kind: "search", says, seconds: 0.1 } })}\n`;
  await openAt({});
  // A server that takes its time: the second step waits until the first is seen.
  await page.evaluate(
    ([first, second, failed]) => {
      const real = window.fetch;
      window.fetch = async (...call) => {
        if (!String(call[0]).includes("/api/papers/research")) return real(...call);
        const parts = new ReadableStream({
          async start(lines) {
            const send = (text = "") => lines.enqueue(new TextEncoder().encode(text));
            send(first);
            while (!document.body.textContent?.includes("Searched one thing."))
              await new Promise((resolve) => setTimeout(resolve, 20));
            send(second);
            send(failed);
            lines.close();
          },
        });
        return new Response(parts);
      };
    },
    [
      step("Searched one thing."),
      step("Searched another."),
      `${JSON.stringify({ error: "the index is damaged", details: [] })}\n`,
    ],
  );
  await field().fill(barQuestion);
  await page.keyboard.press("Enter");
  const answer = page.getByRole("region", { name: "Answer" });
  await answer.getByRole("link", { name: "In several searches" }).click();
  await answer.getByText("Searched one thing.").waitFor();
  await answer.getByText("Searched another.").waitFor();
  await answer.getByRole("alert").getByText("the index is damaged").waitFor();
});

test("what is listed is exported, or what is ticked of it", async () => {
  await openAt({ q: "bars in galaxies" });
  await titles().first().waitFor();
  const exported = async (name: RegExp) => {
    const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name }).click()]);
    return [download.suggestedFilename(), await readFile(await download.path(), "utf8")] as const;
  };
  const [file, all] = await exported(/^Export these \d+$/);
  expect(file).toBe("papers.bib");
  expect(all.match(/^@ARTICLE/gm)?.length).toBe(await titles().count());
  await page.locator(".papers input").nth(1).check();
  await page.getByLabel("Format").selectOption("RIS");
  const [, one] = await exported(/^Export 1 ticked$/);
  expect(one.match(/^TY {2}- /gm)).toHaveLength(1);
  expect(one).toContain((await titles().nth(1).textContent()) ?? "");
});

test("a search that is saved waits on the page, with what is new since", async () => {
  await openAt({ q: "abs:bars", year: "2010-2015", recent: "0.5" });
  await titles().first().waitFor();
  await page.getByLabel("Name of the search").fill("my bars");
  await page.getByRole("button", { name: "Save the search" }).click();
  await page.getByRole("alert").getByText("use letters, digits").waitFor();
  await page.getByLabel("Name of the search").fill("bars");
  await page.getByRole("button", { name: "Save the search" }).click();
  await page.getByText("saved as bars").waitFor();
  await importLines(workspace, [
    { id: "1301.00077", title: "New bars", abstract: "Bars again.", authors: [], year: 2013 },
  ]);
  await indexLibrary(workspace);
  await openAt({});
  const saved = page.getByRole("region", { name: "Saved searches" });
  await saved.getByText("1 new since").waitFor();
  expect(await seriousFindings(page)).toEqual([]);
  await saved.getByRole("button", { name: "Seen" }).click();
  await saved.getByText("1 new since").waitFor({ state: "detached" });
  await saved.getByRole("link", { name: "bars" }).click();
  await page.getByText(/with .*year:\[2010 TO 2015\]/).waitFor();
  expect(new URL(page.url()).searchParams.get("recent")).toBe("0.5");
  await openAt({});
  await saved.getByRole("button", { name: "Remove the saved search bars" }).click();
  await saved.waitFor({ state: "detached" });
});

test("what the papers do not answer is said to be so, with the nearest", async () => {
  await openAt({ q: "how many penguins live in Antarctica?", ask: "how many penguins live in Antarctica?" });
  const answer = page.getByRole("region", { name: "Answer" });
  await answer
    .getByText(/do not answer/)
    .first()
    .waitFor();
  expect(await answer.locator(".sentences").count()).toBe(0);
});

test("markup in a title, a name and an abstract is text, and does not run", async () => {
  await openAt({ q: "pulsars glitch", paper: hostile.id, ask: "what do pulsars do when they glitch?" });
  await page.locator(".paper h2").getByText(hostile.title).waitFor();
  await page
    .locator(".paper")
    .getByText(hostile.authors[0] as string)
    .waitFor();
  await page.locator(".paper .abstract", { hasText: "<svg onload=" }).waitFor();
  await page.getByRole("region", { name: "Answer" }).locator(".says").waitFor();
  expect(await page.locator("main img, main svg, main script, main i").count()).toBe(0);
  expect(await page.title()).not.toBe("run");
  expect(complaints).toEqual([]);
});

test("a query that cannot be read is shown with the place where it goes wrong", async () => {
  await openAt({ q: 'author:"Shu" AND (title:dust' });
  const alert = page.getByRole("alert");
  await alert.getByText("this parenthesis has no partner").waitFor();
  const [query = "", sign = ""] = ((await alert.locator("pre").textContent()) ?? "").split("\n");
  expect(query[sign.indexOf("^")]).toBe("(");
  await field().fill('author:"Shu" AND title:dust');
  await titles().first().getByText("Dust sublimation").waitFor();
});

test("passes axe in both themes, with an answer, reasons and a paper open", async () => {
  for (const colorScheme of ["dark", "light"] as const) {
    await page.emulateMedia({ colorScheme });
    await openAt({ q: barQuestion, ask: barQuestion, paper: "2010.0100", recent: "0.2" });
    await page.locator(".paper .like li").first().waitFor();
    await page.locator(".sentences li").first().waitFor();
    await page.locator(".papers .score").first().click();
    await page.locator(".why").waitFor();
    expect(await seriousFindings(page)).toEqual([]);
  }
});

test("an empty workspace says how papers come in, and shows them when they are there", async () => {
  const empty = await emptyWorkspace();
  const alone = await servePages(empty);
  try {
    const bare = await alone.open(complaints);
    await bare.goto(`${alone.address}/papers`);
    await bare.getByText("almagest papers import").waitFor();
    expect(await seriousFindings(bare)).toEqual([]);
    await importLines(empty, smallCorpus);
    await bare.getByRole("button", { name: "Look again" }).click();
    await bare.getByText("almagest papers index").waitFor();
    await indexLibrary(empty);
    await bare.getByRole("button", { name: "Look again" }).click();
    await bare.getByText("4 papers").waitFor();
    expect(complaints).toEqual([]);
  } finally {
    await alone.close();
    await rm(empty.path, { recursive: true, force: true });
  }
});
