/** What a run reports while it trains: metrics.jsonl, one JSON object a line, in order of steps. */

import { open, readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { fileFault } from "../fault.ts";
import { writeWhole } from "../wholeFile.ts";
import type { Run } from "./run.ts";

export type Metric =
  | {
      kind: "step";
      step: number;
      epoch: number;
      /** Mean over the steps since the last line. */
      loss: number;
      learningRate: number;
      imagesPerSecond: number;
      /** Of training, over all sittings. */
      seconds: number;
    }
  | { kind: "epoch"; step: number; epoch: number; loss: number; validation: Record<string, number>; seconds: number }
  | { kind: "note"; step: number; text: string };

export async function appendMetric(run: Pick<Run, "path">, metric: Metric): Promise<void> {
  const path = metricsPath(run);
  try {
    const file = await open(path, "a");
    try {
      await file.writeFile(`${JSON.stringify(metric)}\n`);
    } finally {
      await file.close();
    }
  } catch (error) {
    throw fileFault(error, "write", path);
  }
}

/** A last line that a kill left half written is not there yet. */
export async function readMetrics(run: Pick<Run, "path">): Promise<Metric[]> {
  const path = metricsPath(run);
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw fileFault(error, "read", path);
  }
  return text.split("\n").slice(0, -1).flatMap(parsed);
}

const position = z.looseObject({ kind: z.enum(["step", "epoch", "note"]), step: z.number() });

function parsed(line: string): Metric[] {
  try {
    const content = JSON.parse(line);
    return position.safeParse(content).success ? [content] : [];
  } catch {
    return [];
  }
}

/** Forgets what was reported after `step`: a resumed run goes through those steps again. */
export async function cutMetrics(run: Pick<Run, "path">, step: number): Promise<void> {
  const kept = (await readMetrics(run)).filter((metric) => metric.step <= step);
  await writeWhole(metricsPath(run), kept.map((metric) => `${JSON.stringify(metric)}\n`).join(""));
}

function metricsPath({ path }: Pick<Run, "path">): string {
  return join(path, "metrics.jsonl");
}
