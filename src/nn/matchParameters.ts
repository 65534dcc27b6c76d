/** A network's parameters from a stored set that was named, or shaped, a little differently. */

import { type Shape, sameShape, showShape } from "../tensor/shape.ts";
import { adaptInputConvolution } from "./adaptInputConvolution.ts";
import type { ParameterArray, Parameters } from "./parameters.ts";

export interface ParameterMatch {
  /** The network's names, in its order: stored values where they fit, else its own. */
  parameters: Record<string, ParameterArray>;
  /** How many of them are stored values. */
  matched: number;
  /** What the stored names had in front of the network's, with its dot; "" if nothing. */
  prefix: string;
  /** The first convolution, where it was made to fit images of other channels. */
  adapted: DifferentShape | undefined;
  /** Names of the network that are not stored. They keep their own values. */
  missing: string[];
  /** Stored names, in full, that the network does not have, e.g. of a head. */
  unexpected: string[];
  /** These keep the network's own values. */
  differentlyShaped: DifferentShape[];
}

export interface DifferentShape {
  name: string;
  network: Shape;
  stored: Shape;
}

/** In front of an encoder's names: of Zoobot and Lightning, of PyTorch's DataParallel, of self-supervised pairs. */
const prefixes = ["", "encoder.", "model.", "module.", "model.encoder.", "online_encoder."];

/**
 * `fresh`, with the values of `stored` wherever name and shape agree. The prefix is taken off under which most names
 * agree, the shortest of equals.
 * @param inputConvolution name of the weight that sees the image (timm's `first_conv`, with ".weight"); the network's
 * first with four axes if left out
 * @returns never throws: whether, say, a missing head matters, its caller knows
 */
export function matchParameters(
  fresh: Parameters,
  stored: Parameters,
  { inputConvolution = firstConvolution(fresh) }: { inputConvolution?: string } = {},
): ParameterMatch {
  const remaining = new Map(Object.entries(stored));
  const agreeing = (prefix: string) => Object.keys(fresh).filter((name) => remaining.has(prefix + name)).length;
  const prefix = prefixes.reduce((best, each) => (agreeing(each) > agreeing(best) ? each : best));

  const match: ParameterMatch = {
    parameters: {},
    matched: 0,
    prefix,
    adapted: undefined,
    missing: [],
    unexpected: [],
    differentlyShaped: [],
  };
  const entries = Object.entries(fresh).map(([name, own]): [string, ParameterArray] => {
    const other = remaining.get(prefix + name);
    remaining.delete(prefix + name);
    if (!other) {
      match.missing.push(name);
      return [name, own];
    }
    const fitting = fitted(other, own.shape, name === inputConvolution);
    const shapes = { name, network: own.shape, stored: other.shape };
    if (!fitting) {
      match.differentlyShaped.push(shapes);
      return [name, own];
    }
    if (fitting !== other) match.adapted = shapes;
    match.matched++;
    return [name, fitting];
  });
  match.parameters = Object.fromEntries(entries);
  // Batch counts are PyTorch's book-keeping; .safetensors files have them, and no network here.
  match.unexpected = [...remaining.keys()].filter((name) => !/(^|\.)num_batches_tracked$/.test(name));
  return match;
}

function firstConvolution(fresh: Parameters): string | undefined {
  return Object.keys(fresh).find((name) => fresh[name]?.shape.length === 4);
}

function fitted(stored: ParameterArray, shape: Shape, isInput: boolean): ParameterArray | undefined {
  if (sameShape(stored.shape, shape)) return stored;
  const [, channels] = shape;
  if (!isInput || channels === undefined) return undefined;
  const adapted = adaptInputConvolution(stored, channels);
  return adapted && sameShape(adapted.shape, shape) ? adapted : undefined;
}

/** Names shown of each kind; a network of another kind would fill the screen with hundreds. */
const shownNames = 5;

/** The match as lines of a short table: what was taken, and each kind of what was not with its first names. */
export function showMatch(match: ParameterMatch): string[] {
  const count = Object.keys(match.parameters).length;
  const shapes = ({ name, network, stored }: DifferentShape) =>
    `${name} ${showShape(stored)} (network: ${showShape(network)})`;
  const rows: [string, string][] = [
    ["matched", `${match.matched} of ${count}${match.prefix ? `, under "${match.prefix}"` : ""}`],
    ...(match.adapted ? [["adapted", shapes(match.adapted)] as [string, string]] : []),
    ...listed("missing", match.missing),
    ...listed("unexpected", match.unexpected),
    ...listed("other shape", match.differentlyShaped.map(shapes)),
  ];
  return rows.map(([label, content]) => `${label.padEnd(12)}${content}`);
}

function listed(label: string, names: string[]): [string, string][] {
  if (names.length === 0) return [];
  const more = names.length > shownNames ? `, and ${names.length - shownNames} more` : "";
  return [[label, `${names.length}: ${names.slice(0, shownNames).join(", ")}${more}`]];
}
