/** Words in a real browser: tags as cards, a word moved by mouse and by keys, a change taken back, tags found right. */

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { findEncoder, shippedEncoder } from "../src/literature/encoder/findEncoder.ts";
import { derive } from "../src/methods/semantics/derive.ts";
import { changeTaxonomy, readTaxonomy, storeDerivation, tagSetOf } from "../src/methods/semantics/storedTaxonomy.ts";
import { openWorkspace, type Workspace } from "../src/survey/workspace.ts";
import { type ServedPages, seriousFindings, servePages } from "./testPage.ts";

const subjects = 60;
let folder: string;
let workspace: Workspace;
let served: ServedPages;
let page: Page;
const complaints: string[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "almagest-words-"));
  workspace = await openWorkspace(join(folder, "workspace"), { create: true });
  served = await servePages(workspace);
}, 120_000);
afterAll(async () => {
  await served?.close();
  await rm(folder, { recursive: true, force: true });
});
beforeEach(async () => {
  page = await served.open(complaints);
});
afterEach(async () => {
  expect(complaints).toEqual([]);
  await page.close();
});

async function derived() {
  const isBar = (i: number) => i % 3 === 0;
  const answers = Array.from({ length: 4 * subjects }, (_, n) => {
    const [i, person] = [n >> 2, n % 4];
    const shape = isBar(i) ? ["elongated", "thin bar", "long"] : ["round", "smooth", "smooth disk"];
    return { subject: `s${i}`, by: `p${person}`, text: `${shape[(i + person) % 3]}, ${["bright", "faint"][n % 2]}` };
  });
  const names = ["bar", "disc"];
  const shares = new Map(
    Array.from({ length: subjects }, (_, i) => [`s${i}`, Float64Array.of(Number(isBar(i)), Number(!isBar(i)))]),
  );
  const encoder = await findEncoder(workspace, shippedEncoder);
  const found = await derive(answers, { names, shares, experts: 1 }, encoder, { tags: 4, trees: 20 });
  const source = { annotations: "a.csv", classes: "c.csv", text: "words", subject: "id" };
  await storeDerivation(workspace, "drawn", source, found, { replaces: true });
}

/** @param person who has said before who it is */
const openSet = async (person = "Ada") => {
  await page.addInitScript((name) => {
    if (name !== "") localStorage.setItem("almagest-person", name);
  }, person);
  await page.goto(`${served.address}/words/drawn`);
  await page.locator(".tags").waitFor();
};
const tags = async () => tagSetOf(await readTaxonomy(workspace, "drawn")).tags;
const status = () => page.getByRole("status").first();

test("where nothing was derived the page says how to", async () => {
  await page.goto(`${served.address}/words`);
  await page.getByText("No tags have been derived yet").waitFor();
  expect(await seriousFindings(page)).toEqual([]);
});

test("a word is chosen and moved by keys, and the change is taken back", async () => {
  await derived();
  const before = await tags();
  const [first, second] = before as [(typeof before)[0], (typeof before)[0]];
  await openSet();
  await page.locator(`section[aria-label="${first.name}"] .tag-word`).first().focus();
  await page.keyboard.press("Enter");
  await page.getByText("Written as:").waitFor();
  expect(new URL(page.url()).searchParams.get("word")).not.toBeNull();
  await page.keyboard.press("m");
  await page.getByLabel("Move to").selectOption(second.id);
  await status().getByText("last changed by Ada").waitFor();
  expect((await tags()).find(({ id }) => id === second.id)?.words).toHaveLength(second.words.length + 1);
  expect(await seriousFindings(page)).toEqual([]);
  await page.getByRole("button", { name: "Undo" }).click();
  await status().getByText("as derived").waitFor();
  expect(await tags()).toEqual(before);
});

test("anybody may look; a name is asked for at the first change, which may be left", async () => {
  await derived();
  const [first, second] = (await tags()) as { name: string }[];
  await openSet("");
  await page.locator(`section[aria-label="${first?.name}"] .tag-word`).first().click();
  await page.getByText("Written as:").waitFor();
  const drop = (name = "") =>
    page.locator(`section[aria-label="${name}"]`).getByRole("button", { name: "Drop" }).click();
  await drop(first?.name);
  const dialog = page.getByRole("dialog");
  await dialog.waitFor();
  expect(await seriousFindings(page)).toEqual([]);
  await page.keyboard.press("Escape");
  await dialog.waitFor({ state: "detached" });
  expect(tagSetOf(await readTaxonomy(workspace, "drawn")).changes).toBe(0);
  await drop(first?.name);
  await page.getByLabel("Your name").fill("Ada");
  await page.keyboard.press("Enter");
  await status().getByText("3 tags, last changed by Ada").waitFor();
  await drop(second?.name);
  await status().getByText("2 tags").waitFor();
  expect(await dialog.count()).toBe(0);
});

test("a word is dragged to another tag", async () => {
  await derived();
  const [first, second] = (await tags()) as { id: string; name: string; words: string[] }[];
  await openSet();
  await page
    .locator(`section[aria-label="${first?.name}"] .tag-word`)
    .first()
    .dragTo(page.locator(`section[aria-label="${second?.name}"]`));
  await status().getByText("last changed by Ada").waitFor();
  expect((await tags()).find(({ id }) => id === second?.id)?.words).toHaveLength((second?.words.length ?? 0) + 1);
});

test("tags are renamed, dropped and found right, with who and when", async () => {
  await derived();
  const [first, second] = (await tags()) as { name: string }[];
  await openSet();
  await page.getByLabel(`Name of ${first?.name}`).fill("stretched");
  await page.keyboard.press("Enter");
  await page.locator('section[aria-label="stretched"]').waitFor();
  await page.locator(`section[aria-label="${second?.name}"]`).getByRole("button", { name: "Drop" }).click();
  await status().getByText("3 tags").waitFor();
  await page.getByRole("button", { name: "These are right" }).click();
  await status().getByText("found right by Ada").waitFor();
  expect(tagSetOf(await readTaxonomy(workspace, "drawn"))).toMatchObject({ changes: 3, confirmed: { by: "Ada" } });
});

test("what another person changed meanwhile is said and shown, never overwritten unseen", async () => {
  await derived();
  const first = (await tags())[0] ?? { id: "", name: "" };
  await openSet();
  await changeTaxonomy(workspace, "drawn", { by: "Ben", edit: { kind: "rename", tag: first.id, name: "by Ben" } });
  await page.locator(`section[aria-label="${first.name}"]`).getByRole("button", { name: "Drop" }).click();
  await page.getByRole("alert").getByText("changed by Ben meanwhile").waitFor();
  await page.locator('section[aria-label="by Ben"]').waitFor();
  complaints.length = 0;
});

test("a set that is not there is said", async () => {
  await page.goto(`${served.address}/words/nothing`);
  await page.getByText('there is no set of tags "nothing"').waitFor();
  complaints.length = 0;
});
