import { readFile, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Sharp } from "sharp";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { prepareBayesian } from "../methods/bayesian/prepareBayesian.ts";
import { interruptedPruning } from "../methods/bayesian/pruneRun.ts";
import { startRun } from "../methods/startRun.ts";
import { madeCatalogue, madeWorkspace } from "../methods/zoobot/madeSurvey.ts";
import { prepareRun, startTraining } from "../methods/zoobot/startTraining.ts";
import type { TaskRequest } from "../methods/zoobot/taskExamples.ts";
import { readSafetensors } from "../nn/safetensors.ts";
import { importCatalogue } from "../survey/importCatalogue.ts";
import { readRepresentations } from "../survey/representations.ts";
import { galaxy, openSurvey, surveyObjects } from "../survey/survey.ts";
import type { Workspace } from "../survey/workspace.ts";
import { withJobsHere } from "../training/jobsHere.ts";
import { openRun, updateRun } from "../training/run.ts";
import { runHere } from "./runHere.ts";

let workspace: Workspace;
/** Networks that differ by their seed, and by dropout: the last learnt without. */
let runs: [string, string];
const number = "smooth-or-featured-dr5_smooth";
const almagest = (...args: string[]) => runHere(...args, "--workspace", workspace.path);
const predict = (...options: string[]) =>
  almagest("predict", "made", "--views", "1", "--threads", "1", ...options, "--json");

async function trained(seed: number, dropout = 0.2, of: TaskRequest = { label: "class" }): Promise<string> {
  const survey = await openSurvey(workspace, "made");
  const options = { network: "lenet", imageSize: 16, zoom: 0.5, epochs: 1, batchSize: 16, threads: 1, seed, dropout };
  const run = await prepareRun(survey, { ...of, options });
  await withJobsHere(() => startTraining(workspace, run, () => {}).done);
  return run.id;
}

beforeAll(async () => {
  workspace = await madeWorkspace(90);
  runs = [await trained(1), await trained(2, 0)];
});
afterAll(() => rm(dirname(workspace.path), { recursive: true, force: true }));

/** Rows of a table by column. */
async function written(path: string): Promise<Record<string, string>[]> {
  const [head = "", ...rows] = (await readFile(path, "utf8")).trimEnd().split("\n");
  const names = head.split(",");
  return rows.map((row) => Object.fromEntries(row.split(",").map((cell, i) => [names[i] ?? "", cell])));
}

describe("predict --conformal", () => {
  test("names the classes that each object may be, and says on others how often the right one is among them", async () => {
    const out = join(workspace.path, "sets.csv");
    const { code, json, stderr } = await predict("--run", runs[0], "--conformal", "0.8", "--out", out);
    expect(code).toBe(0);
    const { conformal, remarks, objects } = json();
    const held = conformal.calibratedOn + conformal.found.objects;
    expect(held).toBeGreaterThan(10);
    expect(Math.abs(conformal.calibratedOn - conformal.found.objects)).toBeLessThanOrEqual(1);
    const ofClasses = conformal.byClass.map((each: { objects: number }) => each.objects);
    expect(ofClasses.reduce((a: number, b: number) => a + b, 0)).toBe(conformal.found.objects);
    expect(conformal.sizes.reduce((a: number, b: number) => a + b, 0)).toBe(objects);
    expect(remarks).toEqual([
      expect.stringMatching(/objects to calibrate by are few: .* of \d+ to \d+ % of new objects/),
    ]);
    expect(stderr).toBe("");
    for (const row of await written(out)) {
      const names = ["bar", "disc"].filter((name) => Number(row[name]) >= conformal.leastProbability - 1e-6);
      expect(row.prediction_set).toBe(names.join(" | "));
      expect(Number(row.set_size)).toBe(names.length);
    }
  });

  test("with too few objects to promise by gives every class, and says how many are needed", async () => {
    const { json } = await predict("--run", runs[0], "--conformal", "0.99");
    expect(json().conformal).toMatchObject({ range: [1, 1], sizes: [0, 0, 90] });
    expect(json().remarks).toEqual([expect.stringMatching(/too few to promise 99 %.*99 are needed, of 198 held out/)]);
  });

  test.each(["0", "1", "90", "most"])("%s is not understood", async (share) => {
    const { code, stderr } = await predict("--run", runs[0], "--conformal", share);
    expect([code, stderr]).toEqual([2, expect.stringContaining("between 0 and 1, such as 0.9")]);
  });
});

