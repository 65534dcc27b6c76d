import { describe, expect, test } from "vitest";
import type { Workspace } from "../survey/workspace.ts";
import { needLibrary, papersById, scanPapers } from "./libraryTable.ts";
import { emptyWorkspace, importLines, smallCorpus } from "./smallCorpus.ts";

const paper = smallCorpus[0] as (typeof smallCorpus)[0];

async function ids(workspace: Workspace): Promise<string[]> {
  const found: string[] = [];
  for await (const batch of scanPapers(await needLibrary(workspace)))
    found.push(...batch.map(({ paper: { id } }) => id));
  return found.sort();
}

describe("an import", () => {
  test("again changes nothing", async () => {
    const workspace = await emptyWorkspace();
    expect(await importLines(workspace, smallCorpus)).toMatchObject({ added: 4, unchanged: 0 });
    expect(await importLines(workspace, smallCorpus)).toMatchObject({ added: 0, changed: 0, unchanged: 4 });
    expect(await ids(workspace)).toHaveLength(4);
  });

  test("renews what changed", async () => {
    const workspace = await emptyWorkspace();
    await importLines(workspace, smallCorpus);
    expect(await importLines(workspace, [{ ...paper, citations: 900 }])).toMatchObject({ changed: 1 });
    const stored = await papersById(await needLibrary(workspace), [paper.id]);
    expect(stored.get(paper.id)).toMatchObject({
      citations: 900,
      doi: "10.1000/one",
      authors: ["Riess, A. G.", "Macri, L."],
    });
  });

  test("names the line of each bad record, and takes in the rest", async () => {
    const workspace = await emptyWorkspace();
    const report = await importLines(workspace, [
      paper,
      "{broken",
      { id: "x", title: "" },
      "",
      { title: 7 },
      smallCorpus[1] as object,
    ]);
    expect(report).toMatchObject({ added: 2, bad: 3 });
    expect(report.faults).toEqual([
      { line: 2, reason: "it is not JSON" },
      { line: 3, reason: "the title is empty" },
      { line: 5, reason: '"title" is missing or is not what it should be' },
    ]);
  });
});

test("a library of before papers had volume and pages opens, is not changed by the same file, and takes them", async () => {
  const workspace = await emptyWorkspace();
  await importLines(workspace, smallCorpus);
  await (await needLibrary(workspace)).dropColumns(["volume", "pages"]);
  expect(await importLines(workspace, smallCorpus)).toMatchObject({ changed: 0, unchanged: 4 });
  expect((await papersById(await needLibrary(workspace), [paper.id])).get(paper.id)).toMatchObject({ volume: null });
  expect(await importLines(workspace, [{ ...paper, volume: "730", pages: "119 -- 130" }])).toMatchObject({
    changed: 1,
  });
  expect(await importLines(workspace, [{ title: "A new one", year: 2020 }])).toMatchObject({ added: 1 });
  const stored = await papersById(await needLibrary(workspace), [paper.id]);
  expect(stored.get(paper.id)).toMatchObject({ volume: "730", pages: "119-130" });
});

describe("one work from two sources", () => {
  const fromAds = {
    title: "The Hubble Constant from {Cepheids}",
    authors: ["Riess, Adam G."],
    year: 2011,
    doi: "https://doi.org/10.1000/ONE",
    bibcode: "2011ApJ...730..119R",
    citations: 12,
  };

  test("is one paper with the facts of both, and both again change nothing", async () => {
    const workspace = await emptyWorkspace();
    expect(await importLines(workspace, [paper, fromAds])).toMatchObject({ added: 1, changed: 1 });
    const stored = await papersById(await needLibrary(workspace), [paper.id]);
    expect(stored.get(paper.id)).toMatchObject({
      title: paper.title,
      year: 2010,
      bibcode: fromAds.bibcode,
      citations: 12,
    });
    expect(await importLines(workspace, [paper, fromAds])).toMatchObject({
      added: 0,
      changed: 0,
      unchanged: 1,
      skipped: 1,
    });
    expect(await importLines(workspace, [{ ...fromAds, doi: null }])).toMatchObject({ skipped: 1 });
  });

  test("without an identifier in common is known by title, first author and year", async () => {
    const workspace = await emptyWorkspace();
    const { doi: _, bibcode: __, ...bare } = fromAds;
    expect(await importLines(workspace, [paper, bare, { ...bare, year: 2014 }])).toMatchObject({
      added: 2,
      changed: 1,
    });
  });

  test.each([
    ["an erratum", { ...fromAds, title: "Erratum: The Hubble constant from Cepheids" }],
    ["an erratum of the same title and another DOI", { ...fromAds, title: paper.title, doi: "10.1000/two" }],
    ["part II", { ...fromAds, title: "The Hubble constant from Cepheids. II" }],
    ["a reply", { ...fromAds, title: "Reply to: The Hubble constant from Cepheids" }],
    ["another arXiv record", { ...paper, id: "1001.0999", doi: null }],
  ])("is not %s", async (_, other) => {
    const workspace = await emptyWorkspace();
    expect(await importLines(workspace, [paper, other])).toMatchObject({ added: 2, changed: 0 });
  });
});
