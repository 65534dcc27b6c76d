/** A part of a shard: results of some hundred objects, in one file that is written whole. */

import { createHash } from "node:crypto";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { exists } from "../../exists.ts";
import { Fault } from "../../fault.ts";
import type { Parameters } from "../../nn/parameters.ts";
import { readSafetensors, writeSafetensors } from "../../nn/safetensors.ts";
import { partsPath, type ShardPlan, shardRange } from "./plan.ts";

export interface Part {
  /** Which shard it belongs to, 1 or more. */
  shard: number;
  /** Rows of the shard's objects. */
  from: number;
  to: number;
}

/** Results by name, each [objects, width]. */
export type Arrays = Parameters;

export function partsOf(plan: ShardPlan, shard: number): Part[] {
  const [first, last] = shardRange(plan, shard);
  const parts: Part[] = [];
  for (let from = 0; from < last - first; from += plan.partObjects)
    parts.push({ shard, from, to: Math.min(from + plan.partObjects, last - first) });
  return parts;
}

function partName({ shard, from, to }: Part): string {
  return `${shard}.${from}-${to}.safetensors`;
}

/**
 * Processes that compute the same shard write the same files: the last one stands, whole.
 * @throws Fault "no-plan" where the plan has been merged or removed meanwhile
 */
export async function writePart(plan: ShardPlan, part: Part, arrays: Arrays): Promise<void> {
  const metadata = { plan: plan.id, sha256: digest(arrays) };
  try {
    await writeSafetensors(join(partsPath(plan), partName(part)), arrays, metadata);
  } catch (error) {
    if (await exists(partsPath(plan))) throw error;
    throw new Fault(
      "no-plan",
      `the shards at ${plan.path} were merged or removed while shard ${part.shard} was computed`,
      {
        cause: error,
      },
    );
  }
}

/** @returns undefined where it is not there, or damaged */
export async function readPart(plan: ShardPlan, part: Part): Promise<Arrays | undefined> {
  try {
    const { parameters, metadata } = await readSafetensors(join(partsPath(plan), partName(part)));
    const rows = Object.values(parameters).map(({ shape }) => shape[0]);
    const isWhole = rows.length > 0 && rows.every((count) => count === part.to - part.from);
    return isWhole && metadata.plan === plan.id && metadata.sha256 === digest(parameters) ? parameters : undefined;
  } catch (error) {
    if (error instanceof Fault) return undefined;
    throw error;
  }
}

/** The rows of each piece after those of the one before it. */
export function endToEnd(pieces: readonly Arrays[]): Arrays {
  return Object.fromEntries(
    Object.entries(pieces[0] ?? {}).map(([name, { shape }]) => {
      const arrays = pieces.flatMap((piece) => piece[name] ?? []);
      const data = new Float32Array(arrays.reduce((sum, array) => sum + array.data.length, 0));
      let at = 0;
      for (const array of arrays) {
        data.set(array.data, at);
        at += array.data.length;
      }
      const rows = arrays.reduce((sum, array) => sum + (array.shape[0] ?? 0), 0);
      return [name, { shape: [rows, ...shape.slice(1)], data }];
    }),
  );
}

function digest(arrays: Arrays): string {
  const hash = createHash("sha256");
  for (const [name, { shape, data }] of Object.entries(arrays))
    hash.update(JSON.stringify([name, shape])).update(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  return hash.digest("hex");
}

export interface ShardState {
  shard: number;
  parts: number;
  /** Parts whose files are there. */
  written: number;
}

/** How far each shard is, by the names of its files. */
export async function shardStates(plan: ShardPlan): Promise<ShardState[]> {
  const names = new Set(await readdir(partsPath(plan)).catch(() => []));
  return Array.from({ length: plan.shards }, (_, i) => {
    const parts = partsOf(plan, i + 1);
    return { shard: i + 1, parts: parts.length, written: parts.filter((part) => names.has(partName(part))).length };
  });
}
