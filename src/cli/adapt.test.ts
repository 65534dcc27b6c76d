import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runHere } from "./runHere.ts";

let workspace: string;
const almagest = (...args: string[]) => runHere(...args, "--workspace", workspace, "--quiet");
const simulate = (name: string, ...options: string[]) =>
  almagest("survey", "simulate", name, "--kind", "objects", "--count", "24", "--size", "16", ...options);

beforeAll(async () => {
  workspace = await mkdtemp(join(tmpdir(), "almagest-adapt-"));
  await simulate("clean");
  await simulate("noisy", "--domain", "target");
}, 60_000);
afterAll(() => rm(workspace, { recursive: true, force: true }));

describe("survey simulate", () => {
  test("says what was simulated, in which domain", async () => {
    const { json } = await simulate("again", "--snr", "0.5", "--json");
    expect(json()).toMatchObject({ survey: "again", kind: "objects", domain: "source", objects: 24, added: 24 });
  });

  test("does not draw another kind over a survey", async () => {
    const { code, stderr } = await simulate("clean", "--domain", "target");
    expect([code, stderr]).toEqual([1, expect.stringContaining('there is a survey "clean" already')]);
  });

  test.each([
    [["--snr", "0.5", "--kind", "galaxies"], /--snr is of shapes and objects/],
    [["--snr", "2"], /must be a number from 0 to 1/],
    [["--kind", "cubes"], /Allowed choices are galaxies, radio, shapes, objects/],
    [["--size", "8"], /16 to 512 pixels/],
  ])("refuses %j as not understood", async (options, message) => {
    const { code, stderr } = await simulate("refused", ...options);
    expect([code, stderr]).toEqual([2, expect.stringMatching(message)]);
  });
});

describe("train --method sidda", () => {
  const sidda = ["train", "clean", "--label", "class", "--method", "sidda"];
  test.each([
    [sidda, /name the survey to adapt to with --target/],
    [[...sidda, "--target", "clean"], /--target clean is the survey learnt from/],
    [["train", "clean", "--votes", "gz2", "--method", "sidda", "--target", "noisy"], /learns classes/],
    [[...sidda, "--target", "noisy", "--balance", "1"], /--balance is not of --method sidda/],
    [[...sidda, "--target", "noisy", "--equivariance", "d4", "--network", "resnet18"], /leave out it or --network/],
    [[...sidda, "--target", "noisy", "--equivariance", "d3"], /Allowed choices are none, d1, d2, d4, d8/],
    [["train", "clean", "--label", "class", "--divergence", "mmd"], /--divergence is of --method sidda/],
    [["train", "clean", "--label", "class", "--no-augment"], /--no-augment is of --method sidda/],
    [["train", "clean", "--label", "class", "--augment", "turns"], /--augment is of --method sidda/],
    [[...sidda, "--target", "noisy", "--augment", "twice"], /Allowed choices are all, turns/],
  ])("is refused as not understood: %j", async (args, message) => {
    const { code, stderr } = await almagest(...args);
    expect([code, stderr]).toEqual([2, expect.stringMatching(message)]);
  });

  test("to pictures of another width says how much smaller galaxies may look", async () => {
    await simulate("wide", "--domain", "target", "--size", "32");
    // It is said before anything is learnt: a label that is not there ends the command.
    const words = ["--label", "nowhere", "--method", "sidda", "--target", "wide"];
    const { stderr } = await runHere("train", "clean", ...words, "--workspace", workspace);
    expect(stderr).toMatch(
      /wide are 32 px wide, those of clean 16 px.*look 2\.0 times too small in wide: add --same-scale, and they are cut .* to 16 px/,
    );
  });

  test("to a survey that does not exist says so", async () => {
    const { code, stderr } = await almagest(...sidda, "--target", "nowhere");
    expect([code, stderr]).toEqual([1, expect.stringContaining("nowhere")]);
  });
});

test("models list shows SIDDA's networks with their parameters", async () => {
  const { json } = await almagest("models", "list", "--json");
  const names = json().networks.map(({ name }: { name: string }) => name);
  expect(names).toEqual(expect.arrayContaining(["sidda_cnn", "sidda_d1", "sidda_d8", "sidda_d4_invariant"]));
});
