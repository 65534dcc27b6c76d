/** What people get wrong, from the command line: one clear line, a non-zero exit code, and everything stored as it was. */

import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { linkSync, mkdirSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import { mkdir, mkdtemp, readdir, readFile, rename, rm, truncate, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { crc32, deflateSync } from "node:zlib";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { madeCatalogue } from "../methods/zoobot/madeSurvey.ts";
import { writeSafetensors } from "../nn/safetensors.ts";
import { sharp } from "../sky/sharp.ts";
import { withJobsHere } from "../training/jobsHere.ts";
import { type Ended, runHere } from "./runHere.ts";

const almagest = fileURLToPath(new URL("../../dist/src/cli/almagest.js", import.meta.url));

let folder: string;
let workspace: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "almagest-cli-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));
let cases = 0;
beforeEach(() => {
  workspace = join(folder, `workspace${cases++}`);
});

/** In a process of its own, to kill or to interrupt. */
function started(args: readonly string[]): { child: ChildProcess; ended: Promise<Ended> } {
  const child = spawn(process.execPath, [almagest, ...args, "--workspace", workspace], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  const ended = new Promise<Ended>((resolve) => {
    let [stdout, stderr] = ["", ""];
    child.stdout?.on("data", (chunk) => {
      stdout += chunk;
    });
    child.stderr?.on("data", (chunk) => {
      stderr += chunk;
    });
    child.on("close", (code) => resolve({ code, stdout, stderr }));
  });
  return { child, ended };
}

const run = (...args: string[]) => runHere(...args, "--workspace", workspace);

/** A catalogue of its own for one test, to damage. */
async function catalogue(name: string, count = 6): Promise<string> {
  return madeCatalogue(join(folder, name), count);
}

async function edited(path: string, edit: (lines: string[]) => string[]): Promise<string> {
  const lines = (await readFile(path, "utf8")).trimEnd().split("\n");
  await writeFile(path, `${edit(lines).join("\n")}\n`);
  return path;
}

const lastLine = (text: string) => text.trimEnd().split("\n").at(-1) ?? "";

describe("a catalogue with one bad row", () => {
  const bad: [string, (path: string) => Promise<unknown>, RegExp][] = [
    [
      "a truncated image",
      (path) => truncate(join(dirname(path), "images", "1.png"), 300),
      /row 3.*1\.png: .*(damaged|cut off)/,
    ],
    [
      "a text file named .png",
      (path) => writeFile(join(dirname(path), "images", "2.png"), "not a picture"),
      /row 4.*2\.png: .*not a/,
    ],
    ["a missing image", (path) => rm(join(dirname(path), "images", "3.png")), /row 5.*3\.png: .*does not exist/],
    [
      'votes "abc"',
      (path) =>
        edited(path, (lines) =>
          lines.map((line, i) => (i === 2 ? line.replace(/,\d+,(\d+),(\d+)$/, ",abc,$1,$2") : line)),
        ),
      /row 3.*"abc" is not a count of votes/,
    ],
    [
      "negative votes",
      (path) => edited(path, (lines) => lines.map((line, i) => (i === 2 ? line.replace(/,\d+$/, ",-4") : line))),
      /row 3.*-4 is negative/,
    ],
    [
      "half a vote",
      (path) => edited(path, (lines) => lines.map((line, i) => (i === 2 ? line.replace(/,\d+$/, ",2.5") : line))),
      /row 3.*2\.5 is not a whole number/,
    ],
    ["a repeated id", (path) => edited(path, (lines) => [...lines, lines[1] ?? ""]), /row 8.*stands in row 2 too/],
    [
      "an empty id",
      (path) => edited(path, (lines) => lines.map((line, i) => (i === 4 ? line.replace(/^\d+/, "") : line))),
      /row 5.*id_str is empty/,
    ],
    [
      "too few fields",
      (path) => edited(path, (lines) => lines.map((line, i) => (i === 4 ? "5877,images/3.png" : line))),
      /row 5.*2 fields, where the header has 6/,
    ],
  ];

  test.each(bad)(
    "%s: names the row and why, imports nothing, or the others with --skip-bad",
    async (name, damage, message) => {
      const path = await catalogue(name.replace(/\W+/g, "-"));
      await damage(path);
      const refused = await run("survey", "import", "bad", path);
      expect(refused.code).toBe(1);
      expect(refused.stderr).toMatch(message);
      expect(lastLine(refused.stderr)).toMatch(/nothing was imported.*--skip-bad/);
      expect((await run("survey", "list", "--json")).stdout).toBe('{"surveys":[]}\n');

      const skipped = await run("survey", "import", "bad", path, "--skip-bad", "--json");
      expect(skipped.code).toBe(3);
      const report = JSON.parse(lastLine(skipped.stdout));
      expect(report.faults).toHaveLength(1);
      expect(report.added).toBe(name === "a repeated id" ? 6 : 5);
    },
  );
});

describe("a file that is no catalogue", () => {
  const files: [string, string | Buffer, RegExp][] = [
    ["empty.csv", "", /empty\.csv is empty/],
    ["header.csv", "id_str,file_loc\n", /header\.csv has column names but no rows/],
    ["no-id.csv", "ID,file_loc\n1,a.png\n", /no-id\.csv has no column "id_str"/],
    ["no-file.csv", "id_str,path\n1,a.png\n", /no-file\.csv has no column "file_loc"/],
    ["picture.csv", Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 0]), /picture\.csv is an image, not a CSV/],
    [
      "latin.csv",
      Buffer.from("id_str,file_loc\n1,caf\xe9.png\n", "latin1"),
      /latin\.csv is not UTF-8.*iconv -f LATIN1 -t UTF-8 "latin.csv" > "utf8-latin.csv"/,
    ],
    ["broken.parquet", "PAR1 but no more", /broken\.parquet cannot be read as Parquet/],
    ["mixed.csv", "id_str,file_loc\r\n1,1.png\n2,2.png\n", /mixed\.csv .* its lines end in different ways/],
  ];
  test.each(files)("%s", async (name, content, message) => {
    const path = join(folder, name);
    await writeFile(path, content);
    const { code, stderr } = await run("survey", "import", "none", path);
    expect(code).toBe(1);
    expect(stderr).toMatch(message);
  });

  test("that does not exist", async () => {
    const { code, stderr } = await run("survey", "import", "none", "nowhere.csv");
    expect([code, lastLine(stderr)]).toEqual([1, "almagest: cannot read the catalogue nowhere.csv: it does not exist"]);
  });
});

describe("what is stored stays as it was", () => {
  test("importing again updates, and never duplicates", async () => {
    const path = await catalogue("again");
    await run("survey", "import", "again", path);
    await edited(path, (lines) => lines.map((line) => line.replace(",30,8,2", ",31,8,2")));
    const { stdout } = await run("survey", "import", "again", path, "--json");
    expect(JSON.parse(lastLine(stdout))).toMatchObject({ added: 0, updated: 6 });
    const info = JSON.parse((await run("survey", "info", "again", "--json")).stdout);
    expect(info.galaxies).toBe(6);
    expect(info.questions[0].votes).toBe(4 * 41 + 2 * 40);
  });

  test("when an image folder was moved, and the message says where it was looked for", async () => {
    const path = await catalogue("moved");
    await run("survey", "import", "moved", path, "--label", "class");
    await rename(join(folder, "moved", "images"), join(folder, "moved", "pictures"));
    const { code, stderr } = await run("train", "moved", "--label", "class");
    expect(code).toBe(1);
    expect(lastLine(stderr)).toMatch(/cannot read the image .*moved\/images\/\d\.png: the file does not exist/);
    expect(JSON.parse((await run("survey", "info", "moved", "--json")).stdout).galaxies).toBe(6);
  });

  test("when a process is killed in the middle of an import, at any moment", async () => {
    const path = await catalogue("killed", 40);
    await run("survey", "import", "killed", path);
    await edited(path, (lines) => lines.map((line) => line.replace(",30,8,2", ",20,18,2")));
    for (let kill = 0; kill < 5; kill++) {
      const { child, ended } = started(["survey", "import", "killed", path]);
      setTimeout(() => child.kill("SIGKILL"), 250 + kill * 250);
      await ended;
      const { stdout, code } = await run("survey", "info", "killed", "--json");
      expect(code).toBe(0);
      const info = JSON.parse(stdout);
      expect(info.galaxies).toBe(40);
      const votes = info.questions[0].votes;
      expect(votes).toBe(40 * 40);
    }
  }, 60_000);

  test("when two processes import at once: both end, one after the other", async () => {
    const path = await catalogue("two", 20);
    const ends = await Promise.all([1, 2].map(() => started(["survey", "import", "two", path]).ended));
    expect(ends.map(({ code }) => code)).toEqual([0, 0]);
    expect(JSON.parse((await run("survey", "info", "two", "--json")).stdout).galaxies).toBe(20);
  });

  test("when a newer Almagest wrote the workspace", async () => {
    await mkdir(workspace, { recursive: true });
    await writeFile(join(workspace, "workspace.json"), '{"format": 99, "almagest": "9.0.0"}');
    const { code, stderr } = await run("survey", "list");
    expect(code).toBe(1);
    expect(lastLine(stderr)).toMatch(/was written by a newer Almagest \(9\.0\.0, format 99/);
    expect(await readdir(workspace)).toEqual(["workspace.json"]);
  });
});

/** A file system of a few megabytes needs the right to mount one. */
const small = join(tmpdir(), `almagest-small-${process.pid}`);
const canMount = (() => {
  mkdirSync(small, { recursive: true });
  return spawnSync("mount", ["-t", "tmpfs", "-o", "size=3m", "tmpfs", small]).status === 0;
})();
afterAll(() => {
  if (canMount) spawnSync("umount", [small]);
  rmSync(small, { recursive: true, force: true });
});

test.skipIf(!canMount)(
  "a full disk is named, and what was stored stays (needs the right to mount a small tmpfs)",
  async () => {
    const path = await catalogue("full", 30);
    workspace = join(small, "workspace");
    expect((await run("survey", "import", "full", path)).code).toBe(0);
    writeFileSync(join(small, "ballast"), Buffer.alloc(freeBytes(small) - 20_000));
    const wider = await edited(path, (lines) =>
      lines.map((line, i) => `${line},${i === 0 ? "note" : Buffer.alloc(2000, i % 256).toString("hex")}`),
    );
    const { code, stderr } = await run("survey", "import", "full", wider);
    expect(code).toBe(1);
    expect(lastLine(stderr)).toMatch(/the disk is full: free some space and try again/);
    rmSync(join(small, "ballast"));
    const info = JSON.parse((await run("survey", "info", "full", "--json")).stdout);
    expect([info.galaxies, info.columns.includes("note")]).toEqual([30, false]);
  },
);

function freeBytes(path: string): number {
  const { bavail, bsize } = statfsSync(path);
  return bavail * bsize;
}

describe("usage", () => {
  const mistakes: [string[], RegExp][] = [
    [["survey", "import"], /missing required argument/],
    [["nonsense"], /unknown command/],
    [["survey", "import", "a/b", "x.csv"], /cannot read the catalogue|cannot name a survey/],
    [["train", "x", "--seed", "one"], /it must be a whole number/],
    [["predict", "x"], /required option '--run <run>'/],
    [["train", "x", "--epochs", "0"], /--epochs <n>.*from 1 to 10000/],
    [["train", "x", "--batch-size", "1000000"], /from 1 to 1024/],
    [["train", "x", "--image-size", "100000"], /from 16 to 512/],
    [["train", "x", "--threads", "0"], /from 1 to 256/],
    [["train", "x", "--task", "cheese"], /Allowed choices are classes, votes, regression/],
    [["train", "x", "--zoom", "0"], /more than 0, up to 1/],
    [["models", "import", "x", "--mean", "0.4,0.5"], /three numbers, such as/],
    [["models", "import", "x", "--mean", "124,116,104"], /shares of white, up to 1: divide by 255/],
    [["predict", "x", "--run", "r", "--views", "0"], /'--views <n>' argument '0'.*from 1 to 8/],
    [["predict", "x", "--run", "r", "--views", "9"], /from 1 to 8/],
    [["embed", "x", "--run", "r", "--threads", "257"], /from 1 to 256/],
    [["serve", "--port", "99999"], /from 0 to 65535/],
    ...["train", "predict", "embed", "models verify", "serve"].map((command): [string[], RegExp] => [
      [...command.split(" "), "--device", "gpu"],
      /'--device <name>' argument 'gpu'.*cpu, webgpu, cuda, coreml, dml/,
    ]),
  ];
  test.each(mistakes)("%j", async (args, message) => {
    const { code, stderr } = await run(...args);
    expect(code).toBe(args.includes("x.csv") ? 1 : 2);
    expect(stderr).toMatch(message);
  });

  test("a run is refused before it begins where its settings make no sense", async () => {
    await run("survey", "import", "sound", await catalogue("sound"));
    const frozen = await run("train", "sound", "--votes", "gz-decals", "--tune", "linear");
    expect([frozen.code, lastLine(frozen.stderr)]).toEqual([2, expect.stringContaining("with --from")]);
    const mixed = await run("train", "sound", "--task", "votes", "--label", "class");
    expect([mixed.code, lastLine(mixed.stderr)]).toEqual([
      2,
      "almagest: --task votes learns vote counts, --label class names classes: write --votes <tree>, or --task classes",
    ]);
    const votes = "smooth-or-featured-dr5_smooth";
    const balanced = await run("train", "sound", "--target", votes, "--balance", "1");
    expect([balanced.code, lastLine(balanced.stderr)]).toEqual([2, expect.stringContaining("leave it out")]);
    const unknown = await run("train", "sound", "--target", "redshift");
    expect([unknown.code, lastLine(unknown.stderr)]).toEqual([
      2,
      expect.stringContaining(`no column "redshift"; it has numbers in ${votes}`),
    ]);
    const text = await run("train", "sound", "--task", "regression", "--target", "class");
    expect([text.code, lastLine(text.stderr)]).toEqual([1, expect.stringContaining("holds text, not numbers")]);
    const resumed = await run("train", "--resume", "r", "--epochs", "3");
    expect([resumed.code, lastLine(resumed.stderr)]).toEqual([2, expect.stringContaining("leave out --epochs")]);
    expect((await run("runs", "--json")).stdout).toContain('"runs":[]');
  });

  test("a survey's own columns are no labels, and a column of volunteers must be there", async () => {
    const path = await catalogue("own");
    for (const column of ["id_str", "split", "image"])
      await edited(path, (lines) => lines.map((line, i) => (i === 0 ? `${line},${column}2` : `${line},a`)));
    const label = await run("survey", "import", "own", path, "--label", "id_str");
    expect([label.code, lastLine(label.stderr)]).toEqual([1, expect.stringContaining("of the survey's own")]);
    const [votes = ""] = (await readFile(path, "utf8")).split("\n", 1)[0]?.match(/[^,]*_smooth/) ?? [];
    const both = await run("survey", "import", "own", path, "--label", votes);
    expect([both.code, lastLine(both.stderr)]).toEqual([1, expect.stringContaining("that column holds votes")]);
    const total = await run("survey", "import", "own", path, "--vote-total", "volunteers");
    expect(lastLine(total.stderr)).toMatch(/no column "?volunteers"?.*--vote-total/);
  });

  test("where every row is bad there are no others to import", async () => {
    const path = await edited(await catalogue("all"), (lines) =>
      lines.map((line, i) => (i === 0 ? line : line.replace(/^[^,]*/, ""))),
    );
    const { code, stderr } = await run("survey", "import", "all", path);
    expect([code, lastLine(stderr)]).toEqual([1, expect.stringContaining("6 rows of catalog.csv are bad")]);
    expect(stderr).not.toContain("--skip-bad");
  });

  test.each(["a/b", "../outside", "x".repeat(300)])("a survey cannot be called %s", async (name) => {
    const { code, stderr } = await run("survey", "import", name, await catalogue("any"));
    expect([code, lastLine(stderr)]).toEqual([1, expect.stringContaining("cannot name a survey")]);
    await expect(readdir(workspace)).rejects.toMatchObject({ code: "ENOENT" });
  });

  test("weights of another network are refused with what does not fit, a line each", async () => {
    const path = join(folder, "other.safetensors");
    await writeSafetensors(path, { "conv1.weight": { shape: [2, 2], data: new Float32Array(4) } });
    await run("survey", "import", "any", await catalogue("any"));
    const { code, stderr } = await run("models", "import", path, "--arch", "resnet18", "--name", "mine");
    expect([code, stderr.split("\n")]).toEqual([
      1,
      [
        expect.stringMatching(/^almagest: .*other\.safetensors does not hold the weights of resnet18: \d+ parameters/),
        expect.stringMatching(/^ {2}matched +0 of \d+$/),
        expect.stringMatching(/^ {2}missing +\d+: bn1\.weight/),
        expect.stringMatching(/^ {2}other shape +1: conv1\.weight/),
        "",
      ],
    ]);
  });

  test("a table is refused before any work where its folder is not there", async () => {
    const { code, stderr } = await run("predict", "x", "--run", "r", "--out", join(folder, "nowhere", "p.csv"));
    expect([code, lastLine(stderr)]).toEqual([1, expect.stringContaining("nowhere does not exist")]);
  });

  test("a survey or run that is not there is named, with those that are", async () => {
    const path = await catalogue("named");
    await run("survey", "import", "named", path);
    expect((await run("survey", "info", "nmed")).stderr).toMatch(/no survey "nmed" in .*: it has named/);
    expect((await run("predict", "named", "--run", "r")).stderr).toMatch(/no run "r" in .*train one/);
    expect((await run("train", "named", "--label", "shape")).stderr).toMatch(/has no label "shape"/);
    expect((await run("train", "named", "--votes", "gz2")).stderr).toMatch(
      /votes of decision tree "gz-decals", not "gz2"/,
    );
  });

  test("every command shows an example in its help", async () => {
    const commands = ["survey import", "survey list", "survey info", "survey export", "survey simulate"];
    for (const command of [...commands, "train", "predict", "embed", "similar", "runs", "serve"]) {
      const { code, stdout } = await run(...command.split(" "), "--help");
      expect([command, code]).toEqual([command, 0]);
      expect(stdout).toMatch(new RegExp(`Examples:\n  \\$ almagest ${command}`));
    }
  });
});

/** No platform has both. */
const absent = process.platform === "darwin" ? "dml" : "coreml";

describe("a device", () => {
  test("that this build has not is refused before any work, with those it has", async () => {
    await run("survey", "import", "sound", await catalogue("computed"));
    const before = await readdir(workspace, { recursive: true });
    for (const command of [
      ["train", "sound", "--votes", "gz-decals", "--from", join(folder, "weights.pt")],
      ["predict", "sound", "--run", "r"],
      ["embed", "sound", "--model", join(folder, "weights.pt")],
      ["models", "verify", "lenet"],
      ["serve", "--port", "0"],
    ]) {
      const { code, stdout, stderr } = await run(...command, "--device", absent);
      expect([command, code, stdout]).toEqual([command, 1, ""]);
      expect(stderr).toMatch(
        new RegExp(`^almagest: there is no device "${absent}" here: onnxruntime-node .* offers cpu.*\\n$`),
      );
    }
    expect(await readdir(workspace, { recursive: true })).toEqual(before);
  });

  test.each(["webgpu", "cuda"])(
    "%s that cannot be opened is refused in one line, without the driver's own",
    async (name) => {
      // Where it can be, the next thing that is wrong is said in as many lines.
      const { code, stderr } = await run("predict", "x", "--run", "r", "--device", name);
      expect([code, stderr]).toEqual([
        1,
        expect.stringMatching(
          new RegExp(`^almagest: (the device "${name}" cannot be used here|there is no .*)[^\\n]*\\n$`),
        ),
      ]);
    },
  );
});

describe("a damaged survey", () => {
  test("is listed with what to do, and the others as ever", async () => {
    await run("survey", "import", "sound", await catalogue("listed"));
    await run("survey", "import", "broken", await catalogue("listed"));
    const card = join(workspace, "surveys", "broken.json");
    await writeFile(card, "x");
    const { code, stdout, stderr } = await run("survey", "list");
    expect([code, stderr]).toEqual([0, expect.stringContaining(`delete ${card}`)]);
    expect(stdout).toMatch(/sound +6/);
    await rm(card);
    expect((await run("survey", "import", "broken", join(folder, "listed", "catalog.csv"))).code).toBe(0);
  });

  test("that a newer Almagest wrote is listed beside the others, and nobody is told to delete it", async () => {
    await run("survey", "import", "sound", await catalogue("beside"));
    await writeFile(join(workspace, "surveys", "newer.json"), '{"format": 99}');
    const { code, stdout, stderr } = await run("survey", "list");
    expect([code, stdout]).toEqual([0, expect.stringMatching(/newer +-.*sound +6/s)]);
    expect(stderr).toMatch(/update Almagest/);
    expect(stderr).not.toMatch(/delete/);
  });

  test("whose table is damaged, or has lost galaxies, says so too", async () => {
    const path = await catalogue("hurt");
    await run("survey", "import", "sound", path);
    await run("survey", "import", "hurt", path);
    const table = join(workspace, "surveys", "hurt.lance");
    await rm(join(table, "data"), { recursive: true });
    for (const args of [
      ["survey", "info", "hurt"],
      ["survey", "import", "hurt", path],
    ])
      expect(lastLine((await run(...args)).stderr)).toMatch(/"hurt" has lost files.*import the survey again/);
    for (const file of await readdir(join(table, "_versions"))) await writeFile(join(table, "_versions", file), "x");
    const { code, stdout, stderr } = await run("survey", "list");
    expect([code, stderr]).toEqual([0, expect.stringContaining('"hurt" has damaged files')]);
    expect(stdout).toMatch(/sound +6/);
  });

  test("that lost its table says so", async () => {
    await run("survey", "import", "lost", await catalogue("lost"));
    await rm(join(workspace, "surveys", "lost.lance"), { recursive: true });
    const { code, stderr } = await run("survey", "info", "lost");
    expect([code, lastLine(stderr)]).toEqual([
      1,
      expect.stringMatching(/"lost" has lost files.*import the survey again/),
    ]);
  });
});

test("a simulation is never drawn over the pictures of a survey", async () => {
  const simulate = (name: string, ...args: string[]) =>
    run("survey", "simulate", name, "--size", "32", ...args, "--json");
  expect((await simulate("sim", "--count", "12")).code).toBe(0);
  for (const other of [
    ["--count", "5"],
    ["--count", "12", "--seed", "9"],
    ["--count", "12", "--size", "48"],
  ]) {
    const { code, stderr } = await simulate("sim", ...other);
    expect([code, lastLine(stderr)]).toEqual([1, expect.stringContaining('there is a survey "sim" already')]);
  }
  const shared = await simulate("other", "--count", "5", "--folder", join(workspace, "simulated", "sim"));
  expect(lastLine(shared.stderr)).toContain('"sim" has its pictures in');
  expect(JSON.parse(lastLine((await simulate("sim", "--count", "14")).stdout))).toMatchObject({ added: 2 });
  const info = JSON.parse((await run("survey", "info", "sim", "--json")).stdout);
  expect([info.galaxies, (await readdir(join(workspace, "simulated", "sim", "images"))).length]).toEqual([14, 14]);
});

test("a simulation leaves a survey of real galaxies, and the folder its pictures came from, alone", async () => {
  const path = await catalogue("real");
  await rename(path, join(folder, "real", "votes.csv"));
  await run("survey", "import", "real", join(folder, "real", "votes.csv"));
  const same = await run("survey", "simulate", "real", "--count", "5");
  expect([same.code, lastLine(same.stderr)]).toEqual([1, expect.stringContaining('a survey "real" already')]);
  const folders = await run("survey", "simulate", "other", "--count", "5", "--folder", dirname(path));
  expect([folders.code, lastLine(folders.stderr)]).toEqual([1, expect.stringContaining('"real" has its pictures in')]);
  expect((await readdir(join(dirname(path), "images"))).filter((name) => name.endsWith(".jpg"))).toEqual([]);
  expect(JSON.parse((await run("survey", "info", "real", "--json")).stdout).galaxies).toBe(6);
});

test("Ctrl-C in the middle of the work ends with 130 and one line, and stores nothing", async () => {
  const { child, ended } = started(["survey", "simulate", "sim", "--count", "5000"]);
  const images = join(workspace, "simulated", "sim", "images");
  const isDrawing = () =>
    readdir(images).then(
      (names) => names.length > 0,
      () => false,
    );
  while (!(await isDrawing())) await new Promise((resolve) => setTimeout(resolve, 50));
  child.kill("SIGINT");
  const { code, stderr } = await ended;
  expect([code, lastLine(stderr)]).toEqual([130, "almagest: interrupted: no catalogue was written"]);
  expect((await run("survey", "list", "--json")).stdout).toBe('{"surveys":[]}\n');
});

describe("with a network that has learnt", () => {
  const briefly = ["--label", "class", "--batch-size", "4", "--threads", "1"];

  async function learnt(...options: string[]): Promise<string> {
    await run("survey", "import", "few", await catalogue("few", 12), "--label", "class");
    const words = [...briefly, "--epochs", "1", ...options, "--json"];
    const { stdout } = await withJobsHere(() => run("train", "few", ...words));
    return JSON.parse(lastLine(stdout)).run;
  }

  test("Ctrl-C or a request to end leaves no half of a prediction, in the middle of a network's run too", async () => {
    const id = await learnt();
    const path = await catalogue("many");
    const images = join(dirname(path), "images");
    const pictures = await Promise.all(
      (await readdir(images)).map(async (name) => {
        const picture = join(images, `${name}.jpg`);
        await sharp(join(images, name)).jpeg().toFile(picture);
        return picture;
      }),
    );
    // Each under a name of its own: a picture that stands in two rows is looked at once.
    await edited(path, ([header = "", ...rows]) => [
      header,
      ...Array.from({ length: 10_000 }, (_, i) => {
        linkSync(pictures[i % pictures.length] ?? "", join(images, `many${i}.jpg`));
        return (rows[i % rows.length] ?? "").replace(/^\d+,[^,]+/, `${i},images/many${i}.jpg`);
      }),
    ]);
    expect((await run("survey", "import", "many", path)).code).toBe(0);
    const before = (await run("survey", "info", "many", "--json")).stdout;
    const ends = [
      ["predict", "SIGINT", 130, "nothing stored was changed"],
      ["embed", "SIGTERM", 143, "what is computed is kept, and the same command goes on from there"],
    ] as const;
    for (const [command, signal, exitCode, says] of ends) {
      const struckAfter = async (milliseconds: number) => {
        const { child, ended } = started([command, "many", "--run", id]);
        setTimeout(() => child.kill(signal), milliseconds + 500 * Math.random());
        return ended;
      };
      // Long enough for the work to have begun, too short for 10,000 images; where it strikes is left to chance. A process
      // of a busy machine may not have begun: then the signal alone ended it.
      let struck = await struckAfter(4000);
      const isEarly = struck.code === null || struck.stderr.includes("all that is stored is whole");
      if (isEarly) struck = await struckAfter(15_000);
      const { code, stdout, stderr } = struck;
      // How far it had come is said every ten seconds.
      expect([command, code, stdout, stderr.replace(/^ *\d+% .*\n/gm, "")]).toEqual([
        command,
        exitCode,
        "",
        `stopping ...\nalmagest: interrupted: ${says}\n`,
      ]);
    }
    expect((await run("survey", "info", "many", "--json")).stdout).toBe(before);
  }, 120_000);

  test("a run is resumed under its own survey's name, and under no other", async () => {
    await run("survey", "import", "slow", await catalogue("slow", 12), "--label", "class");
    const { child, ended } = started(["train", "slow", ...briefly, "--network", "lenet", "--epochs", "9"]);
    child.stderr?.on("data", (chunk) => /epoch 1\//.test(String(chunk)) && child.kill("SIGINT"));
    const { code, stderr } = await ended;
    expect(code).toBe(130);
    const id = /--resume (\S+)/.exec(stderr)?.[1] ?? "";
    const other = await run("train", "few", "--resume", id);
    expect([other.code, lastLine(other.stderr)]).toEqual([
      2,
      `almagest: ${id} learns from the survey "slow", not "few": leave out few`,
    ]);
    expect((await run("train", "slow", "--resume", id, "--quiet")).code).toBe(0);
  }, 120_000);

  test("a run goes on on the device it was on, or on another that is asked for", async () => {
    const id = await learnt("--network", "lenet");
    const path = join(workspace, "runs", id, "run.json");
    const card = JSON.parse(await readFile(path, "utf8"));
    expect([card.configuration.device, card.devices]).toEqual(["cpu", ["cpu"]]);
    const elsewhere = { ...card, status: "stopped", devices: [absent] };
    elsewhere.configuration.device = absent;
    await writeFile(path, JSON.stringify(elsewhere));
    const there = await run("train", "--resume", id);
    expect([there.code, there.stderr]).toEqual([1, expect.stringContaining(`there is no device "${absent}"`)]);
    expect(JSON.parse(await readFile(path, "utf8"))).toEqual(elsewhere);
    expect((await run("train", "--resume", id, "--device", "cpu", "--quiet")).code).toBe(0);
    const after = JSON.parse((await run("runs", id, "--json")).stdout);
    expect([after.configuration.device, after.devices]).toEqual(["cpu", [absent, "cpu"]]);
    expect((await run("runs", id)).stdout).toContain(`trained on ${absent}, then cpu\n`);
  }, 120_000);
});

test("a port in use is named, and what to do", async () => {
  const other = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => other.once("listening", resolve));
  const address = other.address();
  const port = typeof address === "object" && address ? address.port : 0;
  const { code, stderr } = await run("serve", "--port", String(port));
  expect([code, lastLine(stderr)]).toEqual([
    1,
    `almagest: port ${port} is in use by another program: choose another with --port, or --port 0 for any that is free`,
  ]);
  other.close();
});

test("an image of too many pixels is refused at once", async () => {
  const path = await catalogue("bomb");
  await writeFile(join(folder, "bomb", "images", "0.png"), blackPng(30_000));
  const { code, stderr } = await run("survey", "import", "bomb", path);
  expect(code).toBe(1);
  expect(stderr).toMatch(/0\.png: .*30000 x 30000/);
});

/** All of its pixels, a bit each: sharp takes ten seconds to write so many. */
function blackPng(side: number): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(side, 0);
  header.writeUInt32BE(side, 4);
  header[8] = 1;
  const chunk = (name: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(name), data]);
    const [length, checksum] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(data.length);
    checksum.writeUInt32BE(crc32(body));
    return Buffer.concat([length, body, checksum]);
  };
  const pixels = deflateSync(Buffer.alloc(side * (1 + side / 8)), { level: 1 });
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([signature, chunk("IHDR", header), chunk("IDAT", pixels), chunk("IEND", Buffer.alloc(0))]);
}
