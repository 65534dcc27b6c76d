/** Whether a simulation may be drawn and imported under a name: new, or more of what that survey is. */

import { resolve } from "node:path";
import { Fault } from "../fault.ts";
import { pictureWidth } from "../sky/simulateSurvey.ts";
import { readCard } from "./card.ts";
import { openSurvey, surveyNames, surveyObjects } from "./survey.ts";
import type { Workspace } from "./workspace.ts";

/**
 * Pictures of one simulation must not be drawn over those that a stored survey shows.
 * @param prefix what every id of the simulation begins with
 * @throws Fault "survey-exists", "folder-in-use"
 */
export async function checkNothingIsLost(
  workspace: Workspace,
  name: string,
  { folder, prefix, count, size }: { folder: string; prefix: string; count: number; size: number },
): Promise<void> {
  const catalogue = resolve(folder, "catalog.csv");
  // Pictures may have been imported from here by a catalogue that lies elsewhere.
  const pictures = [resolve(folder), resolve(folder, "images")];
  for (const other of await surveyNames(workspace)) {
    const isSame = other === name;
    const card = await readCard(workspace, other).catch(() => undefined);
    const isOurs = card !== undefined && resolve(card.catalogue) === catalogue;
    const usesFolder = isOurs || card?.imageRoots.some((root) => pictures.includes(resolve(root)));
    if (!isSame && usesFolder)
      throw new Fault("folder-in-use", `the survey "${other}" has its pictures in ${folder}: choose another --folder`);
    if (!isSame) continue;
    const { ids, images } = await surveyObjects(await openSurvey(workspace, name));
    const width = await pictureWidth(images[0] ?? "");
    // More galaxies of the same seed begin with the same ones. A picture that was lost is drawn again.
    const isExtended =
      isOurs &&
      count >= ids.length &&
      ids.every((id) => id.startsWith(prefix)) &&
      (width === undefined || width === size);
    if (!isExtended)
      throw new Fault(
        "survey-exists",
        `there is a survey "${name}" already, of ${ids.length} objects: choose another name, or the same --seed, ` +
          "--size and kind and at least as many",
      );
  }
}
