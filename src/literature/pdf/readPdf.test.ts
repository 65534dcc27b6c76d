import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../temporaryFolder.ts";
import { citationOf } from "../answer/answer.ts";
import { citedSources, isExactQuote } from "../answer/citedSource.ts";
import { gather } from "../answer/evidence.ts";
import { passagesOfPapers } from "../fullTexts.ts";
import { importPapers } from "../importPapers.ts";
import { buildIndex } from "../index/buildIndex.ts";
import { openIndex } from "../index/libraryIndex.ts";
import { needLibrary, papersById, withLibraryLock } from "../libraryTable.ts";
import type { ReadRecord } from "../readers/reader.ts";
import { emptyWorkspace, importLines, lettersEncoder } from "../smallCorpus.ts";
import { readPdf, readPdfs } from "./readPdf.ts";
import { ringsPaper } from "./ringsPaper.ts";
import { column, smallPdf } from "./smallPdf.ts";

const folder = await temporaryFolder("pdf");

async function written(name: string, bytes: Uint8Array | string): Promise<string> {
  await writeFile(join(folder, name), bytes);
  return join(folder, name);
}

async function read(path: string): Promise<ReadRecord> {
  for await (const record of readPdf(path)) return record;
  throw new Error("no record");
}

test("two columns are read one after the other, under their headings and without heads, tables and references", async () => {
  const record = await read(await written("rings.pdf", smallPdf(ringsPaper())));
  expect(record).toMatchObject({
    paper: {
      id: "2001.01234",
      title: "Rings around dwarf galaxies in the local volume",
      abstract: "We search dwarf galaxies for rings and find that nine per cent have one.",
      year: 2020,
      properties: ["from-pdf"],
    },
  });
  const texts = record.passages?.map(({ section, page, text }) => `${section} p${page}: ${text}`) ?? [];
  expect(texts).toContain(
    "INTRODUCTION p1: Yet the surveys of the past decade show otherwise. We return to these samples below.",
  );
  const all = texts.join("\n");
  expect(all).toContain("Its edge must close over more than half of a turn and stand out from the disc.");
  expect(all).toContain("INTRODUCTION p2: We then count rings by eye in 400 images.");
  expect(all).toContain("RESULTS p2: Nine per cent of the dwarf galaxies have a ring.");
  expect(all).not.toMatch(/MNRAS|0\.33|described there in full|ABSTRACT/);
});

test("a word that a line end cuts is whole again", async () => {
  const lines = column(
    ["The first part of a sen-", "tence goes on here, and an X-", "ray source shines in it while the text goes on."],
    {
      x: 72,
      y: 700,
      width: 200,
    },
  ).map((line) => ({ ...line, x: 72 }));
  const filler = column([`${"Other words follow in many lines of the text. ".repeat(12)}An X-ray source.`], {
    x: 72,
    y: 600,
    width: 90,
  });
  const record = await read(await written("cut.pdf", smallPdf([[...lines, ...filler]])));
  expect(record.passages?.map(({ text }) => text).join(" ")).toContain("a sentence goes on here, and an X-ray source");
});

test.each([
  ["encrypted.pdf", smallPdf(ringsPaper(), { isEncrypted: true }), "it is encrypted: save it without its password"],
  ["empty.pdf", "", "it is damaged or no PDF"],
  ["page.pdf", "<html>Not found</html>", "it is damaged or no PDF"],
  ["half.pdf", smallPdf(ringsPaper()).slice(0, 300), "it"],
  [
    "scan.pdf",
    smallPdf([[], [{ text: "7", x: 300, y: 30 }]]),
    "it has no text on its 2 pages: pictures of pages need OCR first",
  ],
])("%s is refused in one line", async (name, bytes, words) => {
  const record = await read(await written(name, bytes));
  expect(record).toMatchObject({ fault: expect.stringContaining(words) });
  expect("fault" in record && record.fault).not.toContain("\n");
});

test("500 pages are read", async () => {
  const page = (i: number) =>
    column([`Page ${i} speaks of galaxy number ${i}. ${"It goes on for a while. ".repeat(5)}`], {
      x: 72,
      y: 700,
      width: 90,
    });
  const record = await read(await written("book.pdf", smallPdf(Array.from({ length: 500 }, (_, i) => page(i + 1)))));
  expect(record.passages?.at(-1)).toMatchObject({ page: 500 });
});

test("a body goes to the paper that is known, its facts stay, and answers quote it with its page", async () => {
  const workspace = await emptyWorkspace();
  const known = {
    id: "2001.01234",
    title: "Rings of dwarfs",
    abstract: "Rings of dwarf galaxies.",
    authors: ["Author, A."],
    year: 2020,
  };
  await importLines(workspace, [known]);
  const path = await written("again.pdf", smallPdf(ringsPaper()));
  const bad = await written("bad.pdf", "no PDF");
  for (let i = 0; i < 2; i++) {
    const report = await importPapers(workspace, "2 PDFs", () => readPdfs([path, bad]));
    expect(report).toMatchObject({ added: 0, bad: 1 });
    expect(report.faults[0]?.reason).toMatch(/^bad\.pdf: it is damaged or no PDF/);
  }
  expect((await papersById(await needLibrary(workspace), [known.id])).get(known.id)).toMatchObject({
    title: known.title,
    abstract: known.abstract,
    properties: ["eprint"],
  });
  const passages = await passagesOfPapers(workspace, [known.id]);
  expect(passages.map(({ number }) => number)).toEqual(passages.map((_, i) => i));

  await withLibraryLock(workspace, () => buildIndex(workspace, lettersEncoder));
  const index = await openIndex(workspace);
  const library = { index, encoder: lettersEncoder, close: () => index.close() };
  const { passages: evidence } = await gather(workspace, library, "Why are rings blue in simulations?", "multi paper");
  const citations = evidence.map(citationOf);
  expect(citations).toContainEqual(
    expect.objectContaining({
      id: known.id,
      field: "text",
      quote: "Simulations make such rings by collisions, which explains why they are blue and short lived.",
      place: expect.objectContaining({ section: "RESULTS", page: 2 }),
    }),
  );
  const sources = await citedSources(workspace, citations);
  for (const citation of citations) expect(isExactQuote(citation, sources(citation))).toBe(true);
  await library.close();
});
