/** almagest cutout and almagest slurm cutout, with a killed process and programs in the place of Slurm's. */

import { spawn, spawnSync } from "node:child_process";
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { simulateMosaic } from "../sky/simulateMosaic.ts";
import { runHere } from "./runHere.ts";

const almagest = fileURLToPath(new URL("../../dist/src/cli/almagest.js", import.meta.url));
const path = process.env.PATH ?? "";
let folder: string;
let sky: { catalogue: string; mosaics: string };
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "almagest cutout-"));
  sky = await simulateMosaic({ count: 40, seed: 2, tiles: 2, side: 200, folder: join(folder, "sky") });
});
afterAll(async () => {
  process.env.PATH = path;
  await rm(folder, { recursive: true, force: true });
});

const words = (out: string) => [
  "cutout",
  sky.catalogue,
  "--mosaics",
  sky.mosaics,
  "--bands",
  "g,r,i",
  "--size",
  "32",
  "--out",
  join(folder, out),
];

const last = (text: string) => text.trimEnd().split("\n").at(-1) ?? "";

test("a catalogue is cut out, imported as a survey, and cut out again from there with a condition", async () => {
  const first = await runHere(...words("first"), "--json");
  expect(first.code).toBe(0);
  expect(JSON.parse(last(first.stdout))).toMatchObject({ objects: 40, cut: 40, leftOut: 0, merged: true, bad: 0 });
  const workspace = ["--workspace", join(folder, "workspace")];
  const imported = await runHere("survey", "import", "strip", join(folder, "first", "catalog.csv"), ...workspace);
  expect(imported.stdout).toContain("strip: 40 added");
  const [, , ...options] = words("second");
  const second = await runHere(
    "cutout",
    "strip",
    ...options,
    "--where",
    "truth_type = spiral",
    "--north-up",
    "--arcsec",
    "10",
    ...workspace,
    "--json",
  );
  const told = JSON.parse(last(second.stdout));
  const catalogue = await readFile(sky.catalogue, "utf8");
  expect(told.cut).toBe(catalogue.split("\n").filter((line) => line.endsWith(",spiral")).length);
  const again = await runHere(...words("first"));
  expect(again.stdout).toMatch(/40 cutouts, made before .*: nothing to do/);
});

test("packed mosaics give the same pictures", async () => {
  const tiles = join(folder, "sky", "tiles");
  const packed = join(folder, "packed");
  await mkdir(packed);
  for (const name of await readdir(tiles))
    await writeFile(join(packed, `${name}.gz`), gzipSync(await readFile(join(tiles, name)), { level: 1 }));
  const [command = "", catalogue = "", ...options] = words("unpacked");
  options[1] = join(packed, "*.fits.gz");
  expect((await runHere(command, catalogue, ...options)).code).toBe(0);
  await runHere(...words("plain"));
  for (const name of await readdir(join(folder, "plain", "images")))
    expect(await readFile(join(folder, "unpacked", "images", name))).toEqual(
      await readFile(join(folder, "plain", "images", name)),
    );
  expect((await readdir(tmpdir())).filter((name) => name.startsWith("almagest-unpacked-"))).toEqual([]);
});

test("killed at any moment and run again, the pictures and the catalogue are the same", async () => {
  await runHere(...words("whole"));
  const wanted = join(folder, "whole");
  // Later and later, until it is done before it is killed.
  for (let patience = 600; ; patience *= 1.7) {
    const child = spawn(process.execPath, [almagest, ...words("killed"), "--quiet"], { stdio: "ignore" });
    const ended = new Promise<boolean>((resolve) => child.on("exit", (code) => resolve(code === 0)));
    const isDone = await Promise.race([ended, sleep(patience).then(() => undefined)]);
    if (isDone !== undefined) {
      expect(isDone).toBe(true);
      break;
    }
    child.kill("SIGKILL");
    await ended;
  }
  const found = join(folder, "killed");
  expect((await readdir(join(found, "images"))).sort()).toEqual((await readdir(join(wanted, "images"))).sort());
  expect(await readFile(join(found, "catalog.csv"), "utf8")).toBe(await readFile(join(wanted, "catalog.csv"), "utf8"));
  for (const name of await readdir(join(wanted, "images")))
    expect(await readFile(join(found, "images", name))).toEqual(await readFile(join(wanted, "images", name)));
});

