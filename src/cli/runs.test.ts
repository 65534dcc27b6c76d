import { expect, test } from "vitest";
import { openWorkspace } from "../survey/workspace.ts";
import { temporaryFolder } from "../temporaryFolder.ts";
import { createRun } from "../training/run.ts";
import { runHere } from "./runHere.ts";

test("runs RUN says what to know before it is used, and what it reached", async () => {
  const workspace = await openWorkspace(await temporaryFolder("runs"), { create: true });
  const { id } = await createRun(workspace, {
    survey: "radio",
    method: "sidda",
    status: "finished",
    createdAt: "2026-11-24T12:00:00.000Z",
    configuration: { seed: 1, augment: "turns" },
    task: { kind: "labels", column: "class", classes: ["FRI", "FRII"] },
    remark: "The run's predictions are worth nothing",
    summary: { accuracy: 0.466, labels: 688 },
  });
  const { stdout } = await runHere("runs", id, "--workspace", workspace.path);
  expect(stdout).toContain("\nremark: The run's predictions are worth nothing\n  accuracy: 0.4660\n  labels: 688\n");
  expect(stdout).toContain("\nsettings: seed 1, augment turns\n");
});
