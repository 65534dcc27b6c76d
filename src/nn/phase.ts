/** What a network's function needs to know besides parameters and x: is it training, and on what terms. */

import { Fault } from "../fault.ts";
import type { Shape } from "../tensor/shape.ts";
import { input, type Tensor } from "../tensor/tensor.ts";

export type Phase = Training | "predicting";

/** Collected while the network's expression is built. */
export interface Training {
  /** New values of buffers such as running means, by name. */
  readonly updates: Record<string, Tensor>;
  /** Inputs that the loop fills with uniform numbers in [0, 1) at every step, by name. */
  readonly noise: Record<string, Tensor>;
  /** Layers, by name in the network, that work as when predicting. */
  readonly isFrozen: (layer: string) => boolean;
  /** Where a step looks through the network more than once: which time this is. Each has noise of its own. */
  readonly pass?: string;
  /** Nothing is dropped out in this pass; all else works as when training. */
  readonly isWhole?: boolean;
}

export function training(isFrozen: Training["isFrozen"] = () => false): Training {
  return { updates: {}, noise: {}, isFrozen };
}

/** The phase as a layer of this name has it. */
export function phaseOf(layer: string, phase: Phase): Phase {
  return phase !== "predicting" && phase.isFrozen(layer) ? "predicting" : phase;
}

/** Randomness is an input: the same numbers give the same step. */
export function uniformNoise(phase: Training, layer: string, shape: Shape): Tensor {
  const name = phase.pass === undefined ? `noise/${layer}` : `noise/${phase.pass}/${layer}`;
  if (phase.noise[name]) throw new Fault("noise", `two layers called "${layer}" ask for noise: give each its own name`);
  const tensor = input(name, shape);
  phase.noise[name] = tensor;
  return tensor;
}
