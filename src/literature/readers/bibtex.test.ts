import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readBibtex } from "./bibtex.ts";
import type { ReadRecord } from "./reader.ts";

const folder = await mkdtemp(join(tmpdir(), "almagest-bibtex-"));

async function read(content: string): Promise<ReadRecord[]> {
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

test("a broken entry in the middle is named by its line and costs no other", async () => {
  const broken = "@ARTICLE{2012A&A...540A..23B,\n title = {Never closed,\n year = 2012\n";
  const records = await read([entry, broken, entry, "@STRING{x = {y}}", "@ARTICLE{key, year = 2012}"].join("\n"));
  expect(records.map(({ line }) => line)).toEqual([1, 14, 18, 32]);
  expect(records[1]).toEqual({ line: 14, fault: "its braces do not close" });
  expect(records[2]).toMatchObject({ paper: { bibcode: "2011ApJ...730..119R" } });
  expect(records[3]).toEqual({ line: 32, fault: "the title is empty" });
});
