import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../temporaryFolder.ts";
import { volumeAndPage } from "../bibcode.ts";
import { checkedPaper, folded, type Paper, type PaperDraft } from "../paper.ts";
import { readArxiv } from "../readers/arxiv.ts";
import { readBibtex } from "../readers/bibtex.ts";
import type { Reader } from "../readers/reader.ts";
import { readRis } from "../readers/ris.ts";
import { readTable } from "../readers/table.ts";
import { latexText } from "./latexText.ts";
import { paperText, type TextFormat } from "./writers.ts";

const folder = await temporaryFolder("writers");
const readers: Record<TextFormat, [string, Reader]> = {
  bibtex: ["papers.bib", readBibtex],
  ris: ["papers.ris", readRis],
  csv: ["papers.csv", readTable],
  jsonl: ["papers.jsonl", readArxiv],
};

function paperOf(draft: PaperDraft): Paper {
  const checked = checkedPaper(draft);
  if ("fault" in checked) throw new Error(checked.fault);
  return checked.paper;
}

async function readBack(papers: readonly Paper[], format: TextFormat): Promise<(Paper | string)[]> {
  const [name, read] = readers[format];
  await writeFile(join(folder, name), paperText(papers, format));
  const found: (Paper | string)[] = [];
  for await (const record of read(join(folder, name))) found.push("paper" in record ? record.paper : record.fault);
  return found;
}

const riess = paperOf({
  title: "A 3% Solution: H₀ & the {\\it Hubble} Space Telescope, $z<0.1$",
  abstract: "We find H_0 = 73.8 ± 2.4 km s⁻¹ Mpc⁻¹ for 60% of M_{\\odot} ~ 3 #2.",
  authors: [
    "Riess, Adam G.",
    "Hönig, Sebastian F.",
    "Planck Collaboration",
    "van den Bosch, F. C.",
    "Şenyüz, Ñ. Łukasz",
  ],
  authorCount: 12,
  year: 2011,
  date: "2011-04",
  doi: "10.1088/0004-637X/730/2/119",
  arxivId: "1103.2976",
  bibcode: "2011ApJ...730..119R",
  journal: "The Astrophysical Journal",
  categories: ["astro-ph.CO"],
  keywords: ["cosmology: observations", "distance scale"],
  properties: ["article"],
});

test("an entry of BibTeX is laid out as ADS's, its letters LaTeX", () => {
  const text = paperText([riess], "bibtex");
  expect(text).toMatchInlineSnapshot(`
    "@ARTICLE{2011ApJ...730..119R,
           author = {{Riess}, Adam G. and {H{\\"o}nig}, Sebastian F. and {Planck Collaboration} and {van den Bosch}, F. C. and {{\\c{S}}eny{\\"u}z}, {\\~N}. {\\L}ukasz and others},
            title = {{A 3\\% Solution: H$_{0}$ \\& the {\\it Hubble} Space Telescope, $z<0.1$}},
          journal = {\\apj},
         keywords = {cosmology: observations, distance scale},
             year = 2011,
            month = apr,
           volume = {730},
            pages = {119},
         abstract = {We find H\\_0 = 73.8 $\\pm$ 2.4 km s$^{-1}$ Mpc$^{-1}$ for 60\\% of M$_{\\odot}$ \\textasciitilde{} 3 \\#2.},
              doi = {10.1088/0004-637x/730/2/119},
    archivePrefix = {arXiv},
           eprint = {1103.2976},
     primaryClass = {astro-ph.CO},
           adsurl = {https://ui.adsabs.harvard.edu/abs/2011ApJ...730..119R}
    }
    "
  `);
});

test("two papers of one bibcode have two keys, and the first keeps it", () => {
  const text = paperText([riess, { ...riess, id: "other" }], "bibtex");
  expect(text.match(/^@.*$/gm)).toEqual(["@ARTICLE{2011ApJ...730..119R,", "@ARTICLE{2011ApJ...730..119R-2,"]);
});

test("a paper without a bibcode has a key of surname, year and id", () => {
  expect(paperText([{ ...riess, bibcode: null, authors: ["Łokas, Ewa L."] }], "bibtex")).toContain(
    "@ARTICLE{Lokas2011_1103.2976,",
  );
});

