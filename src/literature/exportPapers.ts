/** Papers of the library by whatever names them, for export. */

import type { Table } from "@lancedb/lancedb";
import { textSql } from "../survey/lance.ts";
import { papersWhere } from "./libraryTable.ts";
import { type Paper, plainArxivId, plainDoi } from "./paper.ts";

const namesAtOnce = 500;

/**
 * @param names ids, bibcodes, DOIs or arXiv ids, in any spelling of theirs
 * @returns each paper once, in the order of the names; and the names that the library does not know
 */
export async function papersNamed(
  table: Table,
  names: readonly string[],
): Promise<{ papers: Paper[]; unknown: string[] }> {
  const papers = new Map<string, Paper>();
  const unknown: string[] = [];
  for (let at = 0; at < names.length; at += namesAtOnce) {
    const part = names.slice(at, at + namesAtOnce);
    const list = (values: readonly (string | null)[]) =>
      [...new Set(values.filter((value) => value !== null))].map(textSql).join(", ") || "''";
    const found = await papersWhere(
      table,
      `id IN (${list(part)}) OR bibcode IN (${list(part)}) OR doi IN (${list(part.map(plainDoi))}) OR arxivId IN (${list(part.map(plainArxivId))})`,
    );
    const byName = new Map<string, Paper>();
    // The id last: it has the last word where two papers share another name.
    for (const key of ["doi", "arxivId", "bibcode", "id"] as const)
      for (const paper of found) if (paper[key] !== null) byName.set(paper[key], paper);
    for (const name of part) {
      const paper = byName.get(name) ?? byName.get(plainArxivId(name) ?? "") ?? byName.get(plainDoi(name) ?? "");
      if (paper) papers.set(paper.id, paper);
      else unknown.push(name);
    }
  }
  return { papers: [...papers.values()], unknown: [...new Set(unknown)] };
}
