/** Whether pictures of the survey to adapt to are as wide as those learnt from: all are made as wide as one another. */

import { type Survey, surveyObjects } from "../../survey/survey.ts";
import { poolWidth } from "../fixmatch/poolWidth.ts";

/** @returns what differs and what to do, in words; undefined where nothing does, or a width is not known */
export async function otherWidthRemark(source: Survey, target: Survey): Promise<string | undefined> {
  const [own, other] = [await picturesOf(source), await picturesOf(target)];
  const { pixels } = await poolWidth(own, other, { isSameScale: true });
  if (!pixels || pixels.own === pixels.pool) return undefined;
  const larger = pixels.own > pixels.pool ? own.name : other.name;
  const [wide, narrow] = [Math.max(pixels.own, pixels.pool), Math.min(pixels.own, pixels.pool)];
  return (
    `pictures of ${other.name} are ${pixels.pool} px wide, those of ${own.name} ${pixels.own} px: all are made as wide as one another. ` +
    `Where a pixel is as wide on the sky in both, galaxies then look ${(wide / narrow).toFixed(1)} times too small in ${larger}: add --same-scale, and they are cut about their middle to ${narrow} px`
  );
}

async function picturesOf(survey: Survey) {
  return { name: survey.card.name, images: (await surveyObjects(survey)).images };
}
