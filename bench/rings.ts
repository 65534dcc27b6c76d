/**
 * A head on an encoder that we pre-trained on Galaxy Zoo 1 and 2, against the same network trained from scratch, on the
 * rings of ../shared/data: five folds, each tried on what neither saw. `--from RUN --workspace W` takes an encoder that is
 * there already; else one is trained first, for `--minutes` (15) on Galaxy Zoo 1 and as long on 2. `--network` is what it
 * and its rival are (smallResnet). `--labels 100` gives either so many rings and others of what it may learn from, and adds the
 * probe of `almagest teach` on the same ones.
 */

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { exists } from "../src/exists.ts";
import { probabilities } from "../src/explore/teach/logisticRegression.ts";
import { teachProbe } from "../src/explore/teach/probe.ts";
import { type TeachingSpace, teachingSpace } from "../src/explore/teach/teach.ts";
import { prepareRun, startTraining, type TrainingRequest } from "../src/methods/zoobot/startTraining.ts";
import { embedSurveyWith } from "../src/methods/zoobot/surveyPredictions.ts";
import { randomStream, shuffled } from "../src/random.ts";
import { importCatalogue } from "../src/survey/importCatalogue.ts";
import { openSurvey } from "../src/survey/survey.ts";
import { openWorkspace, type Workspace } from "../src/survey/workspace.ts";
import { type Examples, readExamples, writeExamples } from "../src/training/examples.ts";
import { openRun } from "../src/training/run.ts";
import { result, talk } from "./peer.ts";

const { values: asked } = parseArgs({
  options: {
    from: { type: "string" },
    workspace: { type: "string" },
    network: { type: "string", default: "smallResnet" },
    minutes: { type: "string", default: "15" },
    labels: { type: "string" },
    json: { type: "boolean" },
  },
});
const { network } = asked;
const labels = asked.labels === undefined ? Number.POSITIVE_INFINITY : Number(asked.labels);
const imageSize = 64;
const folds = 5;
const data = new URL("../../../shared/data/", import.meta.url).pathname;
const catalogue = (set: string) => join(data, set, "catalog.csv");

if (await exists(catalogue("decals-rings"))) await measured();
else result({ ratio: null, skipped: `${catalogue("decals-rings")} does not exist` });

async function measured(): Promise<void> {
  const own = asked.workspace === undefined ? await mkdtemp(join(tmpdir(), "almagest-rings-")) : undefined;
  const workspace = await openWorkspace(own ?? asked.workspace, { create: true });
  try {
    const encoder = asked.from ?? (await pretrainedEncoder(workspace));
    const survey = `rings-${Date.now().toString(36)}`;
    await importCatalogue(workspace, survey, catalogue("decals-rings"), { label: { column: "ring", merge: {} } });
    const ways: Record<string, TrainingRequest> = {
      pretrained: { label: "ring", from: encoder, options: { tune: "linear" } },
      scratch: { label: "ring", options: { network, imageSize } },
    };
    const accuracies: Record<string, number[]> = { pretrained: [], scratch: [], probe: [] };
    const opened = await openSurvey(workspace, survey);
    await embedSurveyWith(opened, encoder, { threads: 2 });
    const space = await teachingSpace(await openSurvey(workspace, survey), encoder);
    for (let fold = 0; fold < folds; fold++) {
      for (const [way, request] of Object.entries(ways)) {
        const { accuracy, examples } = await onFold(workspace, survey, request, fold);
        accuracies[way]?.push(accuracy);
        talk(`fold ${fold + 1} of ${folds}, ${way}: ${accuracy.toFixed(3)}`);
        if (way !== "pretrained") continue;
        const taught = probeAccuracy(space, examples);
        accuracies.probe?.push(taught);
        talk(`fold ${fold + 1} of ${folds}, probe: ${taught.toFixed(3)}`);
      }
    }
    const mean = (values: readonly number[] = []) => values.reduce((a, b) => a + b, 0) / values.length;
    const [pretrained, scratch, probe] = [
      mean(accuracies.pretrained),
      mean(accuracies.scratch),
      mean(accuracies.probe),
    ];
    result({
      ratio: pretrained / scratch,
      encoder,
      labels: Number.isFinite(labels) ? labels : "all",
      pretrained,
      probe,
      scratch,
      points: 100 * (pretrained - scratch),
      accuracies,
    });
  } finally {
    if (own) await rm(own, { recursive: true, force: true });
  }
}

