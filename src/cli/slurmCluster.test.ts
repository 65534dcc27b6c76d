/**
 * almagest slurm on a real Slurm: a shard cancelled, another killed, the merge killed, and the survey as if nothing had
 * happened. Where there is no sbatch with a controller that answers, it says so and is skipped: fixtures/slurm/one-node.sh
 * starts one.
 */

import { execFileSync } from "node:child_process";
import { cp, mkdtemp, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { madeRun } from "../methods/zoobot/madeRun.ts";
import { madeCatalogue } from "../methods/zoobot/madeSurvey.ts";
import { embedSurvey } from "../methods/zoobot/surveyPredictions.ts";
import { importCatalogue } from "../survey/importCatalogue.ts";
import { readRepresentations } from "../survey/representations.ts";
import { openSurvey } from "../survey/survey.ts";
import { openWorkspace, type Workspace } from "../survey/workspace.ts";
import type { Run } from "../training/run.ts";
import { runHere } from "./runHere.ts";

const hasSlurm = answers("scontrol", "ping");
if (!hasSlurm) console.warn("skipped: there is no Slurm here (fixtures/slurm/one-node.sh starts one on this machine)");

function answers(program: string, ...args: string[]): boolean {
  try {
    return execFileSync(program, args, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).includes("UP");
  } catch {
    return false;
  }
}

const objects = 2400;
const shards = 4;
/** At the end of a shard: it has parts when it comes to wait there. */
const stuckIn = { cancelled: 2, killed: 3 };

let folder: string;
let workspace: Workspace;
let network: Run;
/** Ended at the end, however the test ends. */
const submitted: string[] = [];
let expected: Awaited<ReturnType<typeof readRepresentations>>;

beforeAll(async () => {
  if (!hasSlurm) return;
  // Not in the system's folder for temporary files: of that, a cluster's nodes have each their own.
  folder = await mkdtemp(join(process.cwd(), "dist", 'slurm "it\'s" $HOME %j-'));
  const catalogue = await madeCatalogue(join(folder, "catalogue"), 12);
  const images = join(folder, "catalogue", "images");
  for (const shard of Object.values(stuckIn)) await cp(join(images, "3.png"), join(images, `stuck${shard}.png`));
  const lines = Array.from({ length: objects }, (_, i) => {
    const shard = Object.values(stuckIn).find((each) => i === ((each - 1) * objects) / shards + 595);
    return `${String(i).padStart(6, "0")},images/${shard === undefined ? i % 12 : `stuck${shard}`}.png`;
  });
  await writeFile(catalogue, `id_str,file_loc\n${lines.join("\n")}\n`);
  workspace = await openWorkspace(join(folder, "workspace"), { create: true });
  await importCatalogue(workspace, "made", catalogue, {});
  network = await madeRun(workspace, "made");

  await cp(workspace.path, join(folder, "whole"), { recursive: true });
  const whole = await openWorkspace(join(folder, "whole"));
  await embedSurvey(await openSurvey(whole, "made"), network, {});
  expected = await readRepresentations(await openSurvey(whole, "made"), network.id);
});
afterAll(async () => {
  if (submitted.length > 0) execFileSync("scancel", submitted);
  if (folder !== undefined) await rm(folder, { recursive: true, force: true });
});

const image = (shard: number) => join(folder, "catalogue", "images", `stuck${shard}.png`);

/** A pipe that nobody writes to: whoever decodes it waits. */
async function stick(shard: number): Promise<void> {
  await rename(image(shard), `${image(shard)}.sound`);
  execFileSync("mkfifo", [image(shard)]);
}

const free = (shard: number) => rename(`${image(shard)}.sound`, image(shard));

async function until<T>(what: string, found: () => Promise<T | undefined>): Promise<T> {
  for (let tries = 0; tries < 1200; tries++) {
    const value = await found();
    if (value !== undefined) return value;
    await sleep(100);
  }
  throw new Error(`waited in vain for ${what}`);
}

/** A process of ours that works on this workspace with these words in its command line. */
async function processWith(words: string): Promise<number | undefined> {
  for (const pid of (await readdir("/proc")).filter((name) => /^\d+$/.test(name))) {
    const line = await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "");
    const isNode = basename(line.split("\0")[0] ?? "").startsWith("node");
    if (isNode && line.includes(workspace.path) && line.replaceAll("\0", " ").includes(words)) return Number(pid);
  }
  return undefined;
}

