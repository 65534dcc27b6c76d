/** A network's doubt beside people's, where people's is known: simulated radio galaxies that many simulated experts have classed. */

import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { exists } from "../exists.ts";
import { meanInterval } from "../explore/meanInterval.ts";
import { readModel } from "../methods/zoobot/model.ts";
import { predictImages } from "../methods/zoobot/predict.ts";
import { bestPath } from "../methods/zoobot/runFiles.ts";
import { randomStream, shuffled } from "../random.ts";
import { simulateRadio } from "../sky/simulateRadio.ts";
import type { Workspace } from "../survey/workspace.ts";
import { type Examples, indicesOf } from "../training/examples.ts";
import { openRun } from "../training/run.ts";
import { trainedRun, type Work } from "./bayesianRuns.ts";
import { type Claim, isAbove } from "./claims.ts";
import { classes } from "./mirabest.ts";
import { rankCorrelation } from "./rankTests.ts";

const experts = 30;
const pixels = 150;

/** Middle 115 arcseconds pixel for pixel at small scale: most sources people disagree about are small. */
const zoomFor = (imageSize: number) => Math.min(1, imageSize / pixels);

/** What is learnt: what most experts say, or every expert's vote. */
export const lessons = ["majority", "votes"] as const;
export type Lesson = (typeof lessons)[number];

/** Of one seed's test sources. */
export interface Doubt {
  lesson: Lesson;
  entropy: number[];
  mutual: number[];
  /** Share of the experts who do not say what most of them do. */
  disagreement: number[];
  /** How often the network says what most experts do. */
  accuracy: number;
}

export interface Judged {
  id: string;
  image: string;
  class: string;
  /** Experts who say either class. */
  votes: number[];
  disagreement: number;
}

/**
 * Trains on 65 % of the sources, whatever the experts' disagreement, and looks at 25 %.
 * @param work as for MiraBest; its examples and sources are not looked at
 */
export async function doubtOf(work: Work, lesson: Lesson, { judged, count }: JudgedSources): Promise<Doubt> {
  const examples = splitExamples(judged, lesson, work.seed);
  const data = `simulated-radio-${count}`;
  const base = { ...work.base, zoom: zoomFor(work.base.imageSize ?? pixels) };
  const own: Work = { ...work, base, survey: data, examples, data: `${data}-2-${lesson}` };
  const id = await trainedRun(own, `doubt-${lesson}`, { prior: "laplace", temperature: 0.01 });
  return work.steps.done(`tried-doubt-${lesson}`, { id, draws: work.draws }, async () => {
    work.report("looking at simulated sources");
    const model = await readModel(bestPath(await openRun(work.workspace, id)));
    const test = indicesOf(examples, "test");
    const { means, doubts } = await predictImages(
      model,
      test.map((index) => examples.images[index] as string),
      { draws: work.draws, threads: 1 },
    );
    const right = test.filter(
      (index, i) => classes[(means[2 * i + 1] as number) > 0.5 ? 1 : 0] === judged[index]?.class,
    );
    const plain = (values: Float32Array | undefined) =>
      Array.from(values ?? [], (value) => Number(value.toPrecision(6)));
    return {
      lesson,
      entropy: plain(doubts?.predictive_entropy),
      mutual: plain(doubts?.mutual_information),
      disagreement: test.map((index) => (judged[index] as Judged).disagreement),
      accuracy: right.length / test.length,
    };
  });
}

export interface JudgedSources {
  /** Those whose class is one of the two. */
  judged: Judged[];
  /** Simulated. */
  count: number;
}

/** Simulated once: every seed parts the same sources anew. */
export async function judgedSources(workspace: Workspace, count: number, signal: AbortSignal): Promise<JudgedSources> {
  const folder = join(workspace.path, "simulated", `bayesian-radio-${count}`);
  const catalogue = join(folder, "catalog.csv");
  // It is written when all else is there.
  if (!(await exists(catalogue)))
    await simulateRadio({ domain: "source", mix: "mirabest", count, seed: 1, size: pixels, experts, folder, signal });
  const [head = "", ...rows] = (await readFile(catalogue, "utf8")).trimEnd().split("\n");
  const columns = [
    "id_str",
    "file_loc",
    "fr_class",
    "expert_disagreement",
    "fanaroff-riley_fri",
    "fanaroff-riley_frii",
  ];
  const places = columns.map((column) => head.split(",").indexOf(column));
  const [id, file, name, disagreement, fri, frii] = places as [number, number, number, number, number, number];
  const judged = rows.flatMap((row): Judged[] => {
    const cells = row.split(",");
    if (!classes.includes(cells[name] ?? "")) return [];
    return [
      {
        id: cells[id] ?? "",
        image: resolve(folder, cells[file] ?? ""),
        class: cells[name] ?? "",
        votes: [Number(cells[fri]), Number(cells[frii])],
        disagreement: Number(cells[disagreement]),
      },
    ];
  });
  return { judged, count };
}

function splitExamples(judged: readonly Judged[], lesson: Lesson, seed: number): Examples {
  const splits = new Array<Examples["splits"][number]>(judged.length).fill("train");
  shuffled(judged.length, randomStream(seed, "doubt")).forEach((at, place) => {
    if (place < 0.35 * judged.length) splits[at] = place < 0.25 * judged.length ? "test" : "validation";
  });
  return {
    ids: judged.map(({ id }) => id),
    images: judged.map(({ image }) => image),
    splits,
    targets: judged.map(({ class: most, votes }) => {
      const all = votes.reduce((a, b) => a + b, 0);
      return lesson === "votes" ? votes.map((each) => each / all) : classes.map((name) => (name === most ? 1 : 0));
    }),
  };
}

export function doubtClaims(all: readonly Doubt[]): Claim[] {
  return lessons.flatMap((lesson) => {
    const doubts = all.filter((each) => each.lesson === lesson);
    if (doubts.length === 0) return [];
    const accuracy = meanInterval(doubts.map((each) => each.accuracy)).mean;
    const count = doubts[0]?.disagreement.length ?? 0;
    const learnt = lesson === "votes" ? "every expert's vote" : "what most experts say";
    return (["mutual", "entropy"] as const).map((measure): Claim => {
      const { mean, interval } = meanInterval(doubts.map((each) => rankCorrelation(each[measure], each.disagreement)));
      return {
        claim: `simulated, learnt from ${learnt}: ${measure === "mutual" ? "posterior spread (mutual information)" : "predictive entropy"} goes with experts' disagreement (rank correlation over 0.4)`,
        paper: "correlated with human uncertainty",
        ours: mean,
        interval,
        verdict: isAbove(interval, 0.4),
        note: `Spearman's over ${count} simulated test sources a seed, each classed by ${experts} simulated experts; the network says what most of them say of ${(100 * accuracy).toFixed(1)} %`,
      };
    });
  });
}
