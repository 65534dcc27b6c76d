import { appendFile, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeEach, expect, test } from "vitest";
import { temporaryFolder } from "../temporaryFolder.ts";
import { appendMetric, cutMetrics, type Metric, readMetrics } from "./metrics.ts";

let run: { path: string };
const file = () => join(run.path, "metrics.jsonl");
const note = (step: number): Metric => ({ kind: "note", step, text: `step ${step}` });

beforeEach(async () => {
  run = { path: await temporaryFolder("metrics") };
});

test("metrics come back in the order they were reported", async () => {
  for (const step of [1, 2, 3]) await appendMetric(run, note(step));
  expect(await readMetrics(run)).toEqual([note(1), note(2), note(3)]);
});

test("a run that has reported nothing has no metrics", async () => {
  expect(await readMetrics(run)).toEqual([]);
});

test("a last line cut off at any byte is not there, and cutting mends the file", async () => {
  const whole = `${JSON.stringify(note(1))}\n`;
  const last = `${JSON.stringify(note(2))}\n`;
  for (let length = 0; length < last.length; length++) {
    await writeFile(file(), whole + last.slice(0, length));
    expect(await readMetrics(run)).toEqual([note(1)]);
    await cutMetrics(run, 9);
    await appendMetric(run, note(2));
    expect(await readMetrics(run)).toEqual([note(1), note(2)]);
  }
});

test("lines that are no metrics are passed over", async () => {
  await appendFile(file(), 'null\n3\n"text"\n{}\n{"kind":"step"}\n\u0000\u0000\n\n');
  await appendMetric(run, note(4));
  expect(await readMetrics(run)).toEqual([note(4)]);
});

test("cutting forgets the steps after the checkpoint, and keeps the checkpoint's own", async () => {
  for (const step of [1, 2, 3]) await appendMetric(run, note(step));
  await cutMetrics(run, 2);
  expect(await readFile(file(), "utf8")).toBe(`${JSON.stringify(note(1))}\n${JSON.stringify(note(2))}\n`);
});
