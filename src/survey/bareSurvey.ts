/** A survey of ids alone, without images: for tests of what needs no more. */

import { join } from "node:path";
import { temporaryFolder } from "../temporaryFolder.ts";
import { arrowTable } from "./arrowTable.ts";
import { newCard } from "./card.ts";
import { ownColumns } from "./catalogueRows.ts";
import { writeSurvey } from "./surveyTable.ts";
import { openWorkspace, type Workspace } from "./workspace.ts";

/** @returns a workspace in a temporary folder of its own, with one survey, "bare", of objects g0, g1, ... */
export async function bareSurvey(count: number): Promise<Workspace> {
  // As `madeWorkspace` has it: who removes the folder that a workspace lies in must never meet the system's own.
  const folder = await temporaryFolder("bare");
  const workspace = await openWorkspace(join(folder, "workspace"), { create: true });
  const texts = (textOf: (i: number) => string) => Array.from({ length: count }, (_, i) => textOf(i));
  await writeSurvey(workspace, "bare", async ({ create }) => {
    await create(
      arrowTable(count, [
        { name: ownColumns.id, type: "string", values: texts((i) => `g${i}`) },
        { name: ownColumns.image, type: "string", values: texts((i) => `/nowhere/${i}.png`) },
        { name: ownColumns.split, type: "string", values: texts(() => "train") },
      ]),
    );
    return { ...newCard("bare"), importedAt: new Date(0).toISOString() };
  });
  return workspace;
}