/** Classes of Galaxy Zoo 1, then the votes of Galaxy Zoo 2. */
async function pretrainedEncoder(workspace: Workspace): Promise<string> {
  await importCatalogue(workspace, "gz1", catalogue("galaxy-zoo-1"), {
    label: { column: "class", merge: { spiral: ["clockwise_spiral", "anticlockwise_spiral"] } },
  });
  await importCatalogue(workspace, "gz2", catalogue("galaxy-zoo-2"), {});
  const options = { imageSize, maxMinutes: Number(asked.minutes) };
  talk(`training ${network} on Galaxy Zoo 1, ${asked.minutes} minutes`);
  const classes = await trained(workspace, "gz1", { label: "class", options: { ...options, network } });
  talk(`training on the votes of Galaxy Zoo 2, ${asked.minutes} minutes`);
  return trained(workspace, "gz2", { votes: "gz2", from: classes, options });
}

async function trained(
  workspace: Workspace,
  survey: string,
  request: TrainingRequest,
  pin: (examples: Examples) => Examples = (examples) => examples,
): Promise<string> {
  const run = await prepareRun(await openSurvey(workspace, survey), request);
  await writeExamples(run, pin(await readExamples(run)));
  await startTraining(workspace, run, () => {}).done;
  return run.id;
}

async function onFold(
  workspace: Workspace,
  survey: string,
  request: TrainingRequest,
  fold: number,
): Promise<{ accuracy: number; examples: Examples }> {
  const id = await trained(workspace, survey, request, (examples) =>
    withLabels({ ...examples, splits: splitsOf(examples, fold) }, fold),
  );
  const run = await openRun(workspace, id);
  return { accuracy: run.card.summary?.accuracy ?? Number.NaN, examples: await readExamples(run) };
}

/** As many labels as are asked for, half of either class, to learn from and to validate with; all that are held out. */
function withLabels(all: Examples, fold: number): Examples {
  const kept = all.splits.flatMap((split, i) => (split === "test" ? [i] : []));
  for (const which of [0, 1]) {
    const members = all.splits.flatMap((split, i) => (split !== "test" && all.targets[i]?.[which] === 1 ? [i] : []));
    const order = shuffled(members.length, randomStream(1, `labels ${which}`, fold));
    kept.push(...[...order.slice(0, labels / 2)].map((place) => members[place] as number));
  }
  const part = <T>(list: readonly T[]) => kept.sort((a, b) => a - b).map((i) => list[i] as T);
  return { ids: part(all.ids), images: part(all.images), splits: part(all.splits), targets: part(all.targets) };
}

/** Of the probe that `almagest teach` fits, taught by all that are not held out. */
function probeAccuracy({ ids, values, width }: TeachingSpace, { ids: used, splits, targets }: Examples): number {
  const rows = new Map(ids.map((id, row) => [id, row]));
  const pointsOf = (which: readonly number[]) => {
    const points = new Float64Array(which.length * width);
    which.forEach((i, at) => {
      const row = rows.get(used[i] as string) as number;
      points.set(values.subarray(row * width, (row + 1) * width), at * width);
    });
    return points;
  };
  const split = (isTest: boolean) => splits.flatMap((each, i) => ((each === "test") === isTest ? [i] : []));
  const [taught, held] = [split(false), split(true)];
  const isFirst = (i: number) => Number(targets[i]?.[0] === 1);
  const { model } = teachProbe({ points: pointsOf(taught), width, targets: Uint8Array.from(taught, isFirst) });
  const chances = probabilities(model, pointsOf(held));
  return held.filter((i, at) => Number((chances[at] as number) > 0.5) === isFirst(i)).length / held.length;
}

/** A fifth of either class to test with, a tenth of the rest to validate with. */
function splitsOf({ targets }: Examples, fold: number): Examples["splits"] {
  const splits: Examples["splits"] = targets.map(() => "train");
  for (const which of [0, 1]) {
    const members = targets.flatMap((row, i) => (row[which] === 1 ? [i] : []));
    shuffled(members.length, randomStream(1, `folds ${which}`)).forEach((place, i) => {
      const index = members[place] as number;
      if (i % folds === fold) splits[index] = "test";
      else if (Math.floor(i / folds) % 10 === 0) splits[index] = "validation";
    });
  }
  return splits;
}
