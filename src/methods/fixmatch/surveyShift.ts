/** How far a survey's images are from a labelled survey's, as a trained network sees them: before FixMatch is trained. */

import { counted } from "../../counted.ts";
import { Fault } from "../../fault.ts";
import { type Survey, surveyLabelsIfAny, surveyObjects } from "../../survey/survey.ts";
import type { Device } from "../../tensor/device.ts";
import type { Run } from "../../training/run.ts";
import { largest, rowCount, rowOf } from "../zoobot/measures.ts";
import { readModel } from "../zoobot/model.ts";
import { predictImages } from "../zoobot/predict.ts";
import { bestPath } from "../zoobot/runFiles.ts";
import { learntFrom, type Unlearnt, unlearnt } from "./learntFrom.ts";
import { type PoolDistance, poolDistance } from "./poolDistance.ts";
import { type OtherWidth, poolWidth } from "./poolWidth.ts";
import { sharedSources } from "./sameSources.ts";
import { meaningOf, type ShiftMeaning } from "./shiftMeaning.ts";
import { type TwoSampleTest, twoSampleTest } from "./twoSampleTest.ts";

export interface SurveyShift {
  labelled: ComparedPool;
  /** `shared`: objects left out, which are the labelled survey's own sources. */
  unlabelled: ComparedPool & { shared: number };
  frechet: PoolDistance;
  twoSample: TwoSampleTest;
  /** Of each class, the share of either pool that the network gives it. */
  classes: { name: string; labelled: number; unlabelled: number }[];
  meaning: ShiftMeaning;
}

export interface ComparedPool {
  survey: string;
  objects: number;
  /** Objects left out, which the network learnt from. */
  leftOut: number;
  /** Objects compared that the network learnt from: all that there are, where too few others are left. */
  learnt: number;
}

export interface ShiftOptions extends OtherWidth {
  seed?: number;
  draws?: number;
  mostObjects?: number;
  threads?: number;
  device?: Device;
  onProgress?: (fraction: number, text: string) => void;
  signal?: AbortSignal;
}

/** Fewer have no covariance to speak of. */
const fewest = 20;

/**
 * @param unlabelled the same survey for its objects without a label
 * @throws Fault "too-few-examples" that names the survey; "image-size" where pictures differ in width and nobody said what is alike; "unfinished" where the run has no network yet
 */
export async function surveyShift(
  labelled: Survey,
  unlabelled: Survey,
  run: Run,
  { seed = 42, draws, mostObjects, threads, device, onProgress = () => {}, signal, ...otherWidth }: ShiftOptions = {},
): Promise<SurveyShift> {
  const { task } = run.card;
  if (task.kind !== "labels")
    throw new Fault("task", `run "${run.id}" does not learn classes: name one that learns labels with --run`);
  const model = await readModel(bestPath(run)).catch((error) => {
    throw new Fault("unfinished", `run "${run.id}" is ${run.card.status}: it has no network yet`, { cause: error });
  });
  const pools = await imagesOf(labelled, unlabelled, task.column);
  for (const { survey, images } of [pools.labelled, pools.unlabelled])
    if (images.length < fewest)
      throw new Fault(
        "too-few-examples",
        `${survey} has ${counted(images.length, "image")} to compare: at least ${fewest} are needed`,
      );
  const known = await learntFrom(run);
  for (const pool of [pools.labelled, pools.unlabelled]) Object.assign(pool, unlearnt(pool.images, known, fewest));
  const { ratio, pixels } = await poolWidth(
    { name: labelled.card.name, images: pools.labelled.images },
    { name: unlabelled.card.name, images: pools.unlabelled.images },
    otherWidth,
  );
  const decodedSize = Math.round(model.decodedSize * ratio);
  if (decodedSize < model.imageSize)
    throw new Fault(
      "image-size",
      `the network of run "${run.id}" sees the middle ${Math.round(model.zoom * (pixels?.own ?? 0))} px of pictures of "${labelled.card.name}", and those of "${unlabelled.card.name}" have ${pixels?.pool}: train it with a smaller --zoom`,
    );
  const seen = async ({ survey, images }: Pool, from: number, size: number) =>
    predictImages({ ...model, decodedSize: size }, images, {
      threads,
      device,
      signal,
      onProgress: (done, total) => onProgress(from + (0.2 * done) / total, `looking at ${survey}`),
    });
  const [own, other] = [
    await seen(pools.labelled, 0, model.decodedSize),
    await seen(pools.unlabelled, 0.2, decodedSize),
  ];
  const width = own.representations.length / pools.labelled.images.length;
  const frechet = await poolDistance(own.representations, other.representations, width, {
    seed,
    draws,
    mostObjects,
    signal,
    onProgress: (share) => onProgress(0.4 + 0.5 * share, "distances of draws"),
  });
  if (frechet.null.mean === 0)
    throw new Fault("features", `to the network of run "${run.id}" all objects look the same: train another one`);
  onProgress(0.9, "telling the pools apart");
  const twoSample = twoSampleTest(own.representations, other.representations, width, seed);
  const { answers } = own;
  const ownShares = shares(own.means, answers.length);
  const otherShares = shares(other.means, answers.length);
  const classes = answers.map((name, i) => ({
    name,
    labelled: ownShares[i] as number,
    unlabelled: otherShares[i] as number,
  }));
  const meaning = meaningOf({ frechet, twoSample, classes });
  const compared = ({ images, leftOut, learnt }: Pool) => ({ objects: images.length, leftOut, learnt });
  return {
    labelled: { survey: labelled.card.name, ...compared(pools.labelled) },
    unlabelled: { survey: unlabelled.card.name, ...compared(pools.unlabelled), shared: pools.unlabelled.shared },
    frechet,
    twoSample,
    classes,
    meaning: {
      ...meaning,
      sentences: [
        ...[pools.labelled, pools.unlabelled].flatMap(wordsOf),
        ...(pools.remark === undefined ? [] : [`${pools.remark}.`]),
        ...meaning.sentences,
      ],
    },
  };
}

