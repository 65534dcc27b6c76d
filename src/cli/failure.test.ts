/** What a program reads of a command that failed: one object, whatever failed and where. */

import { rm } from "node:fs/promises";
import { dirname } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { bareSurvey } from "../survey/bareSurvey.ts";
import type { Workspace } from "../survey/workspace.ts";
import { failureOf } from "./failure.ts";
import { runHere } from "./runHere.ts";

let workspace: Workspace;

beforeAll(async () => {
  workspace = await bareSurvey(3);
});
afterAll(() => rm(dirname(workspace.path), { recursive: true, force: true }));

test.each<[string[], number, string]>([
  [["similar", "bare", "--id", "g0"], 1, "no-representations"],
  [["similar", "none", "--id", "g0"], 1, "no-survey"],
  [["similar", "bare"], 1, "no-representations"],
  [["similar"], 2, "usage"],
  [["clusters", "show", "bare", "--cluster", "0"], 1, "no-clustering"],
  [["selections", "save", "bare", "x", "--where", "none > 1"], 2, "no-column"],
  [["anomalies", "rate", "bare", "none", "--score", "3"], 2, "usage"],
  [["survey", "import", "other", "nowhere.csv"], 1, "file"],
  [["nothing"], 2, "usage"],
])("%j says what failed and by which code", async (args, exitCode, code) => {
  const talk = await runHere(...args, "--workspace", workspace.path);
  expect(talk.stdout).toBe("");
  const ended = await runHere(...args, "--workspace", workspace.path, "--json");
  expect([ended.code, ended.stdout.split("\n")]).toEqual([exitCode, [expect.any(String), ""]]);
  expect(ended.json()).toMatchObject({ code, error: expect.any(String) });
  expect(ended.stderr).toBe(talk.stderr);
  expect(ended.stderr).toContain(ended.json().error);
});

test("a defect of ours has a code too, and help is no failure", async () => {
  expect(failureOf(new TypeError("x is not a function")).json).toEqual({
    error: "x is not a function",
    code: "internal",
  });
  expect((await runHere("similar", "--help", "--json")).stdout).not.toContain('"error"');
});
