/** A network's doubt beside people's, where people's is known: simulated radio galaxies that many simulated experts have classed. */

import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { readModel } from "../methods/zoobot/model.ts";
import { predictImages } from "../methods/zoobot/predict.ts";
import { bestPath } from "../methods/zoobot/runFiles.ts";
import { randomStream, shuffled } from "../random.ts";
import { simulateRadio } from "../sky/simulateRadio.ts";
import type { Workspace } from "../survey/workspace.ts";
import { type Examples, indicesOf } from "../training/examples.ts";
import { openRun } from "../training/run.ts";
import { trainedRun, type Work } from "./bayesianRuns.ts";
import { type Claim, isAbove, meanInterval } from "./claims.ts";
import { classes } from "./mirabest.ts";
import { rankCorrelation } from "./rankTests.ts";

const experts = 30;
const pixels = 150;

/** Of one seed's test sources. */
export interface Doubt {
  entropy: number[];
  mutual: number[];
  /** Share of the experts who do not say what most of them do. */
  disagreement: number[];
  /** How often the network says what most experts do. */
  accuracy: number;
}

interface Judged {
  id: string;
  image: string;
  class: string;
  disagreement: number;
}

/**
 * Trains on what most experts say of 65 % of the sources, whatever their disagreement, and looks at 25 %.
 * @param work as for MiraBest; its examples and sources are not looked at
 */
export async function doubtOf(work: Work, sources: number, signal: AbortSignal): Promise<Doubt> {
  const judged = await judgedSources(work.workspace, sources, signal);
  const examples = splitExamples(judged, work.seed);
  const data = `simulated-radio-${sources}`;
  const own: Work = { ...work, survey: data, examples, data };
  const id = await trainedRun(own, "doubt", { prior: "laplace", temperature: 0.01 });
  return work.steps.done("tried-doubt", { id, draws: work.draws }, async () => {
    work.report("looking at simulated sources");
    const model = await readModel(bestPath(await openRun(work.workspace, id)));
    const test = indicesOf(examples, "test");
    const { means, doubts } = await predictImages(
      model,
      test.map((index) => examples.images[index] as string),
      { draws: work.draws },
    );
    const right = test.filter(
      (index, i) => examples.targets[index]?.[(means[2 * i + 1] as number) > 0.5 ? 1 : 0] === 1,
    );
    const plain = (values: Float32Array | undefined) =>
      Array.from(values ?? [], (value) => Number(value.toPrecision(6)));
    return {
      entropy: plain(doubts?.predictive_entropy),
      mutual: plain(doubts?.mutual_information),
      disagreement: test.map((index) => (judged[index] as Judged).disagreement),
      accuracy: right.length / test.length,
    };
  });
}

/** Simulated once: every seed parts the same sources anew. */
async function judgedSources(workspace: Workspace, count: number, signal: AbortSignal): Promise<Judged[]> {
  const folder = join(workspace.path, "simulated", `bayesian-radio-${count}`);
  const { catalogue } = await simulateRadio({
    domain: "source",
    mix: "mirabest",
    count,
    seed: 1,
    size: pixels,
    experts,
    folder,
    signal,
  });
  const [head = "", ...rows] = (await readFile(catalogue, "utf8")).trimEnd().split("\n");
  const [id, file, name, disagreement] = ["id_str", "file_loc", "fr_class", "expert_disagreement"].map((column) =>
    head.split(",").indexOf(column),
  ) as [number, number, number, number];
  return rows.flatMap((row) => {
    const cells = row.split(",");
    if (!classes.includes(cells[name] ?? "")) return [];
    return [
      {
        id: cells[id] ?? "",
        image: resolve(folder, cells[file] ?? ""),
        class: cells[name] ?? "",
        disagreement: Number(cells[disagreement]),
      },
    ];
  });
}

function splitExamples(judged: readonly Judged[], seed: number): Examples {
  const splits = new Array<Examples["splits"][number]>(judged.length).fill("train");
  shuffled(judged.length, randomStream(seed, "doubt")).forEach((at, place) => {
    if (place < 0.35 * judged.length) splits[at] = place < 0.25 * judged.length ? "test" : "validation";
  });
  return {
    ids: judged.map(({ id }) => id),
    images: judged.map(({ image }) => image),
    splits,
    targets: judged.map((source) => classes.map((name) => (name === source.class ? 1 : 0))),
  };
}

export function doubtClaims(doubts: readonly Doubt[]): Claim[] {
  const accuracy = meanInterval(doubts.map((each) => each.accuracy)).mean;
  const count = doubts[0]?.disagreement.length ?? 0;
  return (["mutual", "entropy"] as const).map((measure) => {
    const { mean, interval } = meanInterval(doubts.map((each) => rankCorrelation(each[measure], each.disagreement)));
    return {
      claim: `simulated: ${measure === "mutual" ? "posterior spread (mutual information)" : "predictive entropy"} goes with experts' disagreement (rank correlation over 0.4)`,
      paper: "correlated with human uncertainty",
      ours: mean,
      interval,
      verdict: isAbove(interval, 0.4),
      note: `Spearman's over ${count} simulated test sources a seed, each classed by ${experts} simulated experts; trained on what most of them say, with which the network agrees in ${(100 * accuracy).toFixed(1)} %`,
    };
  });
}
