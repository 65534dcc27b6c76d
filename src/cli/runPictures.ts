/** What is said before a run looks at a survey: what its card remarks, and where pictures have another width than it learnt from. */

import { usage } from "../fault.ts";
import { seenPictures } from "../methods/zoobot/pictureWidths.ts";
import type { Survey } from "../survey/survey.ts";
import { openRun, type Run } from "../training/run.ts";
import { remark } from "./output.ts";

/** @returns by which pictures are to be decoded larger @throws Fault as `seenPictures` */
export async function ratioSaid(
  survey: Survey,
  [run, ...others]: readonly [Run, ...Run[]],
  { isSameScale, quiet }: { isSameScale?: boolean; quiet: boolean },
): Promise<number> {
  for (const { id, card } of [run, ...others]) if (card.remark) remark(`run "${id}": ${card.remark}`, { quiet });
  const { ratio, remark: width } = await seenPictures(survey, run, isSameScale);
  if (width !== undefined) remark(width, { quiet });
  return ratio;
}

/** The same of an encoder, which need not be a run's. @throws Fault "usage" where only a run could have the same scale */
export async function encoderRatioSaid(
  survey: Survey,
  encoder: { run: string } | { model: string },
  { isSameScale, quiet }: { isSameScale?: boolean; quiet: boolean },
): Promise<number> {
  if ("run" in encoder)
    return ratioSaid(survey, [await openRun(survey.workspace, encoder.run)], { isSameScale, quiet });
  if (isSameScale)
    throw usage("--same-scale is of runs: what else learnt from pictures of which width, nobody knows here");
  return 1;
}
