/** Reproductions in a real browser: found from the lists that leave out what is theirs, each with its page. */

import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { saveResults } from "../src/reproduce/results.ts";
import { simulateDomain } from "../src/sky/simulateDomain.ts";
import { importCatalogue } from "../src/survey/importCatalogue.ts";
import { openWorkspace, type Workspace } from "../src/survey/workspace.ts";
import { type ServedPages, seriousFindings, servePages } from "./testPage.ts";

let folder: string;
let workspace: Workspace;
let served: ServedPages;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "almagest-reproductions-"));
  workspace = await openWorkspace(join(folder, "workspace"), { create: true });
  const pictures = {
    kind: "objects",
    domain: "source",
    count: 12,
    size: 16,
    seed: 1,
    folder: join(folder, "a"),
  } as const;
  const { catalogue } = await simulateDomain(pictures);
  const label = { column: "class", merge: {} };
  await importCatalogue(workspace, "mine", catalogue, { label });
  await importCatalogue(workspace, "sidda-objects", catalogue, { label, reproduction: "sidda" });
  served = await servePages(workspace);
}, 120_000);
afterAll(async () => {
  await served?.close();
  await rm(folder, { recursive: true, force: true });
});

test("a reproduction's surveys are no surveys of the person's own, and the way to its claims is beside them", async () => {
  const complaints: string[] = [];
  const page = await served.open(complaints);
  await page.goto(served.address);
  await page.getByRole("link", { name: "mine" }).waitFor();
  expect(await page.getByRole("link", { name: "sidda-objects" }).count()).toBe(0);
  expect(await page.getByRole("link", { name: /^Reproductions/ }).count()).toBe(0);

  const [done, begun] = ["sidda-small", "fixmatch-small"].map((name) => join(workspace.path, "reproductions", name));
  for (const each of [done, begun]) await mkdir(String(each), { recursive: true });
  const claim = { claim: "it adapts", paper: 1, ours: 2, interval: null, note: "how" };
  await saveResults(String(done), {
    paper: "arXiv 2501.14048",
    title: "Adaptation & equivariance",
    scale: "small",
    seeds: 3,
    data: "simulated",
    claims: [
      { ...claim, verdict: "holds" },
      { ...claim, verdict: "cannot tell" },
    ],
    plots: [],
  });
  await page.reload();
  const link = page.getByRole("link", { name: "Reproductions of papers (2)" });
  await link.waitFor();
  expect(await link.locator("..").textContent()).toContain("with 1 survey of their own");
  await link.click();
  await page.getByText("1 holds, 1 cannot be told").waitFor();
  await page.getByText("Not finished: the same command goes on where it was").waitFor();
  await page.getByRole("link", { name: "sidda-objects" }).waitFor();
  expect(await seriousFindings(page)).toEqual([]);
  await page.getByRole("link", { name: "Adaptation & equivariance" }).click();
  await page.getByRole("heading", { name: "Adaptation & equivariance" }).waitFor();
  expect(complaints).toEqual([]);
  await page.goto(`${served.address}/runs`);
  await page.getByRole("link", { name: "Reproductions of papers (2)" }).waitFor();
  await page.close();
});

test("a reproduction without results, or of no name there is, has no page", async () => {
  for (const name of ["fixmatch-small", "..%2F..", "none"]) {
    const answer = await fetch(`${served.address}/api/reproductions/${name}/page`);
    expect(answer.status).toBe(404);
    expect(await answer.text()).toMatch(/no results of a reproduction|there is no/);
  }
});
