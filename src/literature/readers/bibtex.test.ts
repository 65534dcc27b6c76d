import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../temporaryFolder.ts";
import { readBibtex, readQuickly, readThoroughly } from "./bibtex.ts";
import { latexPlain } from "./latexPlain.ts";
import type { ReadRecord } from "./reader.ts";

const folder = await temporaryFolder("bibtex");

async function read(content: string | Uint8Array): Promise<ReadRecord[]> {
  await writeFile(join(folder, "papers.bib"), content);
  const records: ReadRecord[] = [];
  for await (const record of readBibtex(join(folder, "papers.bib"))) records.push(record);
  return records;
}

const entry = String.raw`@ARTICLE{2011ApJ...730..119R,
       author = {{Riess}, Adam G. and {H{\"o}nig}, Sebastian F. and {van den Bosch}, F. C.},
        title = "{A 3\% Solution with the {\it Hubble} Space Telescope and $H_0$}",
      journal = {\apj},
     keywords = {cosmology: observations, distance scale},
         year = 2011,
        month = apr,
          doi = {10.1088/0004-637X/730/2/119},
archivePrefix = {arXiv},
       eprint = {1103.2976},
 primaryClass = {astro-ph.CO},
       adsurl = {https://ui.adsabs.harvard.edu/abs/2011ApJ...730..119R}
}`;

test("an entry of ADS's becomes a paper, its LaTeX text", async () => {
  expect(await read(`%comment\n\n${entry}\n`)).toMatchObject([
    {
      line: 3,
      paper: {
        id: "1103.2976",
        title: "A 3% Solution with the Hubble Space Telescope and H₀",
        authors: ["Riess, Adam G.", "Hönig, Sebastian F.", "van den Bosch, F. C."],
        journal: "The Astrophysical Journal",
        bibcode: "2011ApJ...730..119R",
        year: 2011,
        date: "2011-04",
        doi: "10.1088/0004-637x/730/2/119",
        categories: ["astro-ph.CO"],
      },
    },
  ]);
});

test.each([
  ["with its mark", "utf16le", true],
  ["without one", "utf16le", false],
  ["of the other order", "utf16be", true],
])("what Windows saves as Unicode, UTF-16 %s, is read as UTF-8 is", async (_what, order, hasMark) => {
  const text = `${hasMark ? "\ufeff" : ""}${`${entry}\n`.repeat(400)}`;
  const bytes = Buffer.from(text, "utf16le");
  const records = await read(order === "utf16be" ? bytes.swap16() : bytes);
  expect(records.length).toBe(400);
  expect(records[399]).toMatchObject({ paper: { title: "A 3% Solution with the Hubble Space Telescope and H₀" } });
});

test("UTF-32 is refused by name", async () => {
  await expect(read(Buffer.from([0xff, 0xfe, 0, 0, 64, 0, 0, 0]))).rejects.toThrow(/is UTF-32, .*save it as UTF-8/);
});

test("a broken entry in the middle is named by its line and costs no other", async () => {
  const broken = "@ARTICLE{2012A&A...540A..23B,\n title = {Never closed,\n year = 2012\n";
  const records = await read([entry, broken, entry, "@STRING{x = {y}}", "@ARTICLE{key, year = 2012}"].join("\n"));
  expect(records.map(({ line }) => line)).toEqual([1, 14, 18, 32]);
  expect(records[1]).toEqual({ line: 14, fault: "its braces do not close" });
  expect(records[2]).toMatchObject({ paper: { bibcode: "2011ApJ...730..119R" } });
  expect(records[3]).toEqual({ line: 32, fault: "the title is empty" });
});

test("an entry in everyday LaTeX is read the same quickly and thoroughly", async () => {
  const entries = [
    entry,
    String.raw`@book{key:1, author = "Knuth, Donald E. and Ludwig van Beethoven and {Planck Collaboration} and others", title = {One -- two --- {\em three}: four \& 5\% of H\,{\sc ii}}, year = {1999}, month = "July" # {}, publisher = {x}}`,
    String.raw`@Article(par, author = {O'Neill, Se\'an and {\O}ystein {\AA}s and Ewa {\L}okas and \v{C}ap, J.}, title = {The $M_{\odot}$--$\sigma$ relation at $z\sim10^{-3}$}, journal = "Nature", year = 2001)`,
    '@misc{arx, title = {Notes}, author = {Smith, Jr., John}, eprint = {2001.00001v2}, archivePrefix = "arXiv", keywords = {a, b; c}}',
  ];
  for (const text of entries) {
    const whole = { line: 1, type: "x", text, isWhole: true };
    expect(readQuickly(whole, new Map())).toMatchObject(await readThoroughly(whole, []));
  }
});

test("LaTeX that is not known is left to the library, not guessed", () => {
  const text = String.raw`@misc{k, title = {A \fancy{word} here}}`;
  expect(readQuickly({ line: 1, type: "misc", text, isWhole: true }, new Map())).toBeUndefined();
});

test("any text becomes plain or is not known, and never an error", () => {
  const pieces = fc.constantFrom(
    "\\",
    "{",
    "}",
    "$",
    "^",
    "_",
    "~",
    "`",
    "'",
    '"',
    "\\o",
    "\\v",
    "a",
    " ",
    "-",
    "\\alpha",
    "é",
  );
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 30 }), (parts) => {
      const plain = latexPlain(parts.join(""));
      expect(plain === undefined || typeof plain === "string").toBe(true);
    }),
    { numRuns: 2000 },
  );
});

test("lines in Latin-1 among lines in UTF-8 are both read", async () => {
  const [before, after] = ["@article{a, title={Höhe},\n author={", "}, year=2001}\n"];
  await writeFile(
    join(folder, "papers.bib"),
    Buffer.concat([Buffer.from(before), Buffer.from("Müller, Jörg", "latin1"), Buffer.from(after)]),
  );
  const records: ReadRecord[] = [];
  for await (const record of readBibtex(join(folder, "papers.bib"))) records.push(record);
  expect(records).toMatchObject([{ paper: { title: "Höhe", authors: ["Müller, Jörg"] } }]);
});

test("entries between parentheses, over lines or one behind another, are whole", async () => {
  const text = [
    "@article(par,",
    '  title = "A (new) thing",',
    "  author = {Smith, J. :)},",
    "  year = 2001",
    ")",
    "@misc{a, title={One}} @misc{b, title={Two}}",
    "@misc",
    "{c, title={Three}}",
  ].join("\n");
  const records = await read(text);
  expect(records.map((record) => ("paper" in record ? [record.line, record.paper.title] : record))).toEqual([
    [1, "A (new) thing"],
    [6, "One"],
    [6, "Two"],
    [7, "Three"],
  ]);
});

test("an entry without its brace is bad, and what stands outside of entries is said", async () => {
  const remarks: string[] = [];
  await writeFile(
    join(folder, "stray.bib"),
    `% a remark\n}} garbage\n@ARTICLE broken2 title=\n  year = 2001\n}\n${entry}\n`,
  );
  const records: ReadRecord[] = [];
  for await (const record of readBibtex(join(folder, "stray.bib"), (text) => remarks.push(text))) records.push(record);
  expect(records).toMatchObject([
    { line: 3, fault: "no brace follows @ARTICLE" },
    { line: 6, paper: { year: 2011 } },
  ]);
  expect(remarks).toEqual(["1 line stands outside of any entry and is no part of one (first line 2: }} garbage)"]);
});
