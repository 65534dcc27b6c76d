import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Workspace } from "../survey/workspace.ts";
import { passageOfPaper, passagesOfPapers, renewStems } from "./fullTexts.ts";
import { importPapers } from "./importPapers.ts";
import { buildIndex } from "./index/buildIndex.ts";
import { type LibraryIndex, openIndex } from "./index/libraryIndex.ts";
import { withLibraryLock } from "./libraryTable.ts";
import { readPdfs } from "./pdf/readPdf.ts";
import { ringsPaper } from "./pdf/ringsPaper.ts";
import { smallPdf } from "./pdf/smallPdf.ts";
import { fieldFilters } from "./query/fieldFilters.ts";
import { emptyWorkspace, importLines, lettersEncoder, smallCorpus } from "./smallCorpus.ts";
import { textMatches } from "./textMatches.ts";

const id = "2001.01234";
let workspace: Workspace;
let index: LibraryIndex;

beforeAll(async () => {
  workspace = await emptyWorkspace();
  await importLines(workspace, smallCorpus);
  const path = join(await mkdtemp(join(tmpdir(), "almagest-texts-")), "rings.pdf");
  await writeFile(path, smallPdf(ringsPaper()));
  await importPapers(workspace, path, () => readPdfs([path]));
  await withLibraryLock(workspace, () => buildIndex(workspace, lettersEncoder));
  index = await openIndex(workspace);
});
afterAll(() => index.close());

test("what only a full text says is found there, quoted with its page and section", async () => {
  const { matches } = await textMatches(workspace, index, "do collisions make rings blue and short lived?");
  expect(matches).toHaveLength(1);
  const [match] = matches;
  expect(match).toMatchObject({
    id,
    page: 2,
    section: "RESULTS",
    quote: "Simulations make such rings by collisions, which explains why they are blue and short lived.",
  });
  const stored = await passageOfPaper(workspace, id, match?.passage as number);
  expect(stored?.passage.text.slice(match?.start, match?.end)).toBe(match?.quote);
  expect(stored?.passages).toBeGreaterThan(3);
  expect(await passageOfPaper(workspace, id, 999)).toBeUndefined();
});

test("filters hold for full texts, and a chance word of a question is no match", async () => {
  const asked = (written: string, year?: string) =>
    textMatches(workspace, index, written, year === undefined ? undefined : fieldFilters({ year }));
  expect((await asked("collisions blue short lived", "2020")).matches).toHaveLength(1);
  expect((await asked("collisions blue short lived", "2010-2015")).matches).toEqual([]);
  expect((await asked("collisions blue short lived year:2011")).matches).toEqual([]);
  expect((await asked("do simulations of reionization bubbles match quasar spectra?")).matches).toEqual([]);
});

test("full texts keep their passages when their stems are made anew, and are found by the new ones", async () => {
  const before = await passagesOfPapers(workspace, [id]);
  await withLibraryLock(workspace, () => renewStems(workspace));
  expect(await passagesOfPapers(workspace, [id])).toEqual(before);
  expect((await textMatches(workspace, index, "collisions blue short lived")).matches).toHaveLength(1);
});

test("full texts that are damaged are said to be, and papers are found without them", async () => {
  const other = await emptyWorkspace();
  await mkdir(join(other.path, "library-passages.lance", "_versions"), { recursive: true });
  await writeFile(join(other.path, "library-passages.lance", "_versions", "1.manifest"), "no table");
  const { matches, remarks } = await textMatches(other, index, "collisions blue short lived");
  expect(matches).toEqual([]);
  expect(remarks.join()).toContain("cannot be read");
  await rm(other.path, { recursive: true });
});
