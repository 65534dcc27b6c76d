/** The text that a citation points into, so that anyone can check that the quote is there. */

import type { Workspace } from "../../survey/workspace.ts";
import { passagesOfPapers } from "../fullTexts.ts";
import { needLibrary, papersById } from "../libraryTable.ts";
import type { Citation } from "./answer.ts";

/** @returns a function from a citation to its text; undefined where the library has it no more */
export async function citedSources(
  workspace: Workspace,
  citations: readonly Citation[],
): Promise<(citation: Citation) => string | undefined> {
  const papers = await papersById(await needLibrary(workspace), [...new Set(citations.map(({ id }) => id))]);
  const inTexts = citations.filter(({ field }) => field === "text").map(({ id }) => id);
  const passages = await passagesOfPapers(workspace, [...new Set(inTexts)]);
  const byPlace = new Map(passages.map(({ paper, number, text }) => [`${paper}#${number}`, text]));
  return ({ id, field, place }) =>
    field === "text" ? byPlace.get(`${id}#${place?.passage}`) : papers.get(id)?.[field];
}

/** Whether the quote stands there letter by letter. */
export function isExactQuote({ start, end, quote }: Citation, source: string | undefined): boolean {
  return source?.slice(start, end) === quote;
}
