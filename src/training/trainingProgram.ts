/** A training step as one program: batch, parameters and optimiser state in; loss, new parameters and state out. */

import { clippedByNorm, type Optimiser } from "../nn/optimiser.ts";
import {
  asInputs,
  isBuffer,
  type ParameterArray,
  type Parameters,
  type ParameterTensors,
  prefixed,
  under,
} from "../nn/parameters.ts";
import { type Training, training } from "../nn/phase.ts";
import { grad } from "../tensor/gradient.ts";
import { add, mul, sub } from "../tensor/operators/elementwise.ts";
import { type CompileOptions, compile } from "../tensor/program.ts";
import { elementCount, type TypedArray } from "../tensor/shape.ts";
import { input, type Tensor } from "../tensor/tensor.ts";
import { filled, joined, type Pack, packsOf, parted, windows } from "./packing.ts";

export interface TrainingProgram {
  /** Shapes of the inputs that each step needs besides those kept here; noise is among them. */
  readonly batchInputs: Readonly<Record<string, Tensor>>;
  /** Names of `batchInputs` to be filled with uniform numbers in [0, 1). */
  readonly noise: readonly string[];
  /** @returns the loss and whatever else the loss function reports */
  step(batch: Readonly<Record<string, TypedArray>>, rates: Rates): Promise<Record<string, TypedArray>>;
  /** Arrays that the next step will overwrite: write them out, do not keep them. */
  state(): TrainingState;
  /** The same as it was before the last step. */
  before(): TrainingState;
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
  /** Parameters whose gradients are neither counted in that norm nor scaled. */
  isUnclipped?: (name: string) => boolean;
  /** New values of parameters from which the optimiser's step begins, where it is not to begin from those they have. */
  constrain?: (parameters: ParameterTensors) => Record<string, Tensor>;
  /** Parameters that stay as they are, and layers that work as when predicting. */
  isFrozen?: (name: string) => boolean;
  /** Factor on the learning rate of a parameter: 1 if left out. */
  rateOf?: (name: string) => number;
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
  options: CompileOptions,
): Promise<TrainingProgram> {
  const { isFrozen = () => false } = recipe;
  const moving = trainable(state.parameters, isFrozen);
  const packs = packsOf(moving, recipe.rateOf, recipe.isUnclipped);
  const kinds = kindsOf(recipe.optimiser, packs);
  const buffers = Object.fromEntries(
    Object.entries(state.parameters).filter(([name]) => isBuffer(name) && !isFrozen(name)),
  );
  const [step, learningRate, decay] = [input("step", []), input("learningRate", []), input("averageDecay", [])];

  const packed = Object.fromEntries(packs.map(({ name, shape }) => [name, input(name, shape)]));
  const parameters: Record<string, Tensor> = asInputs(state.parameters);
  for (const pack of packs) Object.assign(parameters, parted(pack, packed[pack.name] as Tensor));
  const phase = training(isFrozen);
  const { loss, report = {} } = recipe.loss(parameters, phase);
  const gradients = grad(loss, trainable(parameters, isFrozen));
  const joint = Object.fromEntries(packs.map((pack) => [pack.name, joined(pack, gradients)]));
  const clipped = recipe.clip === undefined ? joint : withClipped(joint, packs, recipe);
  const constrained = recipe.constrain?.(parameters) ?? {};
  const beginning = Object.fromEntries(
    packs.map((pack) => {
      const isConstrained = pack.entries.some(({ name }) => name in constrained);
      return [pack.name, isConstrained ? joined(pack, { ...parameters, ...constrained }) : packed[pack.name]];
    }),
  );
  const optimiserState = Object.fromEntries(
    kinds.flatMap((kind) => packs.map(({ name, shape }) => [`${kind}.${name}`, input(`${kind}.${name}`, shape)])),
  );
  const updated: { parameters: Record<string, Tensor>; state: Record<string, Tensor> } = { parameters: {}, state: {} };
  for (const rate of new Set(packs.map((pack) => pack.rate))) {
    const alike = packs
      .filter((pack) => pack.rate === rate)
      .map(({ name }) => [name, beginning[name] as Tensor] as const);
    const own = rate === 1 ? learningRate : mul(learningRate, rate);
    const next = recipe.optimiser.update(Object.fromEntries(alike), clipped, optimiserState, own, step);
    Object.assign(updated.parameters, next.parameters);
    Object.assign(updated.state, next.state);
  }

  // What the next step begins with: by name, as input and as `next/<name>`.
  const carried: Record<string, Tensor> = { ...phase.updates, ...updated.parameters, ...updated.state };
  for (const [name, tensor] of Object.entries({ ...phase.updates, ...updated.parameters })) {
    const average = input(`average/${name}`, tensor.shape);
    carried[`average/${name}`] = add(average, mul(sub(tensor, average), sub(1, decay)));
  }
  const outputs: Record<string, Tensor> = { loss, ...report };
  for (const [name, tensor] of Object.entries(carried)) outputs[`next/${name}`] = tensor;
  const program = await compile(outputs, options);

  const fixed = Object.fromEntries(
    Object.entries(state.parameters).flatMap(([name, { data }]) => (isFrozen(name) ? [[name, data]] : [])),
  );
  let current: Record<string, Float32Array> = {};
  for (const pack of packs) {
    current[pack.name] = filled(pack, state.parameters);
    current[`average/${pack.name}`] = filled(pack, state.averages);
    for (const kind of kinds) current[`${kind}.${pack.name}`] = filled(pack, under(kind, state.optimiser));
  }
  for (const [name, { data }] of Object.entries(buffers)) {
    current[name] = data;
    current[`average/${name}`] = state.averages[name]?.data ?? data;
  }
  let spare: Record<string, Float32Array> = Object.fromEntries(
    Object.entries(current).map(([name, data]) => [name, new Float32Array(data.length)]),
  );
  const own = new Set([...Object.keys(current), ...Object.keys(fixed), "step", "learningRate", "averageDecay"]);
  const batchInputs = Object.fromEntries(Object.entries(program.inputs).filter(([name]) => !own.has(name)));
  const scalars = {
    step: new Float32Array(1),
    learningRate: new Float32Array(1),
    averageDecay: new Float32Array(1),
  };
  const reported = Object.fromEntries(
    Object.entries({ loss, ...report }).map(([name, { shape }]) => [name, new Float32Array(elementCount(shape))]),
  );
  const stateOf = (arrays: Readonly<Record<string, Float32Array>>): TrainingState => {
    const now: TrainingState = {
      parameters: { ...state.parameters },
      optimiser: { ...state.optimiser },
      averages: { ...state.averages },
    };
    const at = (name: string) => arrays[name] ?? new Float32Array(0);
    for (const pack of packs) {
      Object.assign(now.parameters, windows(pack, at(pack.name)));
      Object.assign(now.averages, windows(pack, at(`average/${pack.name}`)));
      for (const kind of kinds) Object.assign(now.optimiser, prefixed(kind, windows(pack, at(`${kind}.${pack.name}`))));
    }
    for (const [name, { shape }] of Object.entries(buffers)) {
      now.parameters[name] = { shape, data: at(name) };
      now.averages[name] = { shape, data: at(`average/${name}`) };
    }
    return now;
  };
  return {
    batchInputs,
    noise: Object.keys(phase.noise).filter((name) => name in batchInputs),
    async step(batch, rates) {
      scalars.step[0] = rates.step;
      scalars.learningRate[0] = rates.learningRate;
      scalars.averageDecay[0] = rates.averageDecay;
      const into: Record<string, TypedArray> = { ...reported };
      for (const [name, array] of Object.entries(spare)) into[`next/${name}`] = array;
      await program.run({ ...batch, ...fixed, ...current, ...scalars }, into);
      [current, spare] = [spare, current];
      return reported;
    },
    state: () => stateOf(current),
    before: () => stateOf(spare),
    release: () => program.release(),
  };
}

/** Gradients by pack, clipped but for those that are not to be. */
function withClipped(
  joint: Readonly<Record<string, Tensor>>,
  packs: readonly Pack[],
  { clip = Number.POSITIVE_INFINITY, isUnclipped = () => false }: Recipe,
): Record<string, Tensor> {
  const isFree = ({ entries }: Pack) => entries.some(({ name }) => isUnclipped(name));
  const bound = packs.filter((pack) => !isFree(pack)).map(({ name }) => [name, joint[name] as Tensor] as const);
  return { ...joint, ...clippedByNorm(Object.fromEntries(bound), clip) };
}

/** What an optimiser keeps of each parameter, e.g. "exp_avg". */
function kindsOf(optimiser: Optimiser, packs: readonly Pack[]): string[] {
  const [pack] = packs;
  if (!pack) return [];
  const names = Object.keys(optimiser.init({ [pack.name]: { shape: [0], data: new Float32Array(0) } }));
  return names.map((name) => name.slice(0, -pack.name.length - 1));
}

function copied(parameters: Parameters): Record<string, ParameterArray> {
  return Object.fromEntries(
    Object.entries(parameters).map(([name, { shape, data }]) => [name, { shape, data: data.slice() }]),
  );
}