test.each([
  ["50% of A&A #3", "50\\% of A\\&A \\#3"],
  ["{\\it Hubble} at $z_{1} < 3$", "{\\it Hubble} at $z_{1} < 3$"],
  ["an open { brace", "an open \\{ brace"],
  ["costs $5", "costs \\$5"],
  ["a back\\", "a back\\textbackslash{}"],
  ["Fig.~1, ~3 and p~q", "Fig.~1, \\textasciitilde{}3 and p~q"],
  ["10⁻³ > 3 μm", "10$^{-3}$ $>$ 3 $\\mu$m"],
  ["ϵ Eri, ϕ and a µas", "$\\epsilon$ Eri, $\\phi$ and a $\\mu$as"],
  ["already 3\\% done", "already 3\\% done"],
])("%s is set as %s", (text, latex) => {
  expect(latexText(text)).toBe(latex);
});

// What reads as an entity of HTML is read as one from RIS and CSV.
const word = fc
  .stringMatching(/^[A-Za-zäöüéèñçßøłåÅČšαβμ0-9%&#_()+.:;!?/*=^±×≈∼₀₁²]{1,12}$/)
  .filter((text) => !/&#?\w+;/.test(text));
const words = fc.array(word, { minLength: 1, maxLength: 12 }).map((list) => list.join(" "));
const name = fc.stringMatching(/^[A-ZÄÖÉŁ][a-zäöéñßł]{1,9}$/);
const draft = fc.record({
  id: fc.constant(undefined),
  title: fc.tuple(name, words).map((parts) => parts.join(" ")),
  abstract: fc.oneof(fc.constant(""), words),
  authors: fc.uniqueArray(
    fc.oneof(
      fc.tuple(name, name).map(([surname, given]) => `${surname}, ${given}`),
      fc.tuple(name, name).map(([surname, given]) => `${surname}, ${given[0]}. B.`),
    ),
    { maxLength: 4 },
  ),
  year: fc.option(fc.integer({ min: 1900, max: 2030 })),
  arxivId: fc.option(fc.stringMatching(/^(?:0[7-9]|1[0-9])(?:0[1-9]|1[0-2])\.[0-9]{4}$/)),
  doi: fc.option(fc.stringMatching(/^10\.[1-9][0-9]{3}\/[a-z0-9.()_-]{1,20}[a-z0-9]$/)),
  bibcode: fc.option(
    fc.stringMatching(/^(?:19|20)[0-9]{2}(?:ApJ\.\.|MNRAS|A&A\.\.)[1-9][0-9]{3}\.[1-9][0-9]{3}[A-Z]$/),
  ),
  volume: fc.option(fc.stringMatching(/^[1-9][0-9]{0,3}[A-Z]?$/)),
  pages: fc.option(fc.stringMatching(/^[LA]?[1-9][0-9]{0,4}(?:-[LA]?[1-9][0-9]{0,4})?$/)),
  journal: fc.option(fc.constantFrom("The Astrophysical Journal", "Nature", "Proceedings of the 3rd Meeting & more")),
});

test.each(Object.keys(readers) as TextFormat[])("what %s writes, its own reader reads as it was", async (format) => {
  await fc.assert(
    fc.asyncProperty(fc.array(draft, { minLength: 1, maxLength: 8 }), async (drafts) => {
      const papers = drafts.map((each) => paperOf(each));
      const found = await readBack(papers, format);
      const facts = (paper: Paper | string) => {
        if (typeof paper === "string") return paper;
        const { id, title, abstract, authors, year, arxivId, doi, bibcode, journal, volume, pages } = paper;
        // A paper that nothing names is known by its folded title.
        return {
          id: id.startsWith("title-") ? "" : id,
          title,
          abstract,
          authors,
          year,
          arxivId,
          doi,
          bibcode,
          journal,
          // What a record does not say, its bibcode may.
          volume: volume ?? volumeAndPage(bibcode ?? "").volume,
          pages: pages ?? volumeAndPage(bibcode ?? "").page,
        };
      };
      expect(found.map(facts)).toEqual(papers.map(facts));
    }),
    { numRuns: format === "csv" ? 15 : 40 },
  );
});

test("what has LaTeX in it says the same when it is read back", async () => {
  const [found] = (await readBack([riess], "bibtex")) as Paper[];
  expect(folded(found?.title ?? "")).toBe("a 3 solution h0 the hubble space telescope z 0 1");
  expect(found).toMatchObject({ id: "1103.2976", authors: riess.authors, keywords: riess.keywords, date: "2011-04" });
});

test("a summary of ours leaves as a note that says whose it is, never as the authors' abstract", async () => {
  const summed = paperOf({ ...riess, abstract: "Measures the expansion.", properties: ["article", "summary"] });
  for (const format of ["bibtex", "ris", "csv"] as const) {
    expect(await readBack([summed], format)).toMatchObject([{ doi: riess.doi, abstract: "" }]);
    const text = paperText([summed], format);
    if (format !== "csv") expect(text).toContain("Summary by Almagest, not the authors' abstract: Measures");
  }
});
