/** Published networks beside timm's: the same made-up weights and images through both. */

import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { nothing, randomBits } from "../random.ts";
import { grad } from "../tensor/gradient.ts";
import { mul } from "../tensor/operators/elementwise.ts";
import { sum } from "../tensor/operators/reduction.ts";
import { type CompileOptions, compile } from "../tensor/program.ts";
import { elementCount, type Shape, type TypedArray } from "../tensor/shape.ts";
import { constant, input, type Tensor } from "../tensor/tensor.ts";
import { classify, networkNamed } from "./networks.ts";
import { asInputs, type Parameters, parameter } from "./parameters.ts";
import type { Phase } from "./phase.ts";

/** What timm made of the same weights and images (fixtures/networks/make.py). */
export interface ParityCase {
  name: string;
  size: number;
  /** Of the images that positions are learned on. */
  learnedSize: number;
  inChannels: number;
  /** Digest of the names and shapes of its state_dict. */
  state: string;
  runningVariance: number;
  /** Whether biases keep ReLUs away from 0 in training. */
  apart: boolean;
  predicting: Results;
  training?: Results;
}

interface Results {
  /** Every so many of each image's. */
  features: number[][];
  logits: number[][];
  gradients: Record<string, { norm: number; first: number[] }>;
  /** The first of some running statistics after the step. */
  buffers?: Record<string, number[]>;
}

const batch = 2;
export const parityClasses = 5;
const sampled = 16;

const folder = new URL(
  import.meta.url.endsWith(".ts") ? "../../fixtures/networks/" : "../../../fixtures/networks/",
  import.meta.url,
);

/** What timm gave for every network (fixtures/networks/make.py). */
export function parityCases(): ParityCase[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith(".json"))
    .flatMap((file): ParityCase[] => JSON.parse(readFileSync(new URL(file, folder), "utf8")));
}

/** Uniform in centre ± reach, by the array's name alone, as make.py makes it. */
function made(name: string, shape: Shape, centre: number, reach: number): Float32Array {
  let key = 1;
  for (const letter of name) key = randomBits(key, letter.charCodeAt(0));
  const data = new Float32Array(elementCount(shape));
  for (let i = 0; i < data.length; i++) data[i] = centre + reach * (randomBits(key, i) / 2 ** 31 - 1);
  return data;
}

function madeParameter(name: string, shape: Shape, runningVariance: number, apart: boolean): Float32Array {
  const last = name.split(".").at(-1);
  if (last === "running_mean") return made(name, shape, 0, 0.1);
  if (last === "running_var") return made(name, shape, runningVariance, runningVariance / 2);
  if (apart && shape.length === 1 && name !== "fc.bias")
    return last === "bias"
      ? made(name, shape, 0.75, 0.15).map((value, i) => (i % 2 === 0 ? value : -value))
      : made(name, shape, 0.25, 0.05);
  if (shape.length === 1)
    return last === "weight" || last === "gamma" ? made(name, shape, 1, 0.3) : made(name, shape, 0, 0.2);
  return made(name, shape, 0, shape[0] === 1 ? 0.5 : Math.sqrt(3 / elementCount(shape.slice(1))));
}

let keptArrays: { of: string; arrays: Map<string, Float32Array> } | undefined;

/** Of the network that was last looked at, which predicts and then trains: millions of numbers need not be made twice. */
function keptFor(network: string): Map<string, Float32Array> {
  if (keptArrays?.of !== network) keptArrays = { of: network, arrays: new Map() };
  return keptArrays.arrays;
}

/** The largest difference in `found`, relative to the largest number in `expected`. */
function difference(found: ArrayLike<number>, expected: readonly number[]): number {
  if (found.length !== expected.length)
    throw new Error(`${found.length} numbers stand where ${expected.length} should`);
  const largest = Math.max(...expected.map(Math.abs));
  return Math.max(...expected.map((value, i) => Math.abs((found[i] as number) - value))) / largest;
}

/**
 * How far a network is from timm's: the largest difference, relative to the largest number of the same tensor.
 * @param phase "predicting" against `each.predicting`, training against `each.training`
 */
export async function differencesFromTimm(
  each: ParityCase,
  expected: Results,
  phase: Phase,
  options: CompileOptions = {},
): Promise<{ outputs: number; gradients: number }> {
  const { name, size, learnedSize, inChannels } = each;
  const network = networkNamed(name);
  const shapes = network.parameters(nothing, { inChannels, classes: parityClasses, imageSize: learnedSize });
  const tensors = asInputs(shapes);
  const x = input("image", [batch, inChannels, size, size]);
  const features = network.features(tensors, "net", x, phase);
  const logits = classify(network, tensors, features);
  const loss = sum(mul(logits, constant(made("loss", logits.shape, 0, 1), logits.shape)));
  const wanted = Object.fromEntries(Object.keys(expected.gradients).map((key) => [key, parameter(tensors, key)]));
  const gradients = grad(loss, wanted);
  const outputs: Record<string, Tensor> = { features, logits };
  for (const [key, gradient] of Object.entries(gradients)) outputs[`gradient/${key}`] = gradient;
  for (const key of Object.keys(expected.buffers ?? {})) {
    const update = phase === "predicting" ? undefined : phase.updates[`net.${key}`];
    if (!update) throw new Error(`nothing updates ${key}`);
    outputs[`buffer/${key}`] = update;
  }
  const program = await compile(outputs, options);
  const isApart = each.apart && phase !== "predicting";
  const kept = keptFor(`${name} ${inChannels}`);
  const values: Record<string, TypedArray> = {};
  for (const [key, { shape }] of Object.entries(program.inputs)) {
    const isOwn = isApart && shape.length === 1;
    const array = () =>
      key === "image" ? made(key, shape, 0, 1) : madeParameter(key, shape, each.runningVariance, isApart);
    values[key] = isOwn ? array() : (kept.get(key) ?? array());
    if (!isOwn) kept.set(key, values[key] as Float32Array);
  }
  const results = await program.run(values);
  await program.release();

  const numbers = (key: string) => results[key] as Float32Array;
  const first = (key: string) => numbers(key).subarray(0, 8);

  const every = Math.floor(network.width / sampled);
  const apart = [
    difference(
      numbers("features").filter((_, i) => (i % network.width) % every === 0),
      expected.features.flat(),
    ),
    difference(numbers("logits"), expected.logits.flat()),
    ...Object.entries(expected.buffers ?? {}).map(([key, values]) => difference(first(`buffer/${key}`), values)),
  ];
  const slopesApart = Object.entries(expected.gradients).flatMap(([key, gradient]) => {
    let squares = 0;
    for (const value of numbers(`gradient/${key}`)) squares += value * value;
    const norm = Math.sqrt(squares);
    return [difference([norm], [gradient.norm]), difference(first(`gradient/${key}`), gradient.first)];
  });
  return { outputs: Math.max(...apart), gradients: Math.max(0, ...slopesApart) };
}

/** As make.py's state_digest. */
export function stateDigest(parameters: Parameters): string {
  const lines = Object.entries(parameters).map(([name, { shape }]) => `${name} ${shape.join()}`);
  return createHash("sha256").update(lines.toSorted().join("\n")).digest("hex").slice(0, 16);
}
