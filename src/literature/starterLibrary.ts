/** The papers that a new library may begin with: bibliographic facts, and summaries in our own words. See assets/README.md. */

import { fileURLToPath } from "node:url";
import { exists } from "../exists.ts";
import { Fault } from "../fault.ts";
import type { Workspace } from "../survey/workspace.ts";
import { importPapers, type PaperImport } from "./importPapers.ts";
import type { IndexReport } from "./index/buildIndex.ts";
import { readIndexCard } from "./index/indexFolder.ts";
import { indexLibrary } from "./indexLibrary.ts";
import { openLibrary, scanPapers } from "./libraryTable.ts";
import { readArxiv } from "./readers/arxiv.ts";
import { isOurSummary } from "./sameWork.ts";

/** @throws Fault "no-starter" where Almagest is not installed whole */
export async function starterPath(): Promise<string> {
  // From dist/src/literature in the built package, from src/literature in tests.
  for (const up of ["../../../", "../../"]) {
    const path = fileURLToPath(new URL(`${up}assets/starter-library.jsonl`, import.meta.url));
    if (await exists(path)) return path;
  }
  throw new Fault("no-starter", "assets/starter-library.jsonl is missing: install Almagest again");
}

/** Papers that are there already keep their own abstracts. */
export async function importStarter(
  workspace: Workspace,
  options: { signal?: AbortSignal } = {},
): Promise<{ papers: PaperImport; index: IndexReport }> {
  const papers = await importPapers(workspace, await starterPath(), readArxiv, options);
  return { papers, index: await indexLibrary(workspace, options) };
}

/** Whether nobody has brought papers yet, or bringing these was cut short: some are there, no others, and no index. */
export async function needsStarter(workspace: Workspace): Promise<boolean> {
  const table = await openLibrary(workspace);
  if (table === undefined) return true;
  if ((await readIndexCard(workspace)) !== undefined) return false;
  for await (const batch of scanPapers(table)) if (batch.some(({ paper }) => !isOurSummary(paper))) return false;
  return true;
}