/** What was done about the images that the network learnt from. */
function wordsOf({ survey, images, leftOut, learnt }: Pool): string[] {
  if (learnt > 0)
    return [
      `Of ${survey} the run held out ${images.length - learnt}, fewer than the ${fewest} that are needed: the ${learnt} that it learnt from are compared too. A network knows those, which alone sets pools apart: the distance is at most what is said.`,
    ];
  return leftOut > 0
    ? [`Of ${survey} the ${images.length} are compared that the run did not learn from; ${leftOut} are left out.`]
    : [];
}

interface Pool extends Unlearnt {
  /** In words. */
  survey: string;
}

const untouched = { leftOut: 0, learnt: 0 };

async function imagesOf(
  labelled: Survey,
  unlabelled: Survey,
  column: string,
): Promise<{ labelled: Pool; unlabelled: Pool & { shared: number }; remark?: string }> {
  const own = await surveyObjects(labelled);
  const labels = await surveyLabelsIfAny(labelled, column);
  const isSame = unlabelled.card.name === labelled.card.name;
  if (isSame && !labels)
    throw new Fault(
      "labels",
      `survey "${labelled.card.name}" has no labels in "${column}": there is nothing to tell its two pools apart by`,
    );
  const withLabel = own.images.filter((_, i) => labels === undefined || labels[i] !== null);
  const name = `survey "${labelled.card.name}"${labels ? `, where "${column}" is known,` : ""}`;
  if (isSame)
    return {
      labelled: { survey: name, images: withLabel, ...untouched },
      unlabelled: {
        survey: `survey "${labelled.card.name}", where "${column}" is not known,`,
        images: own.images.filter((_, i) => labels?.[i] === null),
        ...untouched,
        shared: 0,
      },
    };
  const other = await surveyObjects(unlabelled);
  const { ids: shared, remark } = await sharedSources(labelled, unlabelled);
  return {
    labelled: { survey: name, images: withLabel, ...untouched },
    unlabelled: {
      survey: `survey "${unlabelled.card.name}"`,
      images: other.images.filter((_, i) => !shared.has(other.ids[i] as string)),
      ...untouched,
      shared: shared.size,
    },
    remark,
  };
}

/** Of each class, the share of objects that it is the likeliest of: mean probabilities of an unsure network are all alike. */
export function shares(means: Float32Array, answers: number): number[] {
  const counts = new Array<number>(answers).fill(0);
  const table = { answers, values: means };
  const objects = rowCount(table);
  for (let row = 0; row < objects; row++) {
    const likeliest = largest(rowOf(table, row));
    counts[likeliest] = (counts[likeliest] as number) + 1;
  }
  return counts.map((count) => count / objects);
}
