/** A small library's map: like papers beside like, regions named by their words, trends as they were put in, and kept whole. */

import { readdir, rm } from "node:fs/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Workspace } from "../../survey/workspace.ts";
import { indexLibrary } from "../indexLibrary.ts";
import { emptyWorkspace, importLines } from "../smallCorpus.ts";
import { landscapePath, readLandscape, readPlaces } from "./landscape.ts";
import { type Landscape, makeLandscape } from "./makeLandscape.ts";
import { topicCorpus } from "./topicCorpus.ts";
import { updateLandscape } from "./updateLandscape.ts";

const papers = topicCorpus(240);
let workspace: Workspace;
let made: Landscape;

beforeAll(async () => {
  workspace = await emptyWorkspace();
  await importLines(workspace, papers.slice(0, 216));
  await indexLibrary(workspace);
  made = await makeLandscape(workspace, { regions: 6 });
}, 120_000);
afterAll(() => rm(workspace.path, { recursive: true, force: true }));

const topicOf = (id: string) => Number(id.slice(5)) % 6;
/** The topic that most of a region's papers have, and their share. */
function topicsIn({ placed }: Landscape, region: number) {
  const counts = new Array<number>(6).fill(0);
  placed.ids.forEach((id, i) => {
    if (placed.regions[i] === region) counts[topicOf(id)] = (counts[topicOf(id)] ?? 0) + 1;
  });
  const most = Math.max(...counts);
  return { topic: counts.indexOf(most), share: most / counts.reduce((sum, each) => sum + each, 0) };
}
const fine = () => made.card.regions.filter(({ level }) => level === "fine");

test("finds the topics that the papers were made of, each region under words of its own", () => {
  expect(fine().length).toBe(6);
  for (const { id, name } of fine()) {
    const { topic, share } = topicsIn(made, id);
    expect(share).toBeGreaterThan(0.9);
    const own = [
      /bar|disc|orbits/i,
      /dust|torus|sublim/i,
      /jupiter|planet|transi/i,
      /burst|afterglow/i,
      /lensing|shear/i,
      /flare|solar|corona/i,
    ];
    expect(name).toMatch(own[topic] as RegExp);
  }
  expect(new Set(fine().map(({ name }) => name)).size).toBe(6);
});

test("every finer region is in a broad one, and both levels hold every paper once", () => {
  const { regions } = made.card;
  for (const level of ["fine", "broad"] as const)
    expect(regions.filter((each) => each.level === level).reduce((sum, each) => sum + each.papers, 0)).toBe(216);
  for (const { parent } of fine()) expect(regions[parent as number]?.level).toBe("broad");
});

test("says which topic grows, and which shrinks, as a share of each year's papers", () => {
  const trendOf = (topic: number) => fine().find(({ id }) => topicsIn(made, id).topic === topic)?.growth?.trend;
  expect(trendOf(2)).toBe("grows");
  expect(trendOf(3)).toBe("shrinks");
});

test("the same seed makes the same map", async () => {
  const again = await makeLandscape(workspace, { regions: 6 });
  expect([...again.placed.places]).toEqual([...made.placed.places]);
  expect(again.card.regions).toEqual(made.card.regions);
});

test("keeps its card and its places together, and no file of a map long gone", async () => {
  const card = await readLandscape(workspace);
  const placed = await readPlaces(workspace, card);
  expect(placed.ids).toEqual(made.placed.ids);
  expect([...placed.regions]).toEqual([...made.placed.regions]);
  for (let time = 0; time < 2; time++) await makeLandscape(workspace, { regions: 6 });
  expect((await readdir(landscapePath(workspace))).length).toBeLessThanOrEqual(3);
});

test("places new papers among their neighbours and moves no other", async () => {
  const before = await readPlaces(workspace, await readLandscape(workspace));
  await importLines(workspace, papers.slice(216));
  await indexLibrary(workspace);
  const after = await updateLandscape(workspace);
  expect(after.added).toBe(24);
  const at = new Map(after.placed.ids.map((id, i) => [id, i]));
  before.ids.forEach((id, i) => {
    const now = at.get(id) as number;
    expect([after.placed.places[2 * now], after.placed.places[2 * now + 1]]).toEqual([
      before.places[2 * i],
      before.places[2 * i + 1],
    ]);
  });
  const right = after.placed.ids.filter((id, i) => {
    const isNew = Number(id.slice(5)) >= 216;
    return isNew && topicsIn(after, after.placed.regions[i] as number).topic === topicOf(id);
  });
  expect(right.length).toBeGreaterThanOrEqual(23);
});

test("refuses to map a library of too few papers, and says how a map is made where there is none", async () => {
  const other = await emptyWorkspace();
  try {
    await expect(readLandscape(other)).rejects.toThrow("almagest papers map");
    await importLines(other, papers.slice(0, 5));
    await indexLibrary(other);
    await expect(makeLandscape(other)).rejects.toThrow("10 papers or more");
  } finally {
    await rm(other.path, { recursive: true, force: true });
  }
});
