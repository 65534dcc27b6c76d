/** The training loop: batches in, checkpoints and metrics out; stops and goes on as if it had never stopped. */

import { counted } from "../counted.ts";
import { Fault } from "../fault.ts";
import { uniformNumbers } from "../random.ts";
import { elementCount } from "../tensor/shape.ts";
import { type ChangingProgram, changingProgram } from "./changingProgram.ts";
import { type Position, readLast, writeLast } from "./checkpoint.ts";
import { imageBatches } from "./imageBatches.ts";
import type { Lesson, Plan } from "./lesson.ts";
import { appendMetric, cutMetrics, type Metric } from "./metrics.ts";
import { firstNonFinite, largestNumbers, layerOf, whereItBroke } from "./nonFinite.ts";
import type { Run } from "./run.ts";
import { affordableEpochs, averageDecayAt, learningRateAt } from "./schedule.ts";
import { initialState, type TrainingProgram } from "./trainingProgram.ts";

/** @param planned how many there will be in all, as things stand */
export type OnMetric = (metric: Metric, planned: { epochs: number; steps: number }) => void;

/** Decoded images of at most so many bytes stay in memory: reading them took a fifth of a step from its two cores. */
const largestKept = 256e6;

/** Steps between two lines of metrics. */
const stepsPerLine = 10;

/** @returns whether it came to its end; false when `stop` was aborted, and the run can go on from its checkpoint */
export async function trainingLoop(
  run: Run,
  plan: Plan,
  lesson: Lesson,
  { onMetric, stop }: { onMetric: OnMetric; stop: AbortSignal },
): Promise<boolean> {
  const stored = await readLast(run);
  const state = stored?.state ?? initialState(lesson.parameters(), lesson.recipe);
  const at: Position = stored?.at ?? freshPosition(plan.epochs);
  // Steps whose checkpoint was never written are done again: their lines would be there twice.
  await cutMetrics(run, at.step);
  const program = await changingProgram(lesson, plan, state);
  try {
    return await epochs(run, plan, lesson, program, at, { savedAt: stored?.at.step, onMetric, stop });
  } finally {
    await program.release();
  }
}

function freshPosition(epochs: number): Position {
  return {
    step: 0,
    epochs,
    bestEpoch: 0,
    bestLoss: null,
    bestIsUsable: true,
    seconds: 0,
    firstEpochSeconds: 0,
    lossSum: 0,
    lossCount: 0,
  };
}

