/** What is counted from a library that was read once is what the command line counts, paper by paper; and who is behind it. */

import { rm } from "node:fs/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Workspace } from "../../survey/workspace.ts";
import { needLibrary, scanPapers } from "../libraryTable.ts";
import { emptyWorkspace, importLines } from "../smallCorpus.ts";
import { shippedFacilities } from "./facilities.ts";
import { countImpact, ledTopics } from "./impact.ts";
import { impactIn, papersBehind, readLibrary, readTerm, termSubject } from "./libraryReading.ts";
import { namedFacility } from "./namedFacilities.ts";

const says = [
  "We observed it with ALMA.",
  "ALMA and Kepler agree.",
  "Kepler-22b is small; weak lensing is not.",
  "Weak lensing by clusters, seen by Kepler.",
  "Nothing is named.",
];
const lines = Array.from({ length: 50 }, (_, i) => ({
  id: `2001.${String(i).padStart(5, "0")}`,
  title: `Study ${i}`,
  abstract: says[i % says.length],
  authors: ["A, B."],
  year: i % 7 === 0 ? null : 2010 + (i % 4),
  categories: [i % 3 === 0 ? "astro-ph.EP" : "astro-ph.GA"],
  citations: i % 11,
}));
const subjects = [
  namedFacility("ALMA", shippedFacilities),
  namedFacility("Kepler", shippedFacilities),
  termSubject("weak lensing"),
];
const [alma, kepler, lensing] = subjects.map(({ name }) => name) as [string, string, string];
const counted = [
  { kind: "facility", name: alma },
  { kind: "facility", name: kepler },
  { kind: "term", name: lensing, written: lensing },
] as const;

let workspace: Workspace;
beforeAll(async () => {
  workspace = await emptyWorkspace();
  await importLines(workspace, lines);
});
afterAll(() => rm(workspace.path, { recursive: true, force: true }));

test("the page and the command line count the same, of all years and of some", async () => {
  const table = await needLibrary(workspace);
  const reading = await readLibrary(table, shippedFacilities);
  const terms = new Map([[lensing, await readTerm(table, lensing)]]);
  for (const years of [undefined, { from: 2011, to: 2012 }]) {
    const streamed = await countImpact(scanPapers(table), subjects, { beside: shippedFacilities, years });
    expect(impactIn(reading, counted, { years, terms })).toEqual(streamed);
    expect(streamed.papers).toBeGreaterThan(10);
  }
});

test("behind every count stand as many papers as it says", async () => {
  const table = await needLibrary(workspace);
  const reading = await readLibrary(table, shippedFacilities);
  const options = { terms: new Map([[lensing, await readTerm(table, lensing)]]) };
  for (const { name, mentions, uses, objects, years, topics, together } of impactIn(reading, counted, options)
    .subjects) {
    const behind = (asked: object) => papersBehind(reading, counted, { name, ...asked }, options).length;
    expect(behind({})).toBe(mentions);
    expect(behind({ kind: "use" })).toBe(uses);
    expect(behind({ kind: "object" })).toBe(objects);
    for (const { year, mentions: of } of years) expect(behind({ year })).toBe(of);
    for (const { topic, mentions: of } of topics) expect(behind({ topic })).toBe(of);
    for (const { name: other, papers } of together) expect(behind({ together: other })).toBe(papers);
  }
});

test("a group of papers is counted by its ids, and a facility leads a topic where no other has more", async () => {
  const reading = await readLibrary(await needLibrary(workspace), shippedFacilities);
  const group = { kind: "papers", name: "mine", ids: lines.slice(0, 6).map(({ id }) => id) } as const;
  const { subjects: found } = impactIn(reading, [group, counted[0], counted[1]], { terms: new Map() });
  expect(found[0]).toMatchObject({ mentions: 6, uses: 0 });
  expect(found[0]?.together).toContainEqual({ name: alma, papers: 3 });
  expect(found.map(ledTopics).slice(1)).toEqual([["astro-ph.GA"], ["astro-ph.GA"]]);
});
