/** Writers of labels that are killed at any moment, and what is left then: for tests. */

import { fork } from "node:child_process";
import { readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { RandomStream } from "../random.ts";
import { bareSurvey } from "./bareSurvey.ts";
import { readHistory } from "./labelLog.ts";
import { addTask } from "./labelTask.ts";

const objects = 50;

export interface Killed {
  /** Labels that a writer was told are on the disk. */
  acknowledged: number;
  /** Of them, those that are not there. */
  lost: number;
  /** Lines that repeat a label. */
  twice: number;
}

/**
 * Kills `kills` writers of one survey, one after the other, each in the middle of writing. Each first sends again what its
 * forerunner sent last and may not have heard of, as a page does.
 */
export async function killWriters(kills: number, stream: RandomStream): Promise<Killed> {
  const workspace = await bareSurvey(objects);
  await addTask(workspace, "bare", { name: "odd", kind: "rating" });
  const script = join(workspace.path, "write.mjs");
  const built = (file: string) => JSON.stringify(new URL(`../../dist/src/survey/${file}.js`, import.meta.url).href);
  await writeFile(
    script,
    `import { appendLabels } from ${built("labelLog")};
     import { openWorkspace } from ${built("workspace")};
     const workspace = await openWorkspace(${JSON.stringify(workspace.path)});
     for (let n = Number(process.argv[2]); ; n++) {
       const calls = Array.from({ length: 1 + (n % 3) }, (_, c) =>
         Array.from({ length: 1 + (n % 7) * 40 }, (_, i) => ({
           by: "Ada", task: "odd", id: "g" + (i % ${objects}), value: n % 6, key: [n, c, i].join("-"),
         })),
       );
       process.send({ sending: n });
       await Promise.all(calls.map(async (entries) => {
         const { keys } = await appendLabels(workspace, "bare", entries);
         process.send({ keys });
       }));
     }`,
  );
  const acknowledged = new Set<string>();
  let next = 0;
  for (let kill = 0; kill < kills; kill++) {
    const child = fork(script, [String(next)]);
    await new Promise<void>((resolve) => {
      child.on("message", ({ sending, keys = [] }: { sending?: number; keys?: string[] }) => {
        if (sending !== undefined) next = sending;
        for (const key of keys) acknowledged.add(key);
        if (keys.length > 0) resolve();
      });
    });
    await new Promise((resolve) => setTimeout(resolve, stream.below(120)));
    child.kill("SIGKILL");
    await new Promise((resolve) => child.once("close", resolve));
    // Its lock falls open by itself some seconds later: here what it left is in question, not how long that takes.
    await rm(join(workspace.surveysPath, "bare.labels", "lock"), { recursive: true, force: true });
  }
  const keys = (await readHistory(workspace, "bare")).map(({ key }) => key);
  const there = new Set(keys);
  const lines = await countLines(join(workspace.surveysPath, "bare.labels", "log.jsonl"));
  await rm(dirname(workspace.path), { recursive: true, force: true });
  return {
    acknowledged: acknowledged.size,
    lost: [...acknowledged].filter((key) => !there.has(key)).length,
    twice: lines - there.size,
  };
}

async function countLines(path: string): Promise<number> {
  return (await readFile(path, "utf8")).split("\n").filter((line) => line.endsWith("}")).length;
}