async function epochs(
  run: Run,
  plan: Plan,
  lesson: Lesson,
  program: ChangingProgram,
  at: Position,
  {
    savedAt,
    onMetric,
    stop,
  }: {
    /** Step of the checkpoint that stands. */
    savedAt: number | undefined;
    onMetric: OnMetric;
    stop: AbortSignal;
  },
): Promise<boolean> {
  const batchesPerEpoch = Math.max(1, Math.floor(lesson.order(0).length / plan.batchSize));
  let clock = performance.now();
  let checkpointAt = clock;
  const elapse = () => {
    const now = performance.now();
    at.seconds += (now - clock) / 1000;
    clock = now;
  };
  const report = async (metric: Metric) => {
    await appendMetric(run, metric);
    onMetric(metric, { epochs: at.epochs, steps: at.epochs * batchesPerEpoch });
  };
  let kept = savedAt;
  // Nothing of it is written: the checkpoint that stands is the last good one.
  const diverged = (what: string, where = "") => {
    const stands = kept === undefined ? "no checkpoint had been written yet" : `the checkpoint of step ${kept} is kept`;
    const advice = `begin again with a lower --learning-rate (it was ${plan.learningRate})`;
    return new Fault("diverged", `${what}; ${stands}: ${advice}${where}`);
  };
  const sound = () => {
    const state = program.state();
    const broken = firstNonFinite(state.parameters);
    // The step's loss was a number, its gradient none.
    if (broken !== undefined) throw diverged(`${layerOf(broken)} holds no numbers any more after step ${at.step}`);
    return state;
  };
  const isDue = () => stop.aborted || performance.now() - checkpointAt > plan.checkpointSeconds * 1000;
  const save = async () => {
    elapse();
    await writeLast(run, sound(), at);
    kept = at.step;
    checkpointAt = performance.now();
  };

  const batches = batchesFrom(lesson, plan, batchesPerEpoch, at.step);
  const images = lesson.images
    ? imageBatches({
        images: lesson.images,
        size: plan.decodedSize,
        sizeOf: lesson.sizeOf,
        cachePath: lesson.cachePath,
        keptBytes: largestKept,
        batches,
      })
    : withoutPixels(batches);
  let epoch = Math.floor(at.step / batchesPerEpoch);
  try {
    while (epoch < at.epochs) {
      let line = { loss: 0, steps: 0, since: performance.now() };
      let isOver = false;
      await program.begin(epoch, at.step === epoch * batchesPerEpoch);
      while (at.step < (epoch + 1) * batchesPerEpoch) {
        const next = await images.next();
        if (next.done) throw new Error("the batches ended before the epoch");
        const { indices, pixels } = next.value;
        at.step++;
        const learningRate = learningRateAt(at.step, {
          peak: plan.learningRate,
          steps: at.epochs * batchesPerEpoch,
          warmup: Math.min(plan.warmupEpochs ?? 2, at.epochs / 5) * batchesPerEpoch,
        });
        const { loss } = await program.step(
          {
            ...(pixels ? { pixels } : {}),
            ...lesson.inputs(indices, at.step, pixels),
            ...noiseFor(program, plan.seed, at.step),
          },
          { step: at.step, learningRate, averageDecay: averageDecayAt(at.step, plan.averageDecay) },
        );
        if (!Number.isFinite(Number(loss?.[0])))
          throw diverged(
            `the loss became ${loss?.[0]} in step ${at.step}`,
            whereItBroke(program.before(), program.state()),
          );
        at.lossSum += Number(loss?.[0]);
        at.lossCount++;
        line = { ...line, loss: line.loss + Number(loss?.[0]), steps: line.steps + 1 };
        if (line.steps === stepsPerLine || at.step === (epoch + 1) * batchesPerEpoch) {
          elapse();
          const imagesPerSecond = (line.steps * plan.batchSize) / ((performance.now() - line.since) / 1000);
          await report({
            kind: "step",
            step: at.step,
            epoch: epoch + 1,
            loss: line.loss / line.steps,
            learningRate,
            imagesPerSecond,
            seconds: at.seconds,
          });
          line = { loss: 0, steps: 0, since: performance.now() };
        }
        const isLastOfEpoch = at.step === (epoch + 1) * batchesPerEpoch;
        elapse();
        if (plan.maxMinutes !== undefined && at.seconds > plan.maxMinutes * 60 && !isLastOfEpoch) {
          isOver = true;
          break;
        }
        // At the end of an epoch it waits for the validation, so that a resumed run does not miss it.
        if (isDue() && !isLastOfEpoch) {
          await save();
          if (stop.aborted) return false;
        }
      }
      epoch++;
      const { averages } = sound();
      const from = lesson.later?.from ?? 0;
      const isFirstOfLater = at.bestEpoch <= from && epoch > from;
      // The first too: time may be over before the next, and a run that ends has a best model.
      const isTried =
        at.bestEpoch === 0 ||
        isFirstOfLater ||
        isOver ||
        epoch >= at.epochs ||
        epoch % (lesson.validateEach ?? 1) === 0;
      const validation = (isTried ? await lesson.validate(averages) : undefined) ?? {};
      // Weights that are numbers can be too large to reckon with.
      if (validation.loss !== undefined && !Number.isFinite(validation.loss))
        throw diverged(`the validation loss became ${validation.loss} after step ${at.step}`, largestNumbers(averages));
      elapse();
      if (epoch === 1) at.firstEpochSeconds = at.seconds;
      await report({
        kind: "epoch",
        step: at.step,
        epoch,
        loss: at.lossSum / at.lossCount,
        validation,
        seconds: at.seconds,
      });
      at.lossSum = 0;
      at.lossCount = 0;
      const isUsable = validation.loss === undefined || (lesson.isUsable?.(validation) ?? true);
      const isBetter =
        validation.loss === undefined ||
        at.bestLoss === null ||
        (isUsable === at.bestIsUsable ? validation.loss < at.bestLoss : isUsable);
      // What was best before the recipe changed was never trained for what it is chosen by.
      if (isTried && (isFirstOfLater || isBetter)) {
        at.bestLoss = validation.loss ?? null;
        at.bestEpoch = epoch;
        at.bestIsUsable = isUsable;
        await lesson.keepBest(averages);
      }
      if (isOver) {
        await report({
          kind: "note",
          step: at.step,
          text: `the ${counted(plan.maxMinutes ?? 0, "minute")} ${plan.maxMinutes === 1 ? "was" : "were"} over in epoch ${epoch}: ended`,
        });
        // Resumed, it begins with an epoch that is not to be done.
        at.epochs = epoch - 1;
      } else if (epoch > from && epoch - at.bestEpoch >= plan.patience) {
        await report({
          kind: "note",
          step: at.step,
          text: `no better validation loss for ${counted(plan.patience, "epoch")}: ended`,
        });
        at.epochs = epoch;
      } else if (plan.maxMinutes !== undefined) {
        // In its first half the plan may grow back, should the machine have had other work at first.
        const most = epoch <= at.epochs / 2 ? plan.epochs : at.epochs;
        const affordable = affordableEpochs(most, epoch, { ...at, allowedSeconds: plan.maxMinutes * 60 });
        if (affordable !== at.epochs) {
          const text = `${affordable} of ${counted(plan.epochs, "epoch")} fit into ${counted(plan.maxMinutes, "minute")}`;
          at.epochs = affordable;
          await report({ kind: "note", step: at.step, text });
        }
      }
      // An epoch may be a second long, and a checkpoint half of one.
      if (isDue() || epoch >= at.epochs) await save();
      if (stop.aborted) return epoch >= at.epochs;
    }
    return true;
  } finally {
    await images.return(undefined);
  }
}

async function* withoutPixels(
  batches: Iterable<readonly number[]>,
): AsyncGenerator<{ indices: readonly number[]; pixels?: undefined }, undefined> {
  for (const indices of batches) yield { indices };
}

/** Every batch of the training from `step` on: endless, the loop knows when to end. */
function* batchesFrom(
  lesson: Lesson,
  { batchSize }: Plan,
  batchesPerEpoch: number,
  step: number,
): Generator<readonly number[]> {
  let skip = step % batchesPerEpoch;
  for (let epoch = Math.floor(step / batchesPerEpoch); ; epoch++) {
    const order = lesson.order(epoch);
    for (let batch = skip; batch < batchesPerEpoch; batch++) {
      const indices = order.slice(batch * batchSize, (batch + 1) * batchSize);
      // Fewer examples than a batch holds: they come again.
      yield Array.from({ length: batchSize }, (_, i) => indices[i % indices.length] ?? 0);
    }
    skip = 0;
  }
}

function noiseFor(program: TrainingProgram, seed: number, step: number): Record<string, Float32Array> {
  return Object.fromEntries(
    program.noise.map((name) => {
      const shape = program.batchInputs[name]?.shape ?? [];
      return [name, uniformNumbers(elementCount(shape), seed, name, step)];
    }),
  );
}