describe("pictures of another width than those learnt from", () => {
  beforeAll(async () => {
    const { default: sharp } = await import("sharp");
    const seen: [string, (image: Sharp) => Sharp][] = [
      // A frame of dark sky twice as wide; and the middle alone.
      ["framed", (image) => image.extend({ top: 20, bottom: 20, left: 20, right: 20, background: "black" })],
      ["cut", (image) => image.extract({ left: 12, top: 12, width: 16, height: 16 })],
    ];
    for (const [name, changed] of seen) {
      const path = await madeCatalogue(join(workspace.path, "..", name), 9);
      for (let i = 0; i < 9; i++) {
        const image = join(dirname(path), "images", `${i}.png`);
        await sharp(await changed(sharp(image)).png().toBuffer()).toFile(image);
      }
      await importCatalogue(workspace, name, path);
    }
  });
  const by = (command: "predict" | "embed", survey: string, ...options: string[]) =>
    almagest(command, survey, "--run", runs[0], "--threads", "1", ...options);
  const bars = async (survey: string) => {
    const opened = await openSurvey(workspace, survey);
    const ids = (await surveyObjects(opened)).ids.slice(0, 9);
    return Promise.all(ids.map(async (id) => (await galaxy(opened, id)).columns[`bar@${runs[0]}`]));
  };

  test("are seen whole, which is said; with --same-scale as large as those, by predict, its shards and embed", async () => {
    await predict("--run", runs[0]);
    const whole = await by("predict", "framed", "--views", "1");
    expect([whole.code, whole.stderr]).toEqual([
      0,
      expect.stringMatching(/"framed" are 80 px wide.* 40 px: .*2\.0 times too small: add --same-scale/),
    ]);
    expect(await bars("framed")).not.toEqual(await bars("made"));
    const middle = await by("predict", "framed", "--views", "1", "--same-scale");
    expect([middle.code, middle.stderr]).toEqual([0, ""]);
    expect(await bars("framed")).toEqual(await bars("made"));
    await by("predict", "framed", "--views", "1");
    for (const part of [["--shard", "1/1", "--same-scale"], ["--merge"]])
      expect((await by("predict", "framed", "--views", "1", ...part)).code).toBe(0);
    expect(await bars("framed")).toEqual(await bars("made"));
    for (const survey of ["made", "framed"]) expect((await by("embed", survey, "--same-scale")).code).toBe(0);
    const vectorsOf = async (survey: string) =>
      (await readRepresentations(await openSurvey(workspace, survey), runs[0])).values.slice(0, 9 * 84);
    expect(await vectorsOf("framed")).toEqual(await vectorsOf("made"));
  });

  test("are as large for a cluster, whose every job is asked the same", async () => {
    for (const kind of ["predict", "embed"]) {
      const submit = (...options: string[]) =>
        almagest("slurm", kind, "framed", "--run", runs[0], "--shards", "2", "--dry-run", ...options);
      const whole = await submit();
      expect([whole.code, whole.stderr]).toEqual([0, expect.stringMatching(/2\.0 times too small: add --same-scale/)]);
      expect(whole.stdout).not.toContain("--same-scale");
      const { code, stdout, stderr } = await submit("--same-scale");
      expect([code, stderr]).toEqual([0, ""]);
      expect(stdout).toMatch(new RegExp(`${kind}.*--same-scale.*--shard`, "s"));
    }
  });

  test("are refused where they are too narrow to be seen so", async () => {
    const { code, stderr } = await by("predict", "cut", "--same-scale");
    expect([code, stderr]).toEqual([1, expect.stringMatching(/"cut" are 16 px wide.*sees the middle 20 px: too few/)]);
  });
});

test("what is to be known of a run before it is used is said by predict and embed", async () => {
  await updateRun(await openRun(workspace, runs[1]), { remark: "no epoch told classes apart" });
  const words = `run "${runs[1]}": no epoch told classes apart\n`;
  for (const command of ["predict", "embed"])
    expect((await almagest(command, "made", "--run", runs[1], "--threads", "1")).stderr).toContain(words);
  await updateRun(await openRun(workspace, runs[1]), { remark: undefined });
});

test("predict refuses --draws of a network whose weights are certain", async () => {
  const { code, stderr } = await predict("--run", runs[0], "--draws", "50");
  expect([code, stderr]).toEqual([2, expect.stringMatching(/--draws is of Bayesian runs.*are certain/)]);
});

