/** A paper as a BibTeX entry, laid out as ADS does: JabRef, Zotero, biber and BibTeX itself take it. */

import { volumeAndPage } from "../bibcode.ts";
import { type Paper, withoutAccents } from "../paper.ts";
import { htmlPlain } from "../readers/htmlPlain.ts";
import { journalMacro } from "../readers/journalMacros.ts";
import { isOurSummary, summaryNote } from "../sameWork.ts";
import { latexText } from "./latexText.ts";

const months = "jan feb mar apr may jun jul aug sep oct nov dec".split(" ");

/** The bibcode, as ADS has it; else surname, year and id, which stay the same in every export. */
export function citationKey({ bibcode, authors, year, id }: Paper): string {
  if (bibcode !== null) return keyText(bibcode);
  const surname = withoutAccents(authors[0]?.split(",")[0] ?? "")
    .replace(/[^a-z-]/g, "")
    .replace(/(^|-)[a-z]/g, (initial) => initial.toUpperCase());
  return `${surname || "anonymous"}${year ?? ""}_${keyText(id)}`;
}

/** BibTeX forbids these in a key: blanks, commas, braces, quotes and what TeX obeys; ADS keeps its "&". */
function keyText(text: string): string {
  return text.replace(/[^A-Za-z0-9.:&+_-]+/g, "-");
}

export function bibtexEntry(paper: Paper, key: string): string {
  const named = volumeAndPage(paper.bibcode ?? "");
  const pages = (paper.pages ?? named.page)?.replaceAll("-", "--");
  const month = /^\d{4}-(\d{2})/.exec(paper.date ?? "")?.[1];
  const macro = paper.journal === null ? undefined : journalMacro(paper.journal);
  const fields: [string, string | null | undefined][] = [
    ["author", authorText(paper)],
    // Two pairs of braces: no style may turn its capitals small.
    ["title", `{{${latexText(htmlPlain(paper.title))}}}`],
    ["journal", paper.journal === null ? null : `{${macro ?? latexText(paper.journal)}}`],
    ["keywords", braced(paper.keywords.map((keyword) => latexText(keyword.replaceAll(",", ";"))).join(", "))],
    ["year", paper.year === null ? null : String(paper.year)],
    ["month", month && months[Number(month) - 1]],
    ["volume", braced(latexText(paper.volume ?? named.volume ?? ""))],
    ["pages", braced(pages && latexText(pages))],
    ["abstract", isOurSummary(paper) ? null : braced(latexText(htmlPlain(paper.abstract)))],
    ["annote", isOurSummary(paper) ? braced(latexText(summaryNote(paper))) : null],
    ["doi", braced(paper.doi)],
    ["archivePrefix", paper.arxivId && "{arXiv}"],
    ["eprint", braced(paper.arxivId)],
    ["primaryClass", paper.arxivId && braced(paper.categories[0])],
    [
      "adsurl",
      paper.bibcode &&
        braced(`https://ui.adsabs.harvard.edu/abs/${paper.bibcode.replaceAll("&", "%26").replaceAll("%", "\\%")}`),
    ],
  ];
  const lines = fields.flatMap(([name, value]) => (value ? [`${name.padStart(13)} = ${value}`] : []));
  return `@${typeOf(paper)}{${key},\n${lines.join(",\n")}\n}\n`;
}

function braced(text: string | null | undefined): string | null {
  return text ? `{${text}}` : null;
}

function authorText({ authors, authorCount }: Paper): string | null {
  if (authors.length === 0) return null;
  const names = authors.map((author) => {
    const [surname = "", ...given] = author.split(",");
    const first = given.join(",").trim();
    return `{${latexText(surname.trim())}}${first === "" ? "" : `, ${latexText(first)}`}`;
  });
  const isCut = (authorCount ?? 0) > authors.length;
  return `{${[...names, ...(isCut ? ["others"] : [])].join(" and ")}}`;
}

const types: Record<string, string> = {
  phdthesis: "PHDTHESIS",
  mastersthesis: "MASTERSTHESIS",
  inproceedings: "INPROCEEDINGS",
  proceedings: "PROCEEDINGS",
  book: "BOOK",
  inbook: "INBOOK",
  techreport: "TECHREPORT",
  software: "SOFTWARE",
};

function typeOf({ properties, journal, arxivId }: Paper): string {
  const known = properties.map((each) => types[each]).find((type) => type !== undefined);
  return known ?? (journal !== null || arxivId !== null ? "ARTICLE" : "MISC");
}
