/**
 * A head on an encoder that we pre-trained on Galaxy Zoo 1 and 2, against the same network trained from scratch, on the
 * rings of ../shared/data: five folds, each tried on what neither saw. `--from RUN --workspace W` takes an encoder that is
 * there already; else one is trained first, for `--minutes` (15) on Galaxy Zoo 1 and as long on 2. `--network` is what it
 * and its rival are (smallResnet).
 */

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { exists } from "../src/exists.ts";
import { prepareRun, startTraining, type TrainingRequest } from "../src/methods/zoobot/startTraining.ts";
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
    json: { type: "boolean" },
  },
});
const { network } = asked;
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
    const encoder = asked.from ?? (await pretrained(workspace));
    const survey = `rings-${Date.now().toString(36)}`;
    await importCatalogue(workspace, survey, catalogue("decals-rings"), { label: { column: "ring", merge: {} } });
    const ways: Record<string, TrainingRequest> = {
      pretrained: { label: "ring", from: encoder, options: { tune: "linear" } },
      scratch: { label: "ring", options: { network, imageSize } },
    };
    const accuracies: Record<string, number[]> = { pretrained: [], scratch: [] };
    for (let fold = 0; fold < folds; fold++) {
      for (const [way, request] of Object.entries(ways)) {
        const accuracy = await onFold(workspace, survey, request, fold);
        accuracies[way]?.push(accuracy);
        talk(`fold ${fold + 1} of ${folds}, ${way}: ${accuracy.toFixed(3)}`);
      }
    }
    const mean = (values: readonly number[] = []) => values.reduce((a, b) => a + b, 0) / values.length;
    const [probe, scratch] = [mean(accuracies.pretrained), mean(accuracies.scratch)];
    result({
      ratio: probe / scratch,
      encoder,
      pretrained: probe,
      scratch,
      points: 100 * (probe - scratch),
      accuracies,
    });
  } finally {
    if (own) await rm(own, { recursive: true, force: true });
  }
}

/** Classes of Galaxy Zoo 1, then the votes of Galaxy Zoo 2. */
async function pretrained(workspace: Workspace): Promise<string> {
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

async function onFold(workspace: Workspace, survey: string, request: TrainingRequest, fold: number): Promise<number> {
  const id = await trained(workspace, survey, request, (examples) => ({
    ...examples,
    splits: splitsOf(examples, fold),
  }));
  return (await openRun(workspace, id)).card.summary?.accuracy ?? Number.NaN;
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
