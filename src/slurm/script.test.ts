import { spawn, spawnSync } from "node:child_process";
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { array, assert, integer, property } from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Job, mergeScript, ranges, shardsScript } from "./script.ts";

let folder: string;
beforeAll(async () => {
  // What a shell, sbatch and an absent-minded author trip over.
  folder = await mkdtemp(join(tmpdir(), `almagest "it's" $HOME %j -`));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

function job(changes: Partial<Job> = {}): Job {
  return {
    name: "embed-gz2",
    node: join(folder, "node"),
    almagest: join(folder, "almagest.js"),
    command: ["embed", "gz2", "--run", "gz2-0r5ahg"],
    workspace: join(folder, "work space"),
    logs: join(folder, "logs"),
    shards: 4,
    resources: { time: "1:00:00", memory: "8G", cpus: 2, options: [] },
    before: [],
    ...changes,
  };
}

async function program(name: string, ...lines: string[]): Promise<void> {
  const path = join(folder, name);
  await writeFile(path, `#!/bin/bash\n${lines.join("\n")}\n`);
  await chmod(path, 0o755);
}

async function script(text: string): Promise<string> {
  const path = join(folder, "script.sh");
  await writeFile(path, text);
  return path;
}

const task = { SLURM_ARRAY_JOB_ID: "12", SLURM_ARRAY_TASK_ID: "1", SLURM_JOB_ID: "14", PATH: process.env.PATH };

test("indices are written as ranges, each once", () => {
  expect(ranges([0, 1, 2, 5, 7, 8])).toBe("0-2,5,7-8");
  assert(
    property(array(integer({ min: 0, max: 60 })), (numbers) => {
      const indices = [...new Set(numbers)];
      const read = ranges(indices)
        .split(",")
        .filter((part) => part !== "")
        .flatMap((part) => {
          const [from = 0, to = from] = part.split("-").map(Number);
          return Array.from({ length: to - from + 1 }, (_, i) => from + i);
        });
      expect(read).toEqual(indices.sort((a, b) => a - b));
    }),
  );
});

test("an array asks for the missing shards, what it needs of the cluster, and a log with a percent sign in its path", () => {
  const resources = {
    time: "0:30:00",
    memory: "4G",
    cpus: 3,
    partition: "short",
    account: "astro",
    options: ["--gres=gpu:1"],
  };
  const lines = shardsScript(job({ resources }), [2, 4], 1).split("\n");
  for (const directive of [
    "--array=1,3%1",
    "--time=0:30:00",
    "--mem=4G",
    "--cpus-per-task=3",
    "--partition=short",
    "--account=astro",
    "--gres=gpu:1",
    "--requeue",
  ])
    expect(lines).toContain(`#SBATCH ${directive}`);
  const output = lines.find((line) => line.startsWith("#SBATCH --output=")) ?? "";
  expect(output).toContain("%%j");
  expect(output).toMatch(/%A_%a\.log"$/);
  // A merge needs no graphics card.
  expect(mergeScript(job({ resources }))).not.toContain("gpu");
});

test("a task runs its shard with every path as it is, after what makes the node ready, and ends as it ends", async () => {
  await program("node", 'printf "%s\\n" "$MODULE" "$@"', "exit 3");
  const path = await script(shardsScript(job({ before: ["export MODULE='node 22'"] }), [1, 2, 3, 4]));
  const { status, stdout, stderr } = spawnSync("bash", [path], { env: task, encoding: "utf8" });
  expect([status, stderr]).toEqual([3, ""]);
  expect(stdout.trimEnd().split("\n")).toEqual([
    "node 22",
    join(folder, "almagest.js"),
    ...["embed", "gz2", "--run", "gz2-0r5ahg", "--shard", "2/4", "--threads", "2", "--workspace"],
    join(folder, "work space"),
  ]);
});

test("a task that was killed goes back into the queue, but not for ever", async () => {
  await program("node", "kill -KILL $$");
  await mkdir(join(folder, "bin"), { recursive: true });
  await program(join("bin", "scontrol"), `echo "$@" >>"\${0%/*}/asked"`);
  const path = await script(shardsScript(job({ slurmPath: join(folder, "bin") }), [1, 2, 3, 4]));
  const first = spawnSync("bash", [path], { env: task, encoding: "utf8" });
  expect([first.status, first.stdout]).toEqual([137, "back into the queue: it was killed\n"]);
  const sixth = spawnSync("bash", [path], { env: { ...task, SLURM_RESTART_COUNT: "5" }, encoding: "utf8" });
  expect([sixth.status, sixth.stdout]).toEqual([137, "given up after 5 restarts: it was killed\n"]);
  const merge = await script(mergeScript(job({ slurmPath: join(folder, "bin") })));
  spawnSync("bash", [merge], { env: task });
  expect(await readFile(join(folder, "bin", "asked"), "utf8")).toBe("requeue 12_1\nrequeue 14\n");
});

test.each([
  // Slurm warns before the time is up; scancel and preemption end a task for good.
  ["USR1", "back into the queue: its time is up\n", 143],
  ["TERM", "", 143],
] as const)("a task that gets SIG%s asks its shard to end, and waits for it", async (signal, said, exitCode) => {
  await program("node", "trap 'sleep 0.2; exit 143' TERM", "echo begun", "while :; do sleep 0.05; done");
  await mkdir(join(folder, "bin"), { recursive: true });
  await program(join("bin", "scontrol"), ":");
  const path = await script(shardsScript(job({ slurmPath: join(folder, "bin") }), [1]));
  const child = spawn("bash", [path], { env: task, stdio: ["ignore", "pipe", "inherit"] });
  let stdout = "";
  child.stdout.on("data", (chunk) => {
    if (stdout === "") child.kill(`SIG${signal}`);
    stdout += chunk;
  });
  const code = await new Promise((resolve) => child.on("close", resolve));
  expect([code, stdout]).toEqual([exitCode, `begun\n${said}`]);
});
