/** almagest slurm, with programs in the place of Slurm's that note what they are asked; slurmCluster.test.ts has the real ones. */

import { chmod, cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { delimiter, dirname, join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { madeRun } from "../methods/zoobot/madeRun.ts";
import { madeWorkspace } from "../methods/zoobot/madeSurvey.ts";
import { embedSurvey, predictSurvey } from "../methods/zoobot/surveyPredictions.ts";
import { readRepresentations } from "../survey/representations.ts";
import { openSurvey, readColumns } from "../survey/survey.ts";
import { openWorkspace, type Workspace } from "../survey/workspace.ts";
import type { Run } from "../training/run.ts";
import { runHere } from "./runHere.ts";

let made: Workspace;
let network: Run;
let workspace: Workspace;
let slurm: string;
const path = process.env.PATH ?? "";

beforeAll(async () => {
  made = await madeWorkspace(30);
  network = await madeRun(made, "made");
});
afterAll(() => rm(dirname(made.path), { recursive: true, force: true }));

beforeEach(async () => {
  const copy = await mkdtemp(join(dirname(made.path), "work space-"));
  await cp(made.path, copy, { recursive: true });
  workspace = await openWorkspace(copy);
  slurm = join(copy, "bin");
  await mkdir(slurm);
  await program("sbatch", `echo "$@" >>"$dir/asked"`, `echo "$(($(wc -l <"$dir/asked") + 10));cluster"`);
  await program("squeue", 'cat "$dir/queue"');
  await program("scancel", `echo "scancel $*" >>"$dir/cancelled"`);
  await queue();
  process.env.PATH = `${slurm}${delimiter}${path}`;
});
afterEach(() => {
  process.env.PATH = path;
});

async function program(name: string, ...lines: string[]): Promise<void> {
  await writeFile(join(slurm, name), `#!/bin/bash\ndir=\${0%/*}\n${lines.join("\n")}\n`);
  await chmod(join(slurm, name), 0o755);
}

const queue = (...lines: string[]) => writeFile(join(slurm, "queue"), lines.map((line) => `${line}\n`).join(""));

const asked = async () => (await readFile(join(slurm, "asked"), "utf8")).trimEnd().split("\n");

const scripts = () => join(workspace.path, "slurm", `embed.made.${network.id}`);

const run = (...args: string[]) => runHere(...args, "--run", network.id, "--workspace", workspace.path);

const submit = (...args: string[]) => run("slurm", "embed", "made", "--shards", "3", ...args);

const shard = (k: number) => run("embed", "made", "--shard", `${k}/3`);

test("an array and a merge after it are submitted, and what is missing is submitted again", async () => {
  const first = await submit("--json");
  expect([first.code, first.json()]).toMatchObject([
    0,
    { submitted: [1, 2, 3], waiting: [], jobs: { array: "11", merge: "12" }, merged: false },
  ]);
  expect(await asked()).toEqual([
    `--parsable ${join(scripts(), "shards.sh")}`,
    `--parsable --dependency=afterok:11 --kill-on-invalid-dep=yes ${join(scripts(), "merge.sh")}`,
  ]);

  await shard(1);
  const unsaid = await submit();
  expect([unsaid.code, unsaid.stderr]).toEqual([
    2,
    expect.stringMatching(/begun already, and 1 of 3 shards are complete: .* --resume, .* --again\n$/),
  ]);

  await queue("11_1 RUNNING", "12 PENDING", "77_2 RUNNING");
  const resumed = await submit("--resume", "--json");
  expect(resumed.json()).toMatchObject({ submitted: [3], waiting: [2], jobs: { array: "13", merge: "14" } });
  expect(await readFile(join(scripts(), "shards.sh"), "utf8")).toContain("#SBATCH --array=2\n");
  expect((await asked()).slice(2)).toEqual([
    `--parsable ${join(scripts(), "shards.sh")}`,
    `--parsable --dependency=afterok:13:11_1 --kill-on-invalid-dep=yes ${join(scripts(), "merge.sh")}`,
  ]);
  expect(await readFile(join(slurm, "cancelled"), "utf8")).toBe("scancel 12\n");

  await queue("11_1 RUNNING", "13_2 PENDING", "14 PENDING");
  expect((await submit("--resume")).stdout).toContain(
    "2 shards (2, 3) still in the queue; the merge after them is job 14.",
  );
  expect((await submit("--again")).stderr).toContain(
    `Slurm still has 2 shards of embed made by ${network.id}: first scancel 11_1 13_2`,
  );
  expect((await asked()).length).toBe(4);
}, 120_000);

test("shards that run by their scripts give what the whole gives, to the last digit, and are merged once", async () => {
  // In place of a cluster: each task at once, as Slurm would run it.
  await program(
    "sbatch",
    'for script; do :; done; cd /; array=$(sed -n "s/^#SBATCH --array=0-//p" "$script")',
    'echo "$script" >>"$dir/asked"; export SLURM_ARRAY_JOB_ID=5 SLURM_JOB_ID=5',
    'log=$(sed -n "s/^#SBATCH --output=\\"\\(.*\\)\\/[^/]*\\"$/\\1/p" "$script")/log',
    `for task in $(seq 0 "\${array:-0}"); do SLURM_ARRAY_TASK_ID=$task bash "$script" >>"$log" 2>&1 || exit 1; done`,
    'wc -l <"$dir/asked"',
  );
  const ended = await submit("--wait", "--json", "--cpus", "1");
  expect([ended.code, ended.stderr, ended.json()]).toMatchObject([0, "", { merged: true }]);
  const log = await readFile(join(scripts(), "logs", "log"), "utf8");
  expect(log).toBe(
    `${[1, 2, 3].map((k) => `made: shard ${k}/3 is complete: 10 objects\n`).join("")}made: embed of 30 objects by ${network.id} merged\n`,
  );
  expect(await readdir(join(workspace.path, "shards"))).toEqual([]);

  const whole = await openSurvey(made, "made");
  await embedSurvey(whole, network, {});
  const vectors = async (of: Workspace) => readRepresentations(await openSurvey(of, "made"), network.id);
  expect(await vectors(workspace)).toEqual(await vectors(made));

  const version = (await openSurvey(workspace, "made")).card.tableVersion;
  for (const again of [await submit("--resume"), await shard(2), await run("embed", "made", "--merge")])
    expect([again.code, again.stdout]).toEqual([0, expect.stringMatching(/merged before \(20.*\): nothing to do\n$/)]);
  expect((await openSurvey(workspace, "made")).card.tableVersion).toBe(version);
}, 120_000);

test("predictions in shards are those of the whole, with the same views", async () => {
  const predict = (...args: string[]) => run("predict", "made", "--views", "2", ...args);
  for (const k of [2, 1]) expect((await predict("--shard", `${k}/2`)).code).toBe(0);
  const others = await run("predict", "made", "--views", "3", "--shard", "1/2");
  expect([others.code, others.stderr]).toEqual([1, expect.stringContaining("were planned with --views 2")]);
  expect((await predict("--merge", "--json")).json()).toMatchObject({ merged: true, objects: 30, gone: 0 });
  await predictSurvey(await openSurvey(made, "made"), network, { views: 2 });
  const [sharded, whole] = [await openSurvey(workspace, "made"), await openSurvey(made, "made")];
  expect(sharded.card.predictions).toEqual(whole.card.predictions);
  const columns = (await whole.table.schema()).fields.map(({ name }) => name).filter((name) => name.includes("%40"));
  expect(columns.length).toBeGreaterThan(0);
  const values = async (survey: typeof whole) =>
    (await readColumns(survey, columns.map(decodeURIComponent))).map((row) => ({ ...row }));
  expect(await values(sharded)).toEqual(await values(whole));
}, 120_000);

test("a shard that left the queue without being complete is named, with what goes on with it", async () => {
  await submit();
  await shard(2);
  const { code, stderr } = await submit("--resume", "--wait", "--quiet");
  expect([code, stderr]).toEqual([
    1,
    expect.stringMatching(
      new RegExp(
        `shards 1, 3 of 3 left the queue .*almagest slurm embed made --run ${network.id} --shards 3 --resume\n$`,
      ),
    ),
  ]);
  for (const k of [1, 3]) await shard(k);
  const merge = await submit("--resume", "--wait", "--quiet");
  expect(merge.stderr).toContain("all 3 shards are complete, but the merge ended early");
}, 120_000);

test("without Slurm the scripts are written, and the way without it is said in one line", async () => {
  process.env.PATH = "/nowhere";
  const { code, stdout, stderr } = await submit("--json");
  expect(code).toBe(1);
  expect(JSON.parse(stdout)).toMatchObject({
    submitted: [],
    scripts: { shards: join(scripts(), "shards.sh"), merge: join(scripts(), "merge.sh") },
    error: expect.stringMatching(/^there is no sbatch on this machine, so nothing was submitted/),
  });
  expect(stderr).toMatch(/^almagest: there is no sbatch on this machine, so nothing was submitted\. [^\n]+\n$/);
  expect(stderr).toContain(`--shard 1/3 --workspace '${workspace.path}' and so on to 3/3, then almagest embed`);
  for (const name of ["shards.sh", "merge.sh"]) expect(stderr).toContain(join(scripts(), name));
  expect((await readdir(scripts())).sort()).toEqual(["logs", "merge.sh", "shards.sh"]);

  expect(stderr).toMatch(/Kept: the plan \(.*shards.*\) and the scripts; the same command goes on with them\n$/);
  const again = await submit();
  expect([again.code, again.stderr]).toEqual([1, stderr]);
  process.env.PATH = `${slurm}${delimiter}${path}`;
  expect((await submit("--json")).json()).toMatchObject({ submitted: [1, 2, 3] });
  expect((await submit()).stderr).toContain("was begun already");
}, 60_000);

test("the encoder in the package is --model shipped, and --run shipped as well", async () => {
  const shipped = (...args: string[]) => runHere(...args, "made", "--workspace", workspace.path, "--json");
  const scripts = await shipped("slurm", "embed", "--run", "shipped", "--shards", "3", "--dry-run");
  expect(scripts.json()).toMatchObject({
    by: "shipped",
    scripts: { shards: expect.stringContaining("--model shipped") },
  });
  expect((await shipped("embed", "--run", "shipped", "--shard", "1/30")).json()).toMatchObject({ by: "shipped" });
  const unsaid = await shipped("embed");
  expect([unsaid.code, unsaid.stderr]).toEqual([2, expect.stringContaining("--model shipped")]);
}, 60_000);

test("where Slurm is installed and not set up, what is wrong and the way without it are said in one line", async () => {
  await program(
    "sbatch",
    "echo 'sbatch: error: resolve_ctls_from_dns_srv: res_nsearch error: Unknown host' >&2",
    "echo 'sbatch: fatal: Could not establish a configuration source' >&2",
    "exit 1",
  );
  const { code, stderr } = await submit();
  expect(code).toBe(1);
  expect(stderr).toMatch(
    /^almagest: sbatch finds no Slurm cluster from this machine \("Could not establish a configuration source"\), so nothing was submitted\. [^\n]+\n$/,
  );
  expect(stderr).toContain(`--shard 1/3 --workspace '${workspace.path}' and so on to 3/3, then almagest embed`);
  // What was asked for wrongly is Slurm's to say.
  await program("sbatch", "echo 'sbatch: error: invalid partition specified: short' >&2", "exit 1");
  expect((await submit("--again")).stderr).toBe("almagest: sbatch failed: invalid partition specified: short\n");
}, 60_000);

test("--dry-run prints the scripts, and leaves the workspace as it was", async () => {
  const before = await readdir(workspace.path, { recursive: true });
  const { code, stdout } = await submit("--dry-run", "--partition", "short", "--before", "module load gcc");
  expect(code).toBe(0);
  for (const text of ["#SBATCH --array=0-2\n", "#SBATCH --partition=short\n", "\nmodule load gcc\n", "--merge"])
    expect(stdout).toContain(text);
  expect((await readdir(workspace.path, { recursive: true })).sort()).toEqual(before.sort());
});

test("what sbatch refuses is said, and nothing is left that was not submitted", async () => {
  await program("sbatch", 'echo "sbatch: error: invalid partition specified: shrt" >&2', "exit 1");
  const { code, stderr } = await submit("--partition", "shrt");
  expect([code, stderr]).toEqual([1, "almagest: sbatch failed: invalid partition specified: shrt\n"]);
  await program("sbatch", `echo "$@" >>"$dir/asked"`, "echo 5");
  expect((await submit("--resume", "--json")).json()).toMatchObject({ submitted: [1, 2, 3] });
}, 60_000);

test("--again drops what was computed, and what was merged", async () => {
  await shard(1);
  expect((await submit("--again", "--json")).json()).toMatchObject({ submitted: [1, 2, 3] });
  for (const k of [1, 2, 3]) await shard(k);
  await run("embed", "made", "--merge");
  expect((await submit("--json")).json()).toMatchObject({ merged: true });
  expect((await submit("--again", "--json")).json()).toMatchObject({ submitted: [1, 2, 3] });
}, 120_000);

test.each<[string[], number, RegExp]>([
  [["embed", "made", "--shard", "5/4"], 2, /it must be a shard of several, such as 2\/4/],
  [["embed", "made", "--shard", "1/2", "--merge"], 2, /cannot be used with/],
  [["predict", "made", "--shard", "1/2", "--out", "table.csv"], 2, /cannot be used with/],
  [["embed", "made", "--shard", "1/31"], 2, /has 30 objects: it cannot be split into 31 shards/],
  [["embed", "made", "--merge"], 1, /there are no shards of embed made by .* to merge/],
  [["slurm", "embed", "made", "--shards", "0"], 2, /from 1 to/],
  [["slurm", "embed", "made", "--shards", "2", "--time", "soon"], 2, /a time as sbatch takes it/],
  [["slurm", "embed", "made", "--shards", "2", "--memory", "8 G"], 2, /a size as sbatch takes it/],
  [["slurm", "embed", "made", "--shards", "2", "--partition", "a\n#SBATCH --x"], 2, /a name/],
  [["slurm", "embed", "nothing", "--shards", "2"], 1, /no survey "nothing"/],
])("%j is refused in one line", async (args, exitCode, line) => {
  const { code, stderr } = await run(...args);
  expect([code, stderr]).toEqual([exitCode, expect.stringMatching(line)]);
  expect(stderr.split("\n").length).toBe(2);
});

test("shards that were begun in another number are gone on with as they are", async () => {
  await shard(1);
  const { code, stderr } = await run("embed", "made", "--shard", "1/4");
  expect([code, stderr]).toEqual([2, expect.stringContaining("was begun in 3 shards, not 4")]);
});
