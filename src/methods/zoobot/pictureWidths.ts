/** How wide a survey's pictures are beside those that a run learnt from: each is decoded as wide as the others, whatever its pixels. */

import { z } from "zod";
import { evenlyChosen } from "../../evenlyChosen.ts";
import { Fault } from "../../fault.ts";
import { pictureWidth } from "../../sky/simulateSurvey.ts";
import { type Survey, surveyObjects } from "../../survey/survey.ts";
import { readExamples } from "../../training/examples.ts";
import type { Run } from "../../training/run.ts";
import { readModel } from "./model.ts";
import { bestPath } from "./runFiles.ts";

/** Of nine of them, in pixels. @param images paths @returns undefined where none can be read */
export async function middleWidth(images: readonly string[]): Promise<number | undefined> {
  const widths = (await Promise.all(evenlyChosen(images, 9).map((image) => pictureWidth(image)))).flatMap(
    (width) => width ?? [],
  );
  return widths.sort((a, b) => a - b)[Math.floor(widths.length / 2)];
}

export interface SeenPictures {
  /** By which they are decoded larger than those learnt from. */
  ratio: number;
  /** What a person may want to know, where widths differ and each is seen whole. */
  remark?: string;
}

/** Pictures of the survey to adapt to, or without labels, come after those that the classes were learnt from. */
const ofSources = z.object({ sources: z.number().optional() });

/**
 * @param isSameScale a pixel is as wide on the sky in both: pictures are cut about their middle
 * @throws Fault "image-size" where nobody knows how wide pictures were that the run learnt from, or they are too narrow to cut
 */
export async function seenPictures(survey: Survey, run: Run, isSameScale = false): Promise<SeenPictures> {
  const { name } = survey.card;
  const { sources } = ofSources.parse(run.card.configuration);
  // A run may have come from elsewhere, without what it learnt from.
  const examples = await readExamples(run).catch(() => undefined);
  const learnt = examples && (await middleWidth(examples.images.slice(0, sources)));
  const own = await middleWidth((await surveyObjects(survey)).images);
  if (learnt === undefined || own === undefined) {
    if (!isSameScale) return { ratio: 1 };
    throw new Fault(
      "image-size",
      `--same-scale: the pictures ${own === undefined ? `of "${name}"` : `that run "${run.id}" learnt from`} cannot be read, so nobody knows how wide they are`,
    );
  }
  if (own === learnt) return { ratio: 1 };
  const widths = `pictures of "${name}" are ${own} px wide, those that run "${run.id}" learnt from ${learnt} px`;
  const times = (Math.max(own, learnt) / Math.min(own, learnt)).toFixed(1);
  if (!isSameScale)
    return {
      ratio: 1,
      remark: `${widths}: each is seen whole. Where a pixel is as wide on the sky in both, sources look ${times} times too ${own > learnt ? "small" : "large"}: add --same-scale`,
    };
  const { imageSize, decodedSize, zoom } = await readModel(bestPath(run));
  if (Math.round((decodedSize * own) / learnt) < imageSize)
    throw new Fault(
      "image-size",
      `${widths}, of which it sees the middle ${Math.round(zoom * learnt)} px: too few are there. Train with a smaller --zoom, or leave out --same-scale`,
    );
  return { ratio: own / learnt };
}
