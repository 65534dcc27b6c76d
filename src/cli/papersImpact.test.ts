/** almagest papers impact: counts within years, citations beside other papers, and what is refused. */

import { rm } from "node:fs/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { emptyWorkspace, importLines } from "../literature/smallCorpus.ts";
import type { Workspace } from "../survey/workspace.ts";
import { runHere } from "./runHere.ts";

let workspace: Workspace;
beforeAll(async () => {
  workspace = await emptyWorkspace();
  const lines = Array.from({ length: 24 }, (_, i) => ({
    id: `2001.${String(i).padStart(5, "0")}`,
    title: `Study ${i}`,
    abstract: i % 2 === 0 ? "We observed it with ALMA." : "A model.",
    authors: ["A, B."],
    year: 2010 + (Math.floor(i / 2) % 4),
    categories: ["astro-ph.GA"],
    citations: i % 2 === 0 ? 30 : 10,
  }));
  await importLines(workspace, lines);
});
afterAll(() => rm(workspace.path, { recursive: true, force: true }));

const impact = (...args: string[]) => runHere("papers", "impact", ...args, "--workspace", workspace.path, "--quiet");

test("counts the papers of the years that are asked for, and says what it leads", async () => {
  const { subjects, papers } = (await impact("--facility", "ALMA", "--from", "2011", "--to", "2012", "--json")).json();
  expect(papers).toBe(12);
  expect(subjects[0].years.map(({ year }: { year: number }) => year)).toEqual([2011, 2012]);
  expect((await impact("--facility", "ALMA")).stdout).toContain(
    "topics it leads, no other facility being mentioned by more papers: astro-ph.GA",
  );
});

test("citations stand beside those of other papers of the same years, or it is said why they do not", async () => {
  expect((await impact("--facility", "ALMA")).stdout).toContain(
    "citations per paper: 30.0 [30.0, 30.0], of other papers of the same years 10.0 [10.0, 10.0]; of two papers of a year it is the more cited in 100 % [100, 100]",
  );
  expect((await impact("--facility", "ALMA", "--from", "2013")).stdout).toContain("known of fewer than five");
});

test("years that end before they begin are refused, and so is a year that is none", async () => {
  const turned = await impact("--facility", "ALMA", "--from", "2012", "--to", "2011");
  expect(turned).toMatchObject({ code: 2, stdout: "" });
  expect(turned.stderr).toContain("--from 2012 is after --to 2011");
  expect((await impact("--facility", "ALMA", "--from", "soon")).code).toBe(2);
});
