import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { needLibrary, papersById } from "./libraryTable.ts";
import { openForSearch, search } from "./search.ts";
import { emptyWorkspace, importLines } from "./smallCorpus.ts";
import { importStarter, needsStarter, starterPath } from "./starterLibrary.ts";

const zoo = "0804.4483";
const real = {
  id: zoo,
  title: "Galaxy Zoo",
  abstract: "Its authors' own words.",
  authors: ["Lintott, Chris J."],
  year: 2008,
};

test("a new library can begin with 150 papers or more, each with a summary of two to four sentences, and be searched", async () => {
  const workspace = await emptyWorkspace();
  expect(await needsStarter(workspace)).toBe(true);
  const { papers, index } = await importStarter(workspace);
  expect(papers).toMatchObject({ bad: 0, skipped: 0 });
  expect(index.papers).toBeGreaterThanOrEqual(150);
  expect(await needsStarter(workspace)).toBe(false);
  const library = await openForSearch(workspace);
  const { hits } = await search(library, "volunteers classify galaxies on the web", { limit: 5 });
  expect(hits.map(({ id }) => id)).toContain(zoo);
  const all = await search(library, "property:summary", { limit: 1000 });
  // Theirs could not be compared with the abstract, which was not at hand.
  const unchecked = await search(library, "property:summary-unchecked", { limit: 1000 });
  expect(unchecked.hits).toHaveLength(12);
  const table = await needLibrary(workspace);
  const found = await papersById(
    table,
    all.hits.map(({ id }) => id),
  );
  expect(found.size).toBe(index.papers);
  for (const { id, abstract, authors, year } of found.values()) {
    const sentences = abstract.split(/(?<=[.?!])\s+(?=[A-Z0-9])/).length;
    expect([id, sentences >= 2 && sentences <= 4, authors.length > 0, year !== null]).toEqual([id, true, true, true]);
  }
  await library.close();
});

test("a summary gives way to the abstract, and never takes its place", async () => {
  const workspace = await emptyWorkspace();
  const stored = async () => (await papersById(await needLibrary(workspace), [zoo])).get(zoo);
  await importLines(workspace, [real]);
  await importStarter(workspace);
  expect(await stored()).toMatchObject({ abstract: real.abstract, doi: expect.any(String) });
  expect((await stored())?.properties).not.toContain("summary");

  const other = await emptyWorkspace();
  await importStarter(other);
  await importLines(other, [{ ...real, id: "2008MNRAS.389.1179L", doi: "10.1111/j.1365-2966.2008.13689.x" }]);
  const renewed = (await papersById(await needLibrary(other), [zoo])).get(zoo);
  expect(renewed).toMatchObject({ abstract: real.abstract });
  expect(renewed?.properties).not.toContain("summary");
  expect((await importStarter(other)).papers).toMatchObject({ added: 0 });
});

test("cut short between import and index, or in the middle of the import, it is brought again, and a person's own papers are left alone", async () => {
  const workspace = await emptyWorkspace();
  const lines = (await readFile(await starterPath(), "utf8")).trim().split("\n");
  await importLines(workspace, lines.slice(0, 40));
  expect(await needsStarter(workspace)).toBe(true);
  const { papers, index } = await importStarter(workspace);
  expect(papers.added).toBe(lines.length - 40);
  expect(index.papers).toBe(lines.length);
  expect(await needsStarter(workspace)).toBe(false);

  const own = await emptyWorkspace();
  await importLines(own, [real]);
  expect(await needsStarter(own)).toBe(false);
});
