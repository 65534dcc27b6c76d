/** Where a question's words stand in full texts: beside a search, which ranks papers by title and abstract. */

import { join } from "node:path";
import { exists } from "../exists.ts";
import { Fault } from "../fault.ts";
import type { Workspace } from "../survey/workspace.ts";
import { covered, tellingShares } from "./answer/evidence.ts";
import { findPassages, passagesTable } from "./fullTexts.ts";
import type { LibraryIndex } from "./index/libraryIndex.ts";
import { kinds } from "./index/terms.ts";
import { operatorCall } from "./query/operatorCall.ts";
import { parseQuery } from "./query/parseQuery.ts";
import type { Condition } from "./query/query.ts";
import { both, textAsked } from "./query/query.ts";
import { selectPapers } from "./query/selectPapers.ts";
import { sentences } from "./sentences.ts";
import { stemsOf } from "./words.ts";

/** The best passage of a paper, and in it the best sentence: `passage.text.slice(start, end) === quote`. */
export interface TextMatch {
  id: string;
  title: string;
  /** In the order of reading, from 0. */
  passage: number;
  section: string;
  page: number;
  quote: string;
  start: number;
  end: number;
}

const passagesRead = 60;
/** Of what the question's words tell, a rare one counting more: less in one passage is chance. */
const leastCovered = 0.5;

/**
 * @param condition more that papers must be, beside what the query says
 * @returns the best first, a paper once; none where no paper has a full text
 */
export async function textMatches(
  workspace: Workspace,
  index: LibraryIndex,
  written: string,
  condition?: Condition,
): Promise<{ matches: TextMatch[]; remarks: string[] }> {
  try {
    return { matches: await matchesIn(workspace, index, written, condition), remarks: [] };
  } catch (error) {
    // Titles and abstracts are found without them.
    if (!(error instanceof Fault) || error.code !== "damaged-library") throw error;
    return { matches: [], remarks: [error.message] };
  }
}

async function matchesIn(
  workspace: Workspace,
  index: LibraryIndex,
  written: string,
  condition: Condition | undefined,
): Promise<TextMatch[]> {
  if (operatorCall(written) || !(await exists(join(workspace.path, `${passagesTable}.lance`)))) return [];
  const query = parseQuery(written);
  const question = query.text || (query.condition ? textAsked(query.condition) : "");
  const stems = tellingShares(index, question);
  if (stems.size === 0) return [];
  const asked = both(query.condition, condition);
  const selection = asked && selectPapers(index, asked);
  const matches = new Map<string, TextMatch & { share: number }>();
  for (const { paper: id, number, section, page, text } of await findPassages(workspace, question, passagesRead)) {
    const term = index.termNumber(kinds.id + id);
    const [paper] = term === undefined ? [] : index.having(term).papers;
    if (paper === undefined || selection?.[paper] === 0) continue;
    const share = covered(stems, new Set(stemsOf(text)));
    if (share < leastCovered || share <= (matches.get(id)?.share ?? 0)) continue;
    const spans = sentences(text).map((span) => ({ ...span, share: covered(stems, new Set(stemsOf(span.text))) }));
    const best = spans.reduce((a, b) => (b.share > a.share ? b : a));
    const { start, end } = best;
    matches.set(id, {
      id,
      title: index.titleOf(paper),
      passage: number,
      section,
      page,
      quote: best.text,
      start,
      end,
      share,
    });
  }
  return [...matches.values()].sort((a, b) => b.share - a.share).map(({ share, ...match }) => match);
}

/** "page 4, Results" */
export function placeText({ page, section }: Pick<TextMatch, "page" | "section">): string {
  return section === "" ? `page ${page}` : `page ${page}, ${section}`;
}
