/** Clusters in a real browser: a contact sheet each, named there and seen on the map, saved as a selection, made a label. */

import { rm } from "node:fs/promises";
import { dirname } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { clusterSurvey } from "../src/explore/clusters/clusterSurvey.ts";
import { madeWorkspace } from "../src/methods/zoobot/madeSurvey.ts";
import { randomStream } from "../src/random.ts";
import { shellWord } from "../src/shellWord.ts";
import { mapColumns } from "../src/survey/mapColumns.ts";
import { writeNumberColumns } from "../src/survey/numberColumns.ts";
import { writeRepresentations } from "../src/survey/representations.ts";
import { openSurvey, surveyLabels, surveyObjects } from "../src/survey/survey.ts";
import type { Workspace } from "../src/survey/workspace.ts";
import { type ServedPages, seriousFindings, servePages } from "./testPage.ts";

const objects = 60;
const group = 20;
const dimension = 4;
let workspace: Workspace;
let served: ServedPages;
let page: Page;
let sizes: number[];
let id: string;
const complaints: string[] = [];

/** Two tight groups of 20, and a cloud; on the map they lie side by side. */
beforeAll(async () => {
  workspace = await madeWorkspace(objects);
  const { ids } = await surveyObjects(await openSurvey(workspace, "made"));
  const random = randomStream(1, "clusters");
  const vectors = Float32Array.from({ length: objects * dimension }, (_, at) => {
    const [kind, axis] = [Math.floor(at / dimension / group), at % dimension];
    return kind < 2 ? (axis === kind ? 30 : 0) + 0.1 * random.normal() : 20 * random.normal();
  });
  await writeRepresentations(workspace, "made", "enc", ids, vectors, dimension);
  const { x, y } = mapColumns("enc");
  await writeNumberColumns(workspace, "made", ids, {
    [x]: ids.map((_, i) => 10 * Math.floor(i / group) + random.uniform()),
    [y]: ids.map(() => random.uniform()),
  });
  const request = { run: "enc", filters: [], components: 40, minSize: 15, minSamples: 3, subsamples: 2, seed: 1 };
  const cluster = async (other: { minSize?: number; inside?: { cluster: number } } = {}) =>
    clusterSurvey(await openSurvey(workspace, "made"), { ...request, selection: "leaf", ...other });
  const { clustering } = await cluster();
  id = clustering.id;
  // A later trial that finds nothing hides neither clusters nor names.
  await cluster({ minSize: objects, inside: { cluster: 0 } });
  sizes = clustering.clusters.map(({ size }) => size);
  served = await servePages(workspace);
}, 120_000);
afterAll(async () => {
  await served?.close();
  await rm(dirname(workspace.path), { recursive: true, force: true });
});
beforeEach(async () => {
  page = await served.open(complaints);
});
afterEach(() => page.close());

const text = (what: string | RegExp) => page.getByText(what).first().waitFor();

test("a cluster shows its middle, and passes axe in both themes", async () => {
  for (const colorScheme of ["dark", "light"] as const) {
    await page.emulateMedia({ colorScheme });
    await page.goto(`${served.address}/clusters/made`);
    await text(/2 clusters hold \d+ of 60 objects, by enc/);
    const first = page.getByRole("region", { name: "cluster 0" });
    await first.getByText(`${sizes[0]} objects`).waitFor();
    await first.getByText(/stability \d\.\d\d/).waitFor();
    expect(await first.getByRole("listitem").count()).toBe(12);
    expect(await seriousFindings(page)).toEqual([]);
  }
  expect(complaints).toEqual([]);
});

