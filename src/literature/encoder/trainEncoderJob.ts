/** The process that trains a text encoder: see `trainEncoder`. */

import { openWorkspace } from "../../survey/workspace.ts";
import { runAsJob } from "../../training/job.ts";
import { needLibrary, scanPapers } from "../libraryTable.ts";
import { writeBag } from "./bagFile.ts";
import { trainBag, usualEpochs } from "./trainBag.ts";
import type { EncoderTraining, TrainingProgress } from "./trainEncoder.ts";

runAsJob<EncoderTraining>(async ({ workspacePath, name, path, seed, epochs = usualEpochs }, send, signal) => {
  const texts: { title: string; abstract: string }[] = [];
  for await (const batch of scanPapers(await needLibrary(await openWorkspace(workspacePath))))
    for (const { paper } of batch) texts.push({ title: paper.title, abstract: paper.abstract });
  // By text, so that the order in which papers were imported does not matter.
  texts.sort((a, b) => (a.title + a.abstract < b.title + b.abstract ? -1 : 1));
  const onStep = (step: number, steps: number, loss: number) => send({ step, steps, loss } satisfies TrainingProgress);
  const bag = await trainBag(texts, { seed, epochs, onStep, signal });
  await writeBag(path, name, bag, { papers: String(texts.length), seed: String(seed), epochs: String(epochs) });
});