test("what makes no sense is refused in one line, with the exit code of a mistake", async () => {
  const lines: [string[], string][] = [
    [["--arcsec", "10", "--size-column", "radius_arcsec"], "give one of them"],
    [["--bands", "g,r,i,z"], "a picture shows 1 to 3 bands"],
    [["--size", "2"], "it must be a whole number from 4 to 4096"],
    [["--format", "gif"], "it must be jpeg, png, fits"],
    [["--scale", "1,x"], "it must be numbers, such as 6,3.4,2.2"],
    [["--shard", "3/2"], "it must be a shard of several"],
    [["--where", "colour"], "is no condition"],
  ];
  for (const [more, expected] of lines) {
    const { code, stderr } = await runHere(...words("never"), ...more);
    expect([code, last(stderr)]).toEqual([2, expect.stringContaining(expected)]);
  }
  const { code, stderr } = await runHere("cutout", "nowhere.csv", ...words("never").slice(2));
  expect([code, last(stderr)]).toEqual([1, expect.stringContaining("nowhere.csv: it does not exist")]);
});

test("slurm cutout submits an array and a merge after it, whose scripts do the work and do it once", async () => {
  const bin = join(folder, "bin");
  await mkdir(bin);
  const program = async (name: string, ...lines: string[]) => {
    await writeFile(join(bin, name), `#!/bin/bash\ndir=\${0%/*}\n${lines.join("\n")}\n`);
    await chmod(join(bin, name), 0o755);
  };
  await program("sbatch", `echo "$@" >>"$dir/asked"`, `echo "$(($(wc -l <"$dir/asked") + 10));cluster"`);
  await program("squeue", "true");
  await program("scancel", "true");
  process.env.PATH = `${bin}${delimiter}${path}`;
  const [command = "", ...rest] = words("cluster");
  const submit = (...more: string[]) => runHere("slurm", command, ...rest, "--shards", "3", ...more, "--json");
  const dry = JSON.parse(last((await submit("--dry-run")).stdout));
  expect(dry.scripts.shards).toContain("#SBATCH --array=0-2");
  expect(dry.scripts.shards).not.toContain("--threads");
  await expect(readdir(join(folder, "cluster"))).rejects.toThrow();
  const told = JSON.parse(last((await submit()).stdout));
  expect(told).toMatchObject({ shards: 3, submitted: [1, 2, 3], jobs: { array: "11", merge: "12" } });
  expect((await submit()).stderr).toContain("was begun already, and 0 of 3 shards are complete");
  const task = (script: string, index?: number) =>
    spawnSync("bash", [script], {
      env: { PATH: process.env.PATH, SLURM_ARRAY_TASK_ID: String(index), SLURM_JOB_ID: "1" },
      encoding: "utf8",
    });
  expect(task(told.scripts.shards, 0).status).toBe(0);
  const early = task(told.scripts.merge);
  expect([early.status, early.stderr]).toEqual([1, expect.stringContaining("shards 2, 3 of 3 are not complete")]);
  const resumed = JSON.parse(last((await submit("--resume")).stdout));
  expect(resumed.submitted).toEqual([2, 3]);
  for (const index of [1, 2]) expect(task(resumed.scripts.shards, index).status).toBe(0);
  expect(task(resumed.scripts.merge).stdout).toContain("40 cutouts of 40 objects");
  expect(task(resumed.scripts.merge).stdout).toContain("made before");
  await runHere(...words("here"));
  expect(await readFile(join(folder, "cluster", "catalog.csv"))).toEqual(
    await readFile(join(folder, "here", "catalog.csv")),
  );
});