test("named on the page, a cluster's name stands in its place on the map", async () => {
  await page.goto(`${served.address}/clusters/made`);
  const card = page.getByRole("region", { name: "cluster 0" });
  await card.getByLabel("Name").fill("with a dust lane");
  await card.getByRole("button", { name: "Name it" }).click();
  const named = page.getByRole("region", { name: "with a dust lane" });
  await named.waitFor();
  const other = page.getByRole("region", { name: "cluster 1" });
  await other.getByLabel("Name").fill("with a dust lane");
  await other.getByRole("button", { name: "Name it" }).click();
  await other.getByText('is called "with a dust lane" already').waitFor();

  await page.getByRole("link", { name: "Map" }).click();
  await page.locator(".cluster-name", { hasText: "with a dust lane" }).waitFor();
  await page.getByRole("button", { name: "Density" }).click();
  await page.locator(".plane .density").first().waitFor({ state: "attached" });
  expect(new URL(page.url()).searchParams.get("density")).toBe("1");
  expect(complaints.filter((each) => !each.includes("400"))).toEqual([]);
});

test("a cluster becomes a saved selection, seen in the grid and on the map, and a label", async () => {
  await page.goto(`${served.address}/clusters/made`);
  const card = page.getByRole("region", { name: "cluster 1" });
  await card.getByRole("button", { name: "Save as selection" }).click();
  await card.getByText("Saved as cluster-1").waitFor();
  await card.getByRole("link", { name: "map" }).click();
  await text(`${sizes[1]} of 60 objects selected`);
  await text("in cluster-1");
  await page.goBack();
  await card.getByLabel("Label column").fill("kind");
  await card.getByRole("button", { name: "Make it a label" }).click();
  await text(`${sizes[1]} objects are labelled “cluster-1” in column kind.`);
  const kinds = await surveyLabels(await openSurvey(workspace, "made"), "kind");
  expect(kinds.filter((kind) => kind === "cluster-1")).toHaveLength(sizes[1] as number);
  expect(kinds.filter((kind) => kind !== null)).toHaveLength(sizes[1] as number);

  // A class to learn needs another beside it.
  await card.getByLabel("Label column").fill("dusty");
  await card.getByLabel("Rest").fill("no");
  await card.getByRole("button", { name: "Make it a label" }).click();
  const others = objects - (sizes[1] as number);
  await text(`${sizes[1]} objects are labelled “cluster-1” in column dusty, the other ${others} “no”.`);
  const dusty = await surveyLabels(await openSurvey(workspace, "made"), "dusty");
  expect(dusty.filter((each) => each === "no")).toHaveLength(others);
});

test("three cards are in sight on a screen 1200 wide, and a survey without clusters is told a command that can be pasted", async () => {
  await page.goto(`${served.address}/clusters/made`);
  const card = page.getByRole("region", { name: "cluster 1" });
  const [box, pictures] = [await card.boundingBox(), await card.getByRole("list").boundingBox()];
  expect(box?.height).toBeLessThan(200);
  expect((pictures?.x ?? 0) + (pictures?.width ?? 0)).toBeLessThan(600);
  await page.route("**/clusters", (route) => route.fulfill({ json: { clustering: null, clusters: [] } }));
  await page.reload();
  await text(`almagest clusters made --workspace ${shellWord(workspace.path)}`);
});

test("clusterings are told apart by when, by whose run, by how many clusters and by what they are inside of", async () => {
  await page.goto(`${served.address}/clusters/made`);
  const list = page.getByLabel("Clustering");
  await list.waitFor();
  const options = await list.locator("option").allTextContents();
  const when = "\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d";
  expect(options).toEqual([
    expect.stringMatching(`^${when} by enc: 0 clusters of ${sizes[0]} objects, inside ${id}/0 \\(c-`),
    expect.stringMatching(`^${when} by enc: 2 clusters of 60 objects \\(${id}\\)$`),
  ]);
  expect(await list.inputValue()).toBe(id);
  await list.selectOption({ index: 0 });
  await text(`0 clusters hold 0 of ${sizes[0]} objects, by enc, inside ${id}/0`);
  await text("Nothing stands apart");
});

test("an unknown clustering says which there are", async () => {
  await page.goto(`${served.address}/clusters/made?clustering=c-none`);
  await text('has no clustering "c-none"; it has c-');
});