describe("predict with several --run", () => {
  test("averages their probabilities, and keeps how far they disagree under a name of the ensemble", async () => {
    const out = join(workspace.path, "ensemble.csv");
    const { json } = await predict(...runs.flatMap((run) => ["--run", run]), "--out", out);
    const { run, runs: members, held } = json();
    expect(json().columns).toContain(`disagreement@${run}`);
    expect([run, members]).toEqual([expect.stringMatching(/^ensemble-[a-z0-9]{6}$/), runs]);
    expect(held.accuracy.objects).toBeGreaterThan(10);
    const alone: Record<string, string>[][] = [];
    for (const each of runs) {
      await predict("--run", each, "--out", out.replace("ensemble", each));
      alone.push(await written(out.replace("ensemble", each)));
    }
    for (const [i, row] of (await written(out)).entries()) {
      const bars = alone.map((rows) => Number(rows[i]?.bar));
      const mean = bars.reduce((a, b) => a + b, 0) / bars.length;
      expect(Number(row.bar)).toBeCloseTo(mean, 5);
      const saying = bars.filter((p) => p > 0.5 !== mean > 0.5).length;
      expect(Number(row.disagreement)).toBeCloseTo(saying / bars.length, 5);
      expect(Number(row.mutual_information)).toBeLessThanOrEqual(Number(row.predictive_entropy));
    }
    const { columns } = await galaxy(await openSurvey(workspace, "made"), (await written(out))[0]?.id_str as string);
    expect(columns).toHaveProperty(`predictive_entropy@${run}`);
  });

  test("refuses a run twice", async () => {
    const { code, stderr } = await predict("--run", runs[0], "--run", runs[0]);
    expect([code, stderr]).toEqual([2, expect.stringContaining("an ensemble is of different runs")]);
  });

  test("refuses shards, and other ways to doubt", async () => {
    const two = ["--run", runs[0], "--run", runs[1]];
    expect((await predict(...two, "--shard", "1/2")).stderr).toMatch(/an ensemble is predicted at once/);
    expect((await predict(...two, "--passes", "5")).stderr).toMatch(/--passes is of one run/);
  });
});

describe.each([
  ["--passes", "8"],
  ["--laplace", "--draws", "8"],
])("predict %s", (...options) => {
  test("keeps how unsure the network is, the same each time", async () => {
    const out = join(workspace.path, "doubt.csv");
    const { json, code } = await predict("--run", runs[0], ...options, "--out", out);
    expect(code).toBe(0);
    expect(json().held.errors).toEqual({ surer: expect.any(Number), lessSure: expect.any(Number) });
    const rows = await written(out);
    expect(rows.some((row) => Number(row.mutual_information) > 0)).toBe(true);
    await predict("--run", runs[0], ...options, "--out", out);
    expect(await written(out)).toEqual(rows);
  });
});

test("predict --passes of a run without dropout says that there is none", async () => {
  const { code, stderr } = await predict("--run", runs[1], "--passes", "5");
  expect([code, stderr]).toEqual([2, expect.stringContaining("learnt without dropout")]);
});

describe("predict --calibrate", () => {
  test("says the temperature and what it changes, and makes probabilities that much less sure", async () => {
    const out = join(workspace.path, "hot.csv");
    const { json } = await predict("--run", runs[0], "--out", out);
    const before = await written(out);
    expect(json()).not.toHaveProperty("calibration");
    const { calibration } = (await predict("--run", runs[0], "--calibrate", "--out", out)).json();
    expect(calibration.before.interval[0]).toBeLessThanOrEqual(calibration.before.interval[1]);
    const odds = (row: Record<string, string> | undefined) => Math.log(Number(row?.bar) / Number(row?.disc));
    for (const [i, row] of (await written(out)).entries())
      expect(odds(row)).toBeCloseTo(odds(before[i]) / calibration.temperature, 2);
  });

  test("with --conformal fits, calibrates and judges on three parts of the held objects", async () => {
    const { json } = await predict("--run", runs[0], "--calibrate", "--conformal", "0.8");
    const { calibration, conformal } = json();
    expect(calibration.judgedOn).toBe(conformal.found.objects);
    expect(Math.abs(calibration.fittedOn - conformal.calibratedOn)).toBeLessThanOrEqual(1);
  });
});

test("what stood beside a run's earlier predictions does not outlive them", async () => {
  const [, run] = runs;
  await predict("--run", run, "--conformal", "0.8");
  await predict("--run", run);
  const { columns } = await galaxy(await openSurvey(workspace, "made"), "587722953303910000");
  expect(columns[`prediction_set@${run}`] ?? null).toBeNull();
  expect(columns[`set_size@${run}`] ?? null).toBeNull();
});

describe("predict of runs that learnt votes", () => {
  let votes: string[];
  beforeAll(async () => {
    votes = [await trained(5, 0.2, { task: "votes" }), await trained(6, 0.2, { task: "votes" })];
  });

  test("averages several, and keeps how far they scatter", async () => {
    const out = join(workspace.path, "votes.csv");
    const { code, json } = await predict(...votes.flatMap((run) => ["--run", run]), "--out", out);
    expect([code, json().columns]).toEqual([0, [expect.stringMatching(/^prediction_std@ensemble-/)]]);
    expect((await written(out)).every((row) => Number(row.prediction_std) > 0)).toBe(true);
  });

  test.each([["--conformal", "0.9"], ["--calibrate"], ["--passes", "4"], ["--laplace"]])(
    "refuses %s, which is of classes",
    async (...option) => {
      const { code, stderr } = await predict("--run", votes[0] as string, ...option);
      expect([code, stderr]).toEqual([2, expect.stringMatching(/of runs that learn classes.* learnt votes/)]);
    },
  );

  test("do not go together with one that learnt classes", async () => {
    const { code, stderr } = await predict("--run", votes[0] as string, "--run", runs[0]);
    expect([code, stderr]).toEqual([2, expect.stringMatching(/learn different things: votes of .*; label class/)]);
  });
});

