import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import type { Split } from "../../survey/split.ts";
import { openWorkspace, type Workspace } from "../../survey/workspace.ts";
import { temporaryFolder } from "../../temporaryFolder.ts";
import { writeExamples } from "../../training/examples.ts";
import { createRun, type Run } from "../../training/run.ts";
import { heldOut, parted } from "./heldOut.ts";

let workspace: Workspace;
beforeAll(async () => {
  workspace = await openWorkspace(await temporaryFolder("held-out"), { create: true });
});

/** Of images a, b, c, ...: of class x. */
async function runOf(splits: readonly Split[], configuration: Record<string, unknown> = {}): Promise<Run> {
  const names = splits.map((_, i) => String.fromCharCode(97 + i));
  const run = await createRun(workspace, {
    survey: "made",
    method: "zoobot",
    status: "finished",
    createdAt: new Date(0).toISOString(),
    configuration,
    task: { kind: "labels", column: "class", classes: ["x", "y"] },
  });
  await writeExamples(run, { ids: names, images: names, splits: [...splits], targets: names.map(() => [1, 0]) });
  return run;
}

describe("objects held out", () => {
  test("are the test objects from which no other run learnt", async () => {
    const first = await runOf(["train", "validation", "test", "test"]);
    const other = await runOf(["test", "test", "train", "test"]);
    expect(await heldOut([first, other])).toMatchObject({ images: ["d"], hasChosenEpoch: false });
  });

  test("are the validation objects where there are no others, which is said", async () => {
    const run = await runOf(["train", "validation", "validation"]);
    expect(await heldOut([run])).toMatchObject({ images: ["b", "c"], hasChosenEpoch: true });
  });

  test("are none where all were learnt from", async () => {
    expect(await heldOut([await runOf(["train", "train"])])).toBeUndefined();
  });

  test("are not those of a survey that was adapted to", async () => {
    const run = await runOf(["train", "test", "test"], { sources: 2 });
    expect(await heldOut([run])).toMatchObject({ images: ["b"] });
  });
});

test("parts hold every object once, are of all but the same size, and the same for the same seed", () => {
  fc.assert(
    fc.property(fc.nat(200), fc.integer({ min: 1, max: 4 }), fc.nat(), (objects, parts, seed) => {
      const found = parted(objects, parts, seed);
      expect(found.flat().sort((a, b) => a - b)).toEqual(Array.from({ length: objects }, (_, i) => i));
      const sizes = found.map(({ length }) => length);
      expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
      expect(parted(objects, parts, seed)).toEqual(found);
    }),
  );
});
