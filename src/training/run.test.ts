import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeEach, expect, test } from "vitest";
import { openWorkspace, type Workspace } from "../survey/workspace.ts";
import { temporaryFolder } from "../temporaryFolder.ts";
import { createRun, listRuns, openRun, type RunCard, updateRun, withRunLock } from "./run.ts";

let workspace: Workspace;

const content = (createdAt = "2026-11-24T12:00:00.000Z"): Omit<RunCard, "format" | "id"> => ({
  survey: "gz1",
  method: "zoobot",
  status: "finished",
  createdAt,
  configuration: { seed: 1 },
  task: { kind: "labels", column: "class", classes: ["elliptical", "spiral"] },
});

beforeEach(async () => {
  workspace = await openWorkspace(await temporaryFolder("run"), { create: true });
});

test("runs made at the same moment get names of their own, which begin with the survey's", async () => {
  const runs = await Promise.all(Array.from({ length: 20 }, () => createRun(workspace, content())));
  expect(new Set(runs.map(({ id }) => id)).size).toBe(20);
  for (const { id } of runs) expect(id).toMatch(/^gz1-[a-z0-9]{6}$/);
});

test("a run is opened as it was last updated", async () => {
  const run = await createRun(workspace, content());
  await updateRun(run, { summary: { accuracy: 0.9 } });
  expect((await openRun(workspace, run.id)).card).toEqual({ ...run.card, summary: { accuracy: 0.9 } });
});

test("a run that finished says nothing of a failure, though an earlier build left that in its card", async () => {
  const left = { message: "pruning gz1-000000 was interrupted", notResumable: "there is nothing to train on" };
  const { id } = await createRun(workspace, { ...content(), ...left });
  for (const card of [(await openRun(workspace, id)).card, ...(await listRuns(workspace))])
    expect([card.status, card.message, card.notResumable]).toEqual(["finished", undefined, undefined]);
  const failed = await createRun(workspace, { ...content(), ...left, status: "failed" });
  expect((await openRun(workspace, failed.id)).card).toMatchObject(left);
});

test("runs are listed newest first; a damaged card, a half-made folder and a stray file hide only themselves", async () => {
  const old = await createRun(workspace, content("2026-11-01T00:00:00.000Z"));
  const young = await createRun(workspace, content("2026-11-02T00:00:00.000Z"));
  const damaged = await createRun(workspace, content("2026-11-03T00:00:00.000Z"));
  await writeFile(join(damaged.path, "run.json"), '{"format": 1');
  await mkdir(join(workspace.runsPath, "half"));
  await writeFile(join(workspace.runsPath, "stray.txt"), "");
  expect((await listRuns(workspace)).map(({ id }) => id)).toEqual([young.id, old.id]);
  await expect(openRun(workspace, damaged.id)).rejects.toMatchObject({ code: "damaged-run" });
  await expect(openRun(workspace, "half")).rejects.toMatchObject({ code: "no-run" });
});

test("runs of a reproduction are no run of the user's: listed where all are asked for, opened by name", async () => {
  const own = await createRun(workspace, content("2026-11-01T00:00:00.000Z"));
  const other = await createRun(workspace, { ...content("2026-11-02T00:00:00.000Z"), reproduction: "sidda" });
  expect((await listRuns(workspace)).map(({ id }) => id)).toEqual([own.id]);
  expect((await listRuns(workspace, { all: true })).map(({ id }) => id)).toEqual([other.id, own.id]);
  expect((await openRun(workspace, other.id)).id).toBe(other.id);
  await expect(openRun(workspace, "none")).rejects.toThrow(new RegExp(`the latest are ${own.id}$`));
});

test("a name of no run is answered with the latest ones, and never leaves the folder", async () => {
  const { id } = await createRun(workspace, content());
  for (const name of ["gz1-nothere", "..", "../runs", ""])
    await expect(openRun(workspace, name)).rejects.toThrow(`the latest are ${id}`);
});

test("a run from a newer Almagest says so", async () => {
  const { id, path } = await createRun(workspace, content());
  await writeFile(join(path, "run.json"), '{"format": 2}');
  await expect(openRun(workspace, id)).rejects.toMatchObject({ code: "newer-run" });
});

test("a run that says it is running is stopped where no process holds it", async () => {
  const run = await createRun(workspace, { ...content(), status: "running" });
  expect((await openRun(workspace, run.id)).card.status).toBe("stopped");
  await withRunLock(run, async () => {
    expect((await openRun(workspace, run.id)).card.status).toBe("running");
    expect((await listRuns(workspace))[0]?.status).toBe("running");
  });
});

test("two trainers do not get the same run: the second is refused by name", async () => {
  const run = await createRun(workspace, content());
  await withRunLock(run, async () => {
    const second = withRunLock(run, async () => "trained");
    await expect(second).rejects.toMatchObject({ code: "locked" });
    await expect(second).rejects.toThrow(run.id);
  });
  expect(await withRunLock(run, async () => "trained")).toBe("trained");
});