test("predict --conformal of a run that learnt a number gives an interval, as wide for all", async () => {
  const out = join(workspace.path, "numbers.csv");
  const { json } = await predict(
    "--run",
    await trained(7, 0.2, { target: number }),
    "--conformal",
    "0.8",
    "--out",
    out,
  );
  const { interval } = json();
  expect(interval.found.objects).toBeGreaterThan(4);
  for (const row of await written(out)) {
    expect(Number(row.prediction_high) - Number(row[number])).toBeCloseTo(interval.halfWidth, 3);
    expect(Number(row[number]) - Number(row.prediction_low)).toBeCloseTo(interval.halfWidth, 3);
  }
});

describe("of a Bayesian run", () => {
  let bayesian: string;
  beforeAll(async () => {
    const options = { network: "lenet", imageSize: 16, zoom: 0.5, epochs: 1, batchSize: 16, threads: 1, testDraws: 4 };
    const run = await prepareBayesian(await openSurvey(workspace, "made"), { label: "class", options });
    await withJobsHere(() => startRun(workspace, run, () => {}).done);
    bayesian = run.id;
  });

  test("predict refuses other ways to doubt", async () => {
    const { code, stderr } = await predict("--run", bayesian, "--laplace");
    expect([code, stderr]).toEqual([2, expect.stringMatching(/is Bayesian, networks are drawn out of it already/)]);
  });

  test.each(["snr", "fisher"])("runs prune --by %s makes a run without a third of the weights", async (order) => {
    const options = ["--share", "0.3", "--by", order, "--draws", "4", "--threads", "1", "--json"];
    const { code, json } = await almagest("runs", "prune", bayesian, ...options);
    expect(code).toBe(0);
    const { run, weights, removed, before, after, likelihood } = json();
    expect(removed / weights).toBeCloseTo(0.3, 2);
    expect(before.objects).toBe(after.objects);
    const { card, path } = await openRun(workspace, run);
    expect(card).toMatchObject({ status: "finished", from: bayesian, summary: { accuracy: after.value } });
    expect(likelihood.after).toBe(card.summary?.loss);
    expect(likelihood.interval[0]).toBeLessThan(likelihood.after - likelihood.before);
    const stored = JSON.parse(await readFile(join(path, "run.json"), "utf8"));
    for (const never of ["message", "notResumable"]) expect(stored).not.toHaveProperty(never);
    const { parameters } = await readSafetensors(join(path, "best.safetensors"));
    const zeros = Object.values(parameters).flatMap(({ shape, data }) =>
      shape.length === 2 ? Array.from(data.filter((value) => value === 0)) : [],
    );
    expect(zeros.length).toBeGreaterThanOrEqual(removed);
  });

  test("runs prune says what it costs in accuracy and in likelihood", async () => {
    const { stdout } = await almagest("runs", "prune", bayesian, "--share", "0.9", "--draws", "4", "--threads", "1");
    expect(stdout).toMatch(/^accuracy on \d+ objects held out: .* before\n {2}\S+ % .* after: /m);
    expect(stdout).toMatch(
      /^negative log-likelihood of the same objects, nats: \S+ before\n {2}\S+ after, difference .* to /m,
    );
  });

  test("what an interrupted runs prune left is no run to go on with", async () => {
    const options = ["--share", "0.3", "--draws", "4", "--threads", "1", "--json"];
    const left = await openRun(workspace, (await almagest("runs", "prune", bayesian, ...options)).json().run);
    await updateRun(left, interruptedPruning(bayesian));
    const { code, stderr } = await almagest("train", "--resume", left.id);
    expect([code, stderr]).toEqual([1, expect.stringMatching(`cannot be resumed: .*prune ${bayesian} again`)]);
  });

  test.each([
    [["--share", "1.5"], 2, /between 0 and 1/],
    [["--share", "0.3"], 2, /is not Bayesian/],
  ] as const)("runs prune refuses %j", async (options, code, words) => {
    const ended = await almagest("runs", "prune", runs[0], ...options);
    expect([ended.code, ended.stderr]).toEqual([code, expect.stringMatching(words)]);
  });
});
