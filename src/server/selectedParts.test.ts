/** A scatter plot as the page asks for it: of few objects, of more than are drawn one by one, and of what cannot be plotted. */

import { rm } from "node:fs/promises";
import { dirname } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { bareSurvey } from "../survey/bareSurvey.ts";
import type { Filter } from "../survey/galaxies.ts";
import { writeNumberColumns } from "../survey/numberColumns.ts";
import type { Workspace } from "../survey/workspace.ts";
import { createApp } from "./app.ts";
import { createPreparation } from "./preparation.ts";
import { createTrainings } from "./trainings.ts";

const [objects, predicted] = [5000, 20];
const host = "localhost:8300";
let workspace: Workspace;
let app: ReturnType<typeof createApp>;

/** All have "place" and "size", and -9999 is the size of three; the first twenty have "doubt", all of them but g7. */
beforeAll(async () => {
  workspace = await bareSurvey(objects);
  const ids = Array.from({ length: objects }, (_, i) => `g${i}`);
  await writeNumberColumns(workspace, "bare", ids, {
    place: ids.map((_, i) => i / 7),
    size: ids.map((_, i) => (i % 2000 === 0 ? -9999 : ((i * 37) % 500) / 3)),
  });
  await writeNumberColumns(workspace, "bare", ids.slice(0, predicted), {
    doubt: ids.slice(0, predicted).map((_, i) => (i === 7 ? Number.NaN : i / 64)),
  });
  app = createApp(workspace, { token: "t", trainings: createTrainings(workspace), preparation: createPreparation() });
});
afterAll(() => rm(dirname(workspace.path), { recursive: true, force: true }));

interface Axis {
  column: string;
  edges: number[];
  below: number;
  above: number;
}

interface Answer {
  error: string;
  objects: number;
  selected: number;
  x: Axis;
  y: Axis;
  missing: number;
  inside: number;
  thin: number;
  cells: Record<"x" | "y" | "all" | "selected", number[]>;
  points: { ids: string[]; x: number[]; y: number[]; selected: number[] };
}

async function scatter(x: string, y: string, filters: Filter[] = []): Promise<[number, Answer]> {
  const query = new URLSearchParams({ x, y, where: JSON.stringify(filters) });
  const response = await app.request(`http://${host}/api/surveys/bare/scatter?${query}`, { headers: { host } });
  return [response.status, (await response.json()) as Answer];
}

const sum = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0);
const from = (column: string, value: number): Filter => ({ column, operator: ">=", value: String(value) });

test("of few objects with both numbers each one is there, with its id, and the others are counted", async () => {
  const [status, answer] = await scatter("place", "doubt");
  expect([status, answer.objects, answer.selected, answer.missing]).toEqual([200, objects, objects, objects - 19]);
  const { ids, x, y, selected } = answer.points;
  expect([...ids].sort()).toEqual(
    Array.from({ length: predicted }, (_, i) => `g${i}`)
      .filter((id) => id !== "g7")
      .sort(),
  );
  for (const [i, id] of ids.entries()) {
    expect(x[i]).toBeCloseTo(Number(id.slice(1)) / 7, 5);
    expect(y[i]).toBe(Number(id.slice(1)) / 64);
  }
  expect(selected.every((each) => each === 1)).toBe(true);
  // The axis is theirs, and not that of 5,000 objects.
  expect(answer.x.edges.at(-1)).toBeCloseTo(19 / 7, 5);
  expect(answer.cells.all).toEqual([]);
});

test("what is selected elsewhere is marked, and the plot's own ranges narrow only what is counted", async () => {
  const size: Filter = { column: "size", operator: "<", value: "50" };
  const [, answer] = await scatter("place", "doubt", [size, from("place", 1), from("doubt", 0.2)]);
  const { ids, selected } = answer.points;
  const chosen = ids.filter((_, i) => selected[i] === 1).sort();
  const expected = (isIn: (i: number) => boolean) =>
    Array.from({ length: predicted }, (_, i) => i).filter(
      (i) => i !== 7 && (i === 0 || (i * 37) % 500 < 150) && isIn(i),
    );
  expect(chosen).toEqual(
    expected(() => true)
      .map((i) => `g${i}`)
      .sort(),
  );
  expect(chosen.length).toBeLessThan(19);
  expect(answer.selected).toBe(expected((i) => i / 7 >= 1 && i / 64 >= 0.2).length);
  expect(ids.length).toBe(19);
});

test("of many objects there are counts in cells, stray ones are counted beyond the end, and points are few", async () => {
  const [, answer] = await scatter("place", "size");
  const { cells, points } = answer;
  expect([answer.missing, answer.y.below >= 3, points.ids.length <= 1000]).toEqual([0, true, true]);
  expect(answer.y.edges[0]).toBeGreaterThanOrEqual(0);
  expect(answer.inside).toBeGreaterThan(4900);
  expect(sum(cells.all)).toBe(answer.inside);
  expect(cells.selected).toEqual(cells.all);
  expect(cells.all.length).toBeLessThanOrEqual(3600);

  const [, narrowed] = await scatter("place", "size", [{ column: "doubt", operator: ">=", value: "0" }]);
  expect(narrowed.cells.all).toEqual(cells.all);
  // Nineteen are selected, of which g0 lies below: each of the others is a point, with its own numbers.
  expect(sum(narrowed.cells.selected)).toBe(narrowed.points.ids.length);
  expect(narrowed.points.ids).not.toContain("g0");
  expect(narrowed.points.ids).toContain("g19");
  for (const [i, id] of narrowed.points.ids.entries())
    expect(narrowed.points.y[i]).toBeCloseTo(((Number(id.slice(1)) * 37) % 500) / 3, 4);
});

test.each([
  ["place", "gone", 'has no column "gone"'],
  ["place", "split", 'has no numbers in column "split"'],
  ["place", "place", 'x and y are both "place"'],
])("%s against %s is refused and says why", async (x, y, message) => {
  const [status, { error }] = await scatter(x, y);
  expect([status, error]).toEqual([400, expect.stringContaining(message)]);
});
