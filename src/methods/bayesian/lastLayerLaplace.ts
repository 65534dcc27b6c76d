/**
 * Laplace's approximation of the head alone (Daxberger+ 2021, arXiv 2106.14806): a normal distribution round the weights
 * that were learnt, as narrow as the loss is steep there, and networks drawn from it.
 */

import { factorise, solveUpper } from "../../explore/lowerTriangle.ts";
import { Fault } from "../../fault.ts";
import { randomStream } from "../../random.ts";
import type { Table } from "../zoobot/measures.ts";

export interface LearntHead {
  /** [classes x width], as PyTorch keeps it. */
  weight: Float32Array;
  /** [classes] */
  bias: Float32Array;
}

export interface HeadPosterior {
  head: LearntHead;
  width: number;
  classes: number;
  /** Cholesky's factor of the precision of all weights and biases, class by class. */
  factor: Float64Array;
}

/** More weights than this would take gigabytes and hours. */
const largest = 3000;

/**
 * @param representations [objects x width] of the objects trained on
 * @param priorPrecision of each weight: as strong as the weight decay that it was learnt with, or chosen by validation
 * @throws Fault where the head is too large
 */
export function headPosterior(
  head: LearntHead,
  representations: Float32Array,
  { priorPrecision = 1 }: { priorPrecision?: number } = {},
): HeadPosterior {
  return posteriorOf(headCurvature(head, representations), priorPrecision);
}

/** How steep the loss is round a head that was learnt: the same whatever the prior. */
export interface HeadCurvature extends Omit<HeadPosterior, "factor"> {
  /** Between every two weights and biases, class by class. */
  curvature: Float64Array;
}

/** @throws Fault where the head is too large */
export function headCurvature(head: LearntHead, representations: Float32Array): HeadCurvature {
  const classes = head.bias.length;
  const width = head.weight.length / classes;
  const [inputs, count] = [width + 1, representations.length / width];
  const size = classes * inputs;
  requireSmallHead(head);
  const curvature = new Float64Array(size * size);
  for (let object = 0; object < count; object++) {
    const x = withOne(representations, object, width);
    const p = softmaxOf(logitsOf(head, x, width));
    // Generalised Gauss-Newton: the softmax's own curvature.
    for (let a = 0; a < classes; a++)
      for (let b = 0; b <= a; b++) {
        const own = (p[a] as number) * ((a === b ? 1 : 0) - (p[b] as number));
        for (let i = 0; i < inputs; i++) {
          const scale = own * (x[i] as number);
          const row = (a * inputs + i) * size + b * inputs;
          for (let j = 0; j < inputs; j++)
            curvature[row + j] = (curvature[row + j] as number) + scale * (x[j] as number);
        }
      }
  }
  return { head, width, classes, curvature };
}

/** @throws Fault where the approximation would take gigabytes and hours */
export function requireSmallHead({ weight, bias }: LearntHead): void {
  const size = weight.length + bias.length;
  if (size <= largest) return;
  throw new Fault(
    "too-large",
    `a head of ${size} weights is too large for a full Laplace approximation (${largest} at most): use dropout (--passes), or several runs`,
  );
}

/** @param priorPrecision of each weight */
export function posteriorOf({ curvature, ...rest }: HeadCurvature, priorPrecision: number): HeadPosterior {
  const size = rest.classes * (rest.width + 1);
  const factor = curvature.slice();
  for (let i = 0; i < size; i++) factor[i * size + i] = (factor[i * size + i] as number) + priorPrecision;
  if (!factorise(factor, size)) throw new Fault("laplace", "the head's precision is not positive: raise the prior's");
  return { ...rest, factor };
}

/** What so many heads say, each [objects x classes], one after another. */
export function* drawnHeads(
  { head, width, classes, factor }: HeadPosterior,
  representations: Float32Array,
  { seed, draws }: { seed: number; draws: number },
): Generator<Table> {
  const count = representations.length / width;
  const size = classes * (width + 1);
  for (let draw = 0; draw < draws; draw++) {
    const stream = randomStream(seed, "head", draw);
    const moved = Float64Array.from({ length: size }, () => stream.normal());
    solveUpper(factor, size, moved);
    const weight = head.weight.map(
      (value, i) => value + (moved[Math.floor(i / width) * (width + 1) + (i % width)] as number),
    );
    const bias = head.bias.map((value, a) => value + (moved[a * (width + 1) + width] as number));
    const values = new Float64Array(count * classes);
    for (let object = 0; object < count; object++)
      values.set(
        softmaxOf(logitsOf({ weight, bias }, withOne(representations, object, width), width)),
        object * classes,
      );
    yield { answers: classes, values };
  }
}

/** A representation, and a 1 for the bias. */
function withOne(representations: Float32Array, object: number, width: number): Float64Array {
  const x = new Float64Array(width + 1).fill(1);
  x.set(representations.subarray(object * width, (object + 1) * width));
  return x;
}

export function logitsOf({ weight, bias }: LearntHead, x: Float64Array, width: number): Float64Array {
  return Float64Array.from(bias, (start, a) => {
    let sum = start;
    for (let i = 0; i < width; i++) sum += (weight[a * width + i] as number) * (x[i] as number);
    return sum;
  });
}

export function softmaxOf(logits: Float64Array): Float64Array {
  const most = Math.max(...logits);
  const weights = logits.map((logit) => Math.exp(logit - most));
  const total = weights.reduce((a, b) => a + b, 0);
  return weights.map((weight) => weight / total);
}
