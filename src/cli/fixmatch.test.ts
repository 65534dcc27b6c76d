import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { withJobsHere } from "../training/jobsHere.ts";
import { runHere } from "./runHere.ts";

let workspace: string;
const almagest = (...args: string[]) => runHere(...args, "--workspace", workspace, "--quiet");

beforeAll(async () => {
  workspace = await mkdtemp(join(tmpdir(), "almagest-fixmatch-"));
  for (const name of ["few", "many"])
    await almagest("survey", "simulate", name, "--kind", "objects", "--count", "60", "--size", "16");
}, 60_000);
afterAll(() => rm(workspace, { recursive: true, force: true }));

const fixmatch = ["train", "few", "--label", "class", "--method", "fixmatch"];

describe("train --method fixmatch is refused as not understood:", () => {
  test.each([
    [fixmatch, /name the images without labels: --unlabelled <survey>/],
    [[...fixmatch, "--labels", "500"], /--labels 500: only \d+ training examples/],
    [[...fixmatch, "--labels", "1"], /must be a whole number from 2/],
    [[...fixmatch, "--labels", "9", "--epochs", "3"], /write --steps <n> in place of --epochs/],
    [[...fixmatch, "--labels", "9", "--patience", "3"], /leave out --patience/],
    [[...fixmatch, "--labels", "9", "--balance", "1"], /--balance is not of --method fixmatch/],
    [["train", "few", "--votes", "gz2", "--method", "fixmatch", "--labels", "9"], /learns classes/],
    [[...fixmatch, "--labels", "9", "--no-augment"], /--no-augment is of --method sidda/],
    [["train", "few", "--label", "class", "--unlabelled", "many"], /--unlabelled is of --method fixmatch/],
    [["train", "few", "--label", "class", "--supervised"], /--supervised is of --method fixmatch/],
    [[...fixmatch, "--labels", "9", "--same-scale"], /name the other one with --unlabelled/],
    [[...fixmatch, "--unlabelled", "many", "--same-scale", "--allow-other-size"], /cannot be used with/],
    [["train", "few", "--label", "class", "--same-scale"], /--same-scale is of --method fixmatch/],
    [[...fixmatch, "--labels", "9", "--disc", "square"], /Allowed choices are paper, inscribed, none/],
  ])("%j", async (args, message) => {
    const { code, stderr } = await almagest(...args);
    expect([code, stderr]).toEqual([2, expect.stringMatching(message)]);
  });
});

test("a temperature of 0 is refused by what it would mean", async () => {
  const { code, stderr } = await almagest(
    "train",
    "few",
    "--label",
    "class",
    "--method",
    "bayesian",
    "--temperature",
    "0",
  );
  expect([code, stderr]).toEqual([2, expect.stringMatching(/--temperature 0: at 0 the prior counts for nothing/)]);
});

test.each([
  ["--divergence-weight", "1"],
  ["--divergence", "none"],
])("loss units that %s %s would leave unused are refused", async (...more) => {
  const sidda = ["train", "few", "--label", "class", "--method", "sidda", "--target", "many"];
  const { code, stderr } = await almagest(...sidda, "--loss-units", "measured", ...more);
  expect([code, stderr]).toEqual([
    2,
    expect.stringMatching(/--loss-units measured is of losses whose weights are learnt/),
  ]);
});

test("from a pool that does not exist says so", async () => {
  const { code, stderr } = await almagest(...fixmatch, "--unlabelled", "nowhere");
  expect([code, stderr]).toEqual([1, expect.stringContaining("nowhere")]);
});

test("trains, says how much of the pool it learnt from, and shift says how far the pool is", async () => {
  const small = ["--network", "lenet", "--image-size", "16", "--steps", "6", "--batch-size", "4", "--threads", "1"];
  const words = [...fixmatch, "--unlabelled", "many", ...small, "--unlabelled-ratio", "2", "--json"];
  const trained = await withJobsHere(() => almagest(...words));
  expect(trained.code).toBe(0);
  expect(trained.json()).toMatchObject({
    unlabelled: 60,
    accuracy: expect.any(Number),
    expectedCalibrationError: expect.any(Number),
    maskRate: expect.any(Number),
  });
  const { run } = trained.json();
  const told = await almagest("shift", "few", "many", "--run", run, "--draws", "10");
  expect(told.code).toBe(0);
  for (const part of ["Fréchet distance", "its null", "told apart", "Slijepcevic+ 2022", "could not be looked up"])
    expect(told.stdout).toContain(part);
  expect(told.stdout).toMatch(/50 %: alike \(p [=<] [01][.\d]*\)/);
  const json = (await almagest("shift", "few", "many", "--run", run, "--draws", "10", "--json")).json();
  expect(json).toMatchObject({ run, frechet: { objects: 30 }, meaning: { level: expect.any(String) } });
  const { code, stderr } = await almagest("shift", "few", "few", "--run", run);
  expect([code, stderr]).toEqual([1, expect.stringMatching(/where "class" is not known, has 0 images/)]);
}, 180_000);

test("models list shows the paper's network", async () => {
  const { json } = await almagest("models", "list", "--json");
  expect(json().networks.map(({ name }: { name: string }) => name)).toContain("radioTang");
});
