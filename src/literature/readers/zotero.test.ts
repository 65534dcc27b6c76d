import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../temporaryFolder.ts";
import { readerFor } from "./formats.ts";
import type { ReadRecord } from "./reader.ts";

const folder = await temporaryFolder("zotero");

async function read(name: string, content: string): Promise<ReadRecord[]> {
  await writeFile(join(folder, name), content);
  const records: ReadRecord[] = [];
  for await (const record of readerFor(join(folder, name), undefined)(join(folder, name))) records.push(record);
  return records;
}

const paper = {
  title: "Practical galaxy morphology tools",
  authors: ["Walmsley, Mike", "Géron, Tobias", "van der Wel, Arjen"],
  year: 2022,
  doi: "10.1093/mnras/stac525",
  arxivId: "2110.12735",
  volume: "513",
  pages: "1581-1599",
};

// Each as Zotero 7 writes it, its odd corners included.
const csl = JSON.stringify(
  [
    {
      id: "http://zotero.org/users/1/items/ABCD",
      type: "article-journal",
      abstract: "<jats:p>We release code.</jats:p>",
      "container-title": "Monthly Notices of the Royal Astronomical Society",
      volume: "513",
      page: "1581-1599",
      DOI: "10.1093/mnras/stac525",
      note: "arXiv:2110.12735 [astro-ph]",
      title: paper.title,
      author: [
        { family: "Walmsley", given: "Mike" },
        { family: "Géron", given: "Tobias" },
        { family: "Wel", given: "Arjen", "non-dropping-particle": "van der" },
      ],
      issued: { "date-parts": [["2022", 4, 11]] },
    },
    {
      id: "x",
      type: "article",
      title: "A preprint",
      number: "arXiv:2404.02973",
      source: "arXiv.org",
      publisher: "arXiv",
      author: [{ literal: "Euclid Collaboration" }],
      issued: { "date-parts": [[2024]] },
    },
    { id: "y", type: "article-journal", title: "", author: [] },
    { id: "z", type: "article-journal", title: "Bad people", author: "Nobody" },
  ],
  null,
  2,
);

const bibtex = String.raw`
@article{walmsley_practical_2022,
	title = {Practical galaxy morphology tools},
	volume = {513},
	issn = {0035-8711, 1365-2966},
	url = {http://arxiv.org/abs/2110.12735},
	doi = {10.1093/mnras/stac525},
	abstract = {We release code.},
	number = {2},
	urldate = {2024-05-01},
	journal = {Monthly Notices of the Royal Astronomical Society},
	author = {Walmsley, Mike and G{\'e}ron, Tobias and van der Wel, Arjen},
	month = apr,
	year = {2022},
	note = {arXiv:2110.12735 [astro-ph]},
	keywords = {Astrophysics - Astrophysics of Galaxies, Computer Science - Machine Learning},
	pages = {1581--1599},
	file = {Full Text:/home/me/Zotero/storage/AB:CD/paper.pdf:application/pdf},
}
`;

const ris = `TY  - JOUR
TI  - Practical galaxy morphology tools
AU  - Walmsley, Mike
AU  - Géron, Tobias
AU  - van der Wel, Arjen
T2  - Monthly Notices of the Royal Astronomical Society
AB  - We release code.
DA  - 2022/04/11/
PY  - 2022
DO  - 10.1093/mnras/stac525
DP  - arXiv.org
VL  - 513
IS  - 2
SP  - 1581
EP  - 1599
SN  - 0035-8711, 1365-2966
UR  - http://arxiv.org/abs/2110.12735
Y2  - 2024/05/01/10:00:00
N1  - arXiv:2110.12735 [astro-ph]
KW  - Astrophysics - Astrophysics of Galaxies
ER  - 
`;

const csv = `"Key","Item Type","Publication Year","Author","Title","Publication Title","ISBN","ISSN","DOI","Url","Abstract Note","Date","Manual Tags","Automatic Tags","Extra","Pages","Volume"
"ABCD","journalArticle","2022","Walmsley, Mike; Géron, Tobias; van der Wel, Arjen","Practical galaxy morphology tools","Monthly Notices of the Royal Astronomical Society","","0035-8711","10.1093/mnras/stac525","http://arxiv.org/abs/2110.12735","We release code.","2022-04-11","","","arXiv:2110.12735 [astro-ph]","1581-1599","513"
`;

test.each([
  ["export.json", csl],
  ["export.bib", bibtex],
  ["export.ris", ris],
  ["export.csv", csv],
])("Zotero's %s", async (name, content) => {
  const [first] = await read(name, content);
  expect(first).toMatchObject({
    paper: { ...paper, abstract: "We release code.", journal: "Monthly Notices of the Royal Astronomical Society" },
  });
});

test("CSL-JSON of a preprint by a collaboration, and bad records by their lines", async () => {
  const records = await read("more.json", csl);
  expect(records[1]).toMatchObject({
    paper: { arxivId: "2404.02973", authors: ["Euclid Collaboration"], year: 2024, date: "2024" },
  });
  expect(records.slice(2)).toEqual([
    { line: expect.any(Number), fault: "the title is empty" },
    { line: expect.any(Number), fault: '"author" is not what CSL-JSON has there' },
  ]);
});

test("RDF is refused with what to export instead", () => {
  expect(() => readerFor("library.rdf", undefined)).toThrow("export CSL JSON, BibTeX or RIS from Zotero instead");
});