async function parts(): Promise<string[]> {
  const plan = join(workspace.path, "shards", `embed.made.${network.id}`);
  const { id } = JSON.parse(await readFile(join(plan, "plan.json"), "utf8"));
  return readdir(join(plan, id));
}

const logs = () => join(workspace.path, "slurm", `embed.made.${network.id}`, "logs");

async function log(name: RegExp): Promise<string> {
  const names = (await readdir(logs())).filter((each) => name.test(each));
  return (await Promise.all(names.map((each) => readFile(join(logs(), each), "utf8")))).join("");
}

async function submit(...args: string[]) {
  const words = ["slurm", "embed", "made", "--run", network.id, "--shards", String(shards), "--cpus", "1"];
  const { code, stdout, stderr } = await runHere(
    ...words,
    ...["--memory", "2G", "--json", "--quiet", "--workspace", workspace.path, ...args],
  );
  const json = () => JSON.parse(stdout);
  if (code === 0) submitted.push(...Object.values<string>(json().jobs ?? {}));
  return { code, stderr, json };
}

/** Slurm lets a job that went back into the queue wait for two minutes. */
const hurry = (job: string) => execFileSync("scontrol", ["update", `JobId=${job}`, "StartTime=now"]);

test.skipIf(!hasSlurm)(
  "a cancelled shard, a killed shard and a killed merge leave the survey as if all had gone well",
  async () => {
    const { cancelled, killed } = stuckIn;
    for (const shard of [cancelled, killed]) await stick(shard);
    const { array } = (await submit()).json().jobs;
    const isStuck = async (shard: number) =>
      (await parts()).includes(`${shard}.0-128.safetensors`) ? true : undefined;

    await until("the shard to cancel", () => isStuck(cancelled));
    execFileSync("scancel", [`${array}_${cancelled - 1}`]);
    await free(cancelled);

    await until("the shard to kill", () => isStuck(killed));
    const pid = await until("its process", () => processWith(`--shard ${killed}/${shards}`));
    await free(killed);
    process.kill(pid, "SIGKILL");
    await until("its return into the queue", async () =>
      (await log(/_2\.log$/)).includes("back into the queue: it was killed") ? true : undefined,
    );
    hurry(`${array}_${killed - 1}`);
    await until("the killed shard to say that it is complete, and went on where it was", async () =>
      /shard 3\/4 is complete: 600 objects, of which [1-5]\d\d had been/.test(await log(/_2\.log$/)) ? true : undefined,
    );
    const others = async () => (await parts()).filter((name) => !name.startsWith(`${cancelled}.`));
    await until("every shard but the cancelled one", async () => ((await others()).length === 15 ? true : undefined));
    expect((await parts()).length).toBeLessThan(20);

    const resumed = submit("--resume", "--wait");
    const merging = await until("the merge", () => processWith("--merge"));
    process.kill(merging, "SIGKILL");
    await until("its return into the queue", async () =>
      (await log(/^merge/)).includes("back into the queue: it was killed") ? true : undefined,
    );
    const [, merge] = /merge-(\d+)\.log/.exec((await readdir(logs())).join("\n")) ?? [];
    hurry(merge ?? "");
    const { code, stderr, json } = await resumed;
    expect([code, stderr, json()]).toMatchObject([0, "", { submitted: [cancelled], merged: true }]);

    const after = await openSurvey(workspace, "made");
    expect(await readRepresentations(after, network.id)).toEqual(expected);
    expect(await readdir(join(workspace.path, "shards"))).toEqual([]);
    expect((await submit()).json()).toMatchObject({ merged: true });
  },
  600_000,
);
