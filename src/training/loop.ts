/** The training loop: batches in, checkpoints and metrics out; stops and goes on as if it had never stopped. */

import { counted } from "../counted.ts";
import { Fault } from "../fault.ts";
import type { Parameters } from "../nn/parameters.ts";
import { uniformNumbers } from "../random.ts";
import type { Device } from "../tensor/device.ts";
import type { TypedArray } from "../tensor/shape.ts";
import { elementCount } from "../tensor/shape.ts";
import { type Position, readLast, writeLast } from "./checkpoint.ts";
import { imageBatches } from "./imageBatches.ts";
import { appendMetric, cutMetrics, type Metric } from "./metrics.ts";
import { firstNonFinite, layerOf, whereItBroke } from "./nonFinite.ts";
import type { Run } from "./run.ts";
import { affordableEpochs, averageDecayAt, learningRateAt } from "./schedule.ts";
import {
  compileTraining,
  initialState,
  type Recipe,
  type TrainingProgram,
  type TrainingState,
} from "./trainingProgram.ts";

export interface Plan {
  seed: number;
  epochs: number;
  batchSize: number;
  /** At the top of its schedule. */
  learningRate: number;
  averageDecay: number;
  /** In which the learning rate rises: 2 if left out, and a fifth of all at most. */
  warmupEpochs?: number;
  /** Wall clock of all sittings; fewer epochs are done where they would not fit. */
  maxMinutes?: number;
  /** Epochs without a better validation loss after which to end. */
  patience: number;
  threads: number;
  device: Device;
  /** Side of the images as decoded. */
  decodedSize: number;
  /** At least this long between two checkpoints. */
  checkpointSeconds: number;
}

export interface Lesson {
  recipe: Recipe;
  /**
   * The recipe from this epoch on, counted from 0, where it changes: of the same parameters, for the same batches. Once it
   * began, the best epoch is one of its own, and no lack of patience ends a run before.
   */
  later?: {
    from: number;
    recipe: Recipe;
    /** New values of parameters with which it begins, from those that were reached. */
    enter?: (parameters: Parameters) => Promise<Parameters>;
  };
  /** Paths. Without them a step gets no pixels: then `inputs` hands in what there is to see. */
  images?: readonly string[];
  /** See `imageBatches`: the middle is seen, of `decodedSize`. */
  sizeOf?: (index: number) => number;
  cachePath: string;
  /** Starting values, where there is no checkpoint. */
  parameters: () => Parameters;
  /** Indices of one epoch's images, in order. */
  order: (epoch: number) => readonly number[];
  /**
   * Inputs of the step besides pixels and noise.
   * @param pixels of the batch where there are images, [batch, decodedSize, decodedSize, 3]: for those who draw views outside the program
   */
  inputs: (indices: readonly number[], step: number, pixels?: Uint8Array) => Record<string, TypedArray>;
  /** Metrics of the averaged parameters, `loss` among them; undefined where there is nothing to validate with. */
  validate: (parameters: Parameters) => Promise<Record<string, number> | undefined>;
  /** Epochs from one validation to the next; there is one after the first and the last too. 1 if left out. */
  validateEach?: number;
  /** Keeps the parameters that did best so far. */
  keepBest: (parameters: Parameters) => Promise<void>;
}

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
    return await epochs(run, plan, lesson, program, at, { onMetric, stop });
  } finally {
    await program.release();
  }
}

interface ChangingProgram extends TrainingProgram {
  /** Makes ready what this epoch, counted from 0, is trained with. @param isFirstStep not where it goes on within it */
  begin(epoch: number, isFirstStep: boolean): Promise<void>;
}

/** Compiles when a recipe's first epoch comes, and hands the arrays on from one program to the next. */
async function changingProgram(
  { recipe, later }: Lesson,
  { threads, device }: Plan,
  state: TrainingState,
): Promise<ChangingProgram> {
  const recipeOf = (epoch: number) => (later && epoch >= later.from ? later.recipe : recipe);
  let current: { of: Recipe; program: TrainingProgram } | undefined;
  const needed = () => {
    if (!current) throw new Error("a program is made ready before it is used");
    return current.program;
  };
  return {
    async begin(epoch, isFirstStep) {
      const of = recipeOf(epoch);
      if (current?.of === of) return;
      const before = current?.program.state() ?? state;
      if (later?.enter && epoch === later.from && isFirstStep) {
        const changed = await later.enter(before.averages);
        for (const kind of ["parameters", "averages"] as const) before[kind] = { ...before[kind], ...changed };
      }
      await current?.program.release();
      current = { of, program: await compileTraining(of, before, { threads, device }) };
    },
    get batchInputs() {
      return needed().batchInputs;
    },
    get noise() {
      return needed().noise;
    },
    step: (batch, rates) => needed().step(batch, rates),
    state: () => current?.program.state() ?? state,
    before: () => needed().before(),
    release: async () => current?.program.release(),
  };
}

function freshPosition(epochs: number): Position {
  return {
    step: 0,
    epochs,
    bestEpoch: 0,
    bestLoss: null,
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
  { onMetric, stop }: { onMetric: OnMetric; stop: AbortSignal },
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
  const sound = () => {
    const state = program.state();
    const broken = firstNonFinite(state.parameters);
    // The step's loss was a number, its gradient none: the checkpoint that stands is the last good one.
    if (broken !== undefined)
      throw new Fault(
        "diverged",
        `${layerOf(broken)} holds no numbers any more after step ${at.step}: the last checkpoint is kept. Begin again with a lower --learning-rate (it was ${plan.learningRate})`,
      );
    return state;
  };
  const isDue = () => stop.aborted || performance.now() - checkpointAt > plan.checkpointSeconds * 1000;
  const save = async () => {
    elapse();
    await writeLast(run, sound(), at);
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
          throw new Fault(
            "diverged",
            `the loss became ${loss?.[0]} in step ${at.step}: begin again with a lower --learning-rate (it was ${plan.learningRate})${whereItBroke(program.before(), program.state())}`,
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
      const isBetter = validation.loss === undefined || at.bestLoss === null || validation.loss < at.bestLoss;
      // What was best before the recipe changed was never trained for what it is chosen by.
      if (isTried && (isFirstOfLater || isBetter)) {
        at.bestLoss = validation.loss ?? null;
        at.bestEpoch = epoch;
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
