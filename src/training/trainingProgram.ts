/** A training step as one program: batch, parameters and optimiser state in; loss, new parameters and state out. */

import { clippedByNorm, type Optimiser } from "../nn/optimiser.ts";
import { asInputs, isBuffer, type ParameterArray, type Parameters, type ParameterTensors } from "../nn/parameters.ts";
import { type Training, training } from "../nn/phase.ts";
import { grad } from "../tensor/gradient.ts";
import { add, mul, sub } from "../tensor/operators/elementwise.ts";
import { compile } from "../tensor/program.ts";
import { elementCount, type TypedArray } from "../tensor/shape.ts";
import { input, type Tensor } from "../tensor/tensor.ts";

export interface TrainingProgram {
  /** Shapes of the inputs that each step needs besides those kept here; noise is among them. */
  readonly batchInputs: Readonly<Record<string, Tensor>>;
  /** Names of `batchInputs` to be filled with uniform numbers in [0, 1). */
  readonly noise: readonly string[];
  /** @returns the loss and whatever else the loss function reports */
  step(batch: Readonly<Record<string, TypedArray>>, rates: Rates): Promise<Record<string, TypedArray>>;
  /** Arrays that the next step will overwrite: write them out, do not keep them. */
  state(): TrainingState;
  release(): Promise<void>;
}

export interface Rates {
  /** Counted from 1. */
  step: number;
  learningRate: number;
  /** Share of the old value in the running average of the parameters. */
  averageDecay: number;
}

export interface TrainingState {
  parameters: Record<string, ParameterArray>;
  optimiser: Record<string, ParameterArray>;
  /** Running averages of the parameters, which predict better than the last ones (Polyak & Juditsky 1992). */
  averages: Record<string, ParameterArray>;
}

export interface Recipe {
  optimiser: Optimiser;
  /** Largest norm of all gradients together. */
  clip?: number;
  /** Parameters that stay as they are. */
  isFrozen?: (name: string) => boolean;
  /** @returns a scalar to make small, and tensors to report */
  loss: (parameters: ParameterTensors, phase: Training) => { loss: Tensor; report?: Record<string, Tensor> };
}

export function initialState(parameters: Parameters, { optimiser, isFrozen = () => false }: Recipe): TrainingState {
  return {
    parameters: copied(parameters),
    optimiser: copied(optimiser.init(trainable(parameters, isFrozen))),
    averages: copied(parameters),
  };
}

function trainable<T>(parameters: Readonly<Record<string, T>>, isFrozen: (name: string) => boolean): Record<string, T> {
  const entries = Object.entries(parameters).filter(([name]) => !isBuffer(name) && !isFrozen(name));
  return Object.fromEntries(entries);
}

export async function compileTraining(
  recipe: Recipe,
  state: TrainingState,
  { threads }: { threads: number },
): Promise<TrainingProgram> {
  const { isFrozen = () => false } = recipe;
  const parameters = asInputs(state.parameters);
  const optimiserState = asInputs(state.optimiser);
  const averages = Object.fromEntries(
    Object.entries(state.averages).map(([name, { shape }]) => [name, input(`average/${name}`, shape)]),
  );
  const [step, learningRate, decay] = [input("step", []), input("learningRate", []), input("averageDecay", [])];

  const phase = training();
  const { loss, report = {} } = recipe.loss(parameters, phase);
  const moving = trainable(parameters, isFrozen);
  const gradients = grad(loss, moving);
  const clipped = recipe.clip === undefined ? gradients : clippedByNorm(gradients, recipe.clip);
  const updated = recipe.optimiser.update(moving, clipped, optimiserState, learningRate, step);
  const next: Record<string, Tensor> = { ...parameters, ...phase.updates, ...updated.parameters };
  const outputs: Record<string, Tensor> = { loss, ...report };
  for (const [name, tensor] of Object.entries(next)) {
    outputs[`next/${name}`] = tensor;
    const average = averages[name];
    if (average) outputs[`next/average/${name}`] = add(mul(average, decay), mul(tensor, sub(1, decay)));
  }
  for (const [name, tensor] of Object.entries(updated.state)) outputs[`next/${name}`] = tensor;

  const program = await compile(outputs, { threads });
  let current = flat(state);
  let spare = flat({
    parameters: emptied(state.parameters),
    optimiser: emptied(state.optimiser),
    averages: emptied(state.averages),
  });
  const own = new Set([...Object.keys(current), "step", "learningRate", "averageDecay"]);
  const batchInputs = Object.fromEntries(Object.entries(program.inputs).filter(([name]) => !own.has(name)));
  const scalars = {
    step: new Float32Array(1),
    learningRate: new Float32Array(1),
    averageDecay: new Float32Array(1),
  };
  const reported = Object.fromEntries(
    Object.entries({ loss, ...report }).map(([name, { shape }]) => [name, new Float32Array(elementCount(shape))]),
  );
  return {
    batchInputs,
    noise: Object.keys(phase.noise).filter((name) => name in batchInputs),
    async step(batch, rates) {
      scalars.step[0] = rates.step;
      scalars.learningRate[0] = rates.learningRate;
      scalars.averageDecay[0] = rates.averageDecay;
      const into: Record<string, TypedArray> = { ...reported };
      for (const [name, array] of Object.entries(spare)) into[`next/${name}`] = array;
      await program.run({ ...batch, ...current, ...scalars }, into);
      [current, spare] = [spare, current];
      return reported;
    },
    state: () => unflattened(state, current),
    release: () => program.release(),
  };
}

/** All arrays of a state under the names they have in the program. */
function flat({ parameters, optimiser, averages }: TrainingState): Record<string, Float32Array> {
  const arrays: Record<string, Float32Array> = {};
  for (const [name, { data }] of Object.entries(parameters)) arrays[name] = data;
  for (const [name, { data }] of Object.entries(optimiser)) arrays[name] = data;
  for (const [name, { data }] of Object.entries(averages)) arrays[`average/${name}`] = data;
  return arrays;
}

function unflattened(like: TrainingState, arrays: Readonly<Record<string, Float32Array>>): TrainingState {
  const pick = (record: Readonly<Record<string, ParameterArray>>, prefix: string) =>
    Object.fromEntries(
      Object.entries(record).map(([name, { shape, data }]) => [
        name,
        { shape, data: arrays[`${prefix}${name}`] ?? data },
      ]),
    );
  return {
    parameters: pick(like.parameters, ""),
    optimiser: pick(like.optimiser, ""),
    averages: pick(like.averages, "average/"),
  };
}

function copied(parameters: Parameters): Record<string, ParameterArray> {
  return Object.fromEntries(
    Object.entries(parameters).map(([name, { shape, data }]) => [name, { shape, data: data.slice() }]),
  );
}

function emptied(parameters: Parameters): Record<string, ParameterArray> {
  return Object.fromEntries(
    Object.entries(parameters).map(([name, { shape, data }]) => [name, { shape, data: new Float32Array(data.length) }]),
  );
}
