import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openSurvey, surveyLabels, surveyObjects } from "../survey/survey.ts";
import { openWorkspace, type Workspace } from "../survey/workspace.ts";
import { realFolders, reproduceReal } from "./siddaReal.ts";
import type { Steps } from "./steps.ts";

let folder: string;
let workspace: Workspace;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "almagest-real-"));
  workspace = await openWorkspace(join(folder, "workspace"), { create: true });
  const png = await sharp({ create: { width: 40, height: 30, channels: 3, background: "grey" } })
    .png()
    .toBuffer();
  const write = async (name: string, head: string, rows: string[]) => {
    await mkdir(join(folder, "data", name), { recursive: true });
    await writeFile(join(folder, "data", name, "galaxy.png"), png);
    await writeFile(join(folder, "data", name, "catalog.csv"), `${[`id_str,file_loc,${head}`, ...rows].join("\n")}\n`);
  };
  await write(realFolders.source, "class", [
    "1,galaxy.png,elliptical",
    "2,galaxy.png,clockwise_spiral",
    "3,galaxy.png,anticlockwise_spiral",
    "4,galaxy.png,edge_on",
    "5,galaxy.png,merger",
    "6,galaxy.png,edge_on",
  ]);
  await write(realFolders.near, "derived_label", [
    "6,galaxy.png,edge-on",
    "7,galaxy.png,merger",
    "8,galaxy.png,spiral",
  ]);
  await write(realFolders.far, "ring", ["J1,galaxy.png,1", "J2,galaxy.png,0"]);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** No network is trained: each step gives what a run would have. */
function trained(accuracy: (name: string) => number): Steps {
  const side = (value: number) => ({ accuracy: value, calibration: 0.1, brier: 0.1, balanced: value });
  return {
    skipped: 0,
    done: <T>(name: string) => Promise.resolve({ source: side(0.9), target: side(accuracy(name)) } as T),
  };
}

test("classes are matched by what either set calls them, and no galaxy of the target is learnt with its label", async () => {
  const steps = trained(() => 0.5);
  await reproduceReal(workspace, steps, { data: join(folder, "data"), scale: "small", seeds: 1, threads: 1 });
  const labelled = async (name: string) => {
    const survey = await openSurvey(workspace, `sidda-real-${name}-300`);
    const { ids, images } = await surveyObjects(survey);
    const { width, height } = await sharp(images[0]).metadata();
    expect([width, height]).toEqual([64, 64]);
    return Object.fromEntries((await surveyLabels(survey, "class")).map((label, i) => [ids[i], label]));
  };
  expect(await labelled(realFolders.source)).toEqual({ 1: "elliptical", 2: "spiral", 3: "spiral", 4: "edge-on" });
  expect(await labelled(realFolders.near)).toEqual({ 6: "edge-on", 8: "spiral" });
  expect(await labelled(realFolders.far)).toEqual({ J1: "spiral", J2: "spiral" });
});

test.each([
  [0.1, "holds"],
  [-0.1, "does not"],
])("a gain of %d in every seed: %s", async (gain, verdict) => {
  const steps = trained((name) => (name.includes("sinkhorn") ? 0.7 + gain : 0.7) + 0.001 * Number(name.at(-1)));
  const { claims } = await reproduceReal(workspace, steps, {
    data: join(folder, "data"),
    scale: "small",
    seeds: 3,
    threads: 2,
  });
  expect(claims.map((claim) => claim.verdict)).toEqual([verdict, verdict]);
  expect(claims[0]?.ours).toBeCloseTo(gain, 6);
});

test("a folder that lacks a set, or a catalogue that lacks a column, is named", async () => {
  const request = { scale: "small", seeds: 1, threads: 1 } as const;
  await expect(
    reproduceReal(
      workspace,
      trained(() => 0),
      { ...request, data: join(folder, "nowhere") },
    ),
  ).rejects.toThrow(/cannot read .*nowhere.*catalog\.csv: it does not exist/);
  const other = await openWorkspace(join(folder, "other"), { create: true });
  await mkdir(join(folder, "odd"), { recursive: true });
  for (const name of Object.values(realFolders)) {
    await mkdir(join(folder, "odd", name), { recursive: true });
    await writeFile(join(folder, "odd", name, "catalog.csv"), "id_str,file_loc\n1,x.png\n");
  }
  await expect(
    reproduceReal(
      other,
      trained(() => 0),
      { ...request, data: join(folder, "odd") },
    ),
  ).rejects.toThrow(/galaxy-zoo-2.*has no column derived_label/);
});
