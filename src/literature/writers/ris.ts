/** A paper as a RIS record, as ADS and Zotero write it. */

import { volumeAndPage } from "../bibcode.ts";
import type { Paper } from "../paper.ts";

const types: Record<string, string> = {
  phdthesis: "THES",
  mastersthesis: "THES",
  inproceedings: "CPAPER",
  proceedings: "CONF",
  book: "BOOK",
  inbook: "CHAP",
  techreport: "RPRT",
  software: "COMP",
};

export function risRecord(paper: Paper): string {
  const { volume, page } = volumeAndPage(paper.bibcode ?? "");
  const known = paper.properties.map((each) => types[each]).find((type) => type !== undefined);
  const tags: [string, string | null | undefined][] = [
    ["TY", known ?? (paper.journal === null && paper.arxivId !== null ? "UNPB" : "JOUR")],
    ["TI", paper.title],
    ...paper.authors.map((author): [string, string] => ["AU", author]),
    ["PY", paper.year === null ? null : String(paper.year)],
    ["DA", paper.date === null ? null : paper.date.replaceAll("-", "/")],
    ["JO", paper.journal],
    ["VL", volume],
    ["SP", page],
    ["DO", paper.doi],
    ...paper.keywords.map((keyword): [string, string] => ["KW", keyword]),
    ["AB", paper.abstract],
    ["AN", paper.arxivId && `arXiv:${paper.arxivId}`],
    ["UR", paper.bibcode && `https://ui.adsabs.harvard.edu/abs/${encodeURIComponent(paper.bibcode)}`],
    ["UR", paper.arxivId && `https://arxiv.org/abs/${paper.arxivId}`],
    ["ID", paper.bibcode],
  ];
  const lines = tags.flatMap(([tag, value]) => (value ? [`${tag}  - ${value}`] : []));
  return `${lines.join("\n")}\nER  - \n\n`;
}
