import { spawn } from "node:child_process";
import { mkdir, readdir, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { InferenceSession, Tensor as OrtTensor } from "onnxruntime-node";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { networkNamed } from "../../nn/networks.ts";
import { asConstants, type ParameterArray, type Parameters, prefixed } from "../../nn/parameters.ts";
import { readSafetensors, writeSafetensors } from "../../nn/safetensors.ts";
import { nothing, randomStream, uniformNumbers } from "../../random.ts";
import { nearest } from "../../survey/nearest.ts";
import { openSurvey } from "../../survey/survey.ts";
import type { Workspace } from "../../survey/workspace.ts";
import { exportAnyBatch } from "../../tensor/onnx/exportAnyBatch.ts";
import { openOnnx } from "../../tensor/onnx/readOnnx.ts";
import { compile } from "../../tensor/program.ts";
import { input } from "../../tensor/tensor.ts";
import { withJobsHere } from "../../training/jobsHere.ts";
import { openRun, type Run } from "../../training/run.ts";
import { importEncoder, listImportedEncoders, nameFor, openImportedEncoder } from "./importedEncoder.ts";
import { madeWorkspace } from "./madeSurvey.ts";
import { modelOutputs, readModel } from "./model.ts";
import { bestPath } from "./runFiles.ts";
import { prepareRun, startTraining, type TrainingRequest } from "./startTraining.ts";
import { embedSurveyWith, predictSurvey } from "./surveyPredictions.ts";

let workspace: Workspace;
let weights: Parameters;
let file: string;
beforeAll(async () => {
  workspace = await madeWorkspace(60);
  weights = weightsOf(5);
  file = join(workspace.path, "weights.safetensors");
  // As Lightning names them.
  await writeSafetensors(file, prefixed("encoder", weights));
});
afterAll(() => rm(dirname(workspace.path), { recursive: true, force: true }));

/** Of a resnet18, whatever their numbers: to draw eleven million as a network begins takes seconds. */
function weightsOf(seed: number): Parameters {
  const shapes = networkNamed("resnet18").parameters(nothing, { classes: 10 });
  const drawn = (name: string, { shape, data }: ParameterArray) =>
    shape.length > 1
      ? { shape, data: uniformNumbers(data.length, seed, name).map((value) => 0.1 * (value - 0.5)) }
      : { shape, data };
  return Object.fromEntries(Object.entries(shapes).map(([name, array]) => [name, drawn(name, array)]));
}

describe("an encoder that was trained elsewhere", () => {
  test("is kept with where it came from, and its head is said to be left out", async () => {
    const { encoder, match } = await importEncoder(workspace, file, { architecture: "resnet18", name: "r18" });
    expect(match.unexpected).toEqual(["encoder.fc.weight", "encoder.fc.bias"]);
    expect(encoder).toMatchObject({ network: "resnet18", imageSize: 224, source: { from: file } });
    const { parameters } = await openImportedEncoder(workspace, "r18");
    expect(parameters["encoder.conv1.weight"]).toEqual(weights["conv1.weight"]);
    expect(Object.keys(parameters)).not.toContain("encoder.fc.weight");
    expect((await listImportedEncoders(workspace)).map(({ name }) => name)).toContain("r18");
  });

  test("says by config.json which network it is, and what images it sees", async () => {
    const folder = join(workspace.path, "published");
    await mkdir(folder);
    await writeSafetensors(join(folder, "model.safetensors"), weights);
    const pretrained = { input_size: [3, 32, 32], mean: [0.5, 0.4, 0.3], std: [0.2, 0.2, 0.25], crop_pct: 0.9 };
    await writeFile(
      join(folder, "config.json"),
      JSON.stringify({ architecture: "resnet18", num_classes: 10, pretrained_cfg: pretrained }),
    );
    const { encoder } = await importEncoder(workspace, folder);
    expect(encoder).toMatchObject({
      name: "published",
      network: "resnet18",
      imageSize: 32,
      zoom: 0.9,
      normalization: { mean: [0.5, 0.4, 0.3], std: [0.2, 0.2, 0.25] },
    });
  });

  test.each([
    [{ architecture: "resnet34" }, /does not hold the weights of resnet34: \d+ parameters are missing/],
    [{}, /does not say which network.*--arch/],
    [{ architecture: "resnet19" }, /no network "resnet19"/],
    [{ architecture: "resnet18", name: "../r18" }, /name is of letters/],
    [{ architecture: "resnet18", name: "taken" }, /a model "taken" already.*--replace/],
  ])("with %j is refused, and nothing is stored", async (request, message) => {
    const stored = (await listImportedEncoders(workspace)).map(({ name }) => name);
    if (!stored.includes("taken")) await importEncoder(workspace, file, { architecture: "resnet18", name: "taken" });
    const before = await readdir(workspace.modelsPath);
    await expect(importEncoder(workspace, file, { name: "other", ...request })).rejects.toThrow(message);
    expect(await readdir(workspace.modelsPath)).toEqual(before);
  });

  test("that is cut short is refused by its name, and no half of it is stored", async () => {
    const short = join(workspace.path, "short.safetensors");
    await writeSafetensors(short, weights);
    await truncate(short, 100_000);
    await expect(importEncoder(workspace, short, { architecture: "resnet18", name: "short" })).rejects.toThrow(
      /short\.safetensors/,
    );
    expect(await readdir(workspace.modelsPath)).not.toContain("short.safetensors");
  });

  test("whose import is killed at any moment is there whole, or not at all", async () => {
    const almagest = fileURLToPath(new URL("../../../dist/src/cli/almagest.js", import.meta.url));
    const args = ["models", "import", file, "--arch", "resnet18", "--name", "killed", "--replace"];
    for (let attempt = 0; attempt < 4; attempt++) {
      const child = spawn(process.execPath, [almagest, ...args, "--workspace", workspace.path], { stdio: "ignore" });
      const ended = new Promise((resolve) => child.once("close", resolve));
      setTimeout(() => child.kill("SIGKILL"), 300 + 400 * attempt + 300 * Math.random());
      await ended;
      const names = (await listImportedEncoders(workspace)).map(({ name }) => name);
      if (!names.includes("killed")) continue;
      const { parameters } = await openImportedEncoder(workspace, "killed");
      expect(parameters["encoder.layer4.1.conv2.weight"]).toEqual(weights["layer4.1.conv2.weight"]);
    }
  }, 60_000);

  test("whose name another import takes at the same time is refused, and the other stays", async () => {
    const both = await Promise.allSettled(
      [1, 2].map(() => importEncoder(workspace, file, { architecture: "resnet18", name: "twin" })),
    );
    expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    expect(both.find(({ status }) => status === "rejected")).toMatchObject({ reason: { code: "model-exists" } });
    expect((await openImportedEncoder(workspace, "twin")).name).toBe("twin");
  });

  test("with a weight that is no number is refused by its name", async () => {
    const path = join(workspace.path, "nan.safetensors");
    const { "conv1.weight": stem } = weights;
    if (!stem) throw new Error("resnet18 has a stem");
    const data = stem.data.slice();
    data[7] = Number.NaN;
    await writeSafetensors(path, { ...weights, "conv1.weight": { ...stem, data } });
    await expect(importEncoder(workspace, path, { architecture: "resnet18" })).rejects.toThrow(
      `${path}: number 8 of ${data.length} in "conv1.weight" is NaN`,
    );
    expect((await listImportedEncoders(workspace)).map(({ name }) => name)).not.toContain("nan");
  });

  test("gets a name from where it comes", () => {
    expect(nameFor("hf-hub:mwalmsley/zoobot-encoder-convnext_nano@main")).toBe(
      "mwalmsley-zoobot-encoder-convnext_nano-main",
    );
    expect(nameFor("/some/where/encoder.v2.ckpt")).toBe("encoder-v2");
  });
});

describe("training from an imported encoder", () => {
  const quick = { imageSize: 32, epochs: 1, batchSize: 16, seed: 3, threads: 1 };

  async function trained(request: Partial<TrainingRequest>): Promise<Run> {
    const survey = await openSurvey(workspace, "made");
    const run = await prepareRun(survey, { label: "class", from: "base", options: quick, ...request });
    await withJobsHere(() => startTraining(workspace, run, () => {}).done);
    return openRun(workspace, run.id);
  }

  async function encoderOf(run: Run): Promise<Parameters> {
    return (await readSafetensors(bestPath(run))).parameters;
  }

  /** Names whose bytes differ. */
  function movedBetween(before: Parameters, after: Parameters): string[] {
    const bytesOf = (array?: ParameterArray) =>
      Buffer.from(new Uint8Array(Float32Array.from(array?.data ?? []).buffer));
    return Object.keys(before).filter((name) => !bytesOf(before[name]).equals(bytesOf(after[name])));
  }

  beforeAll(async () => {
    await importEncoder(workspace, file, { architecture: "resnet18", name: "base", imageSize: 32 });
  });

  test("with --tune linear leaves the whole encoder as it was, running statistics too", async () => {
    const run = await trained({ options: { ...quick, tune: "linear" } });
    const { parameters: before } = await openImportedEncoder(workspace, "base");
    const after = await encoderOf(run);
    expect(movedBetween(before, after)).toEqual([]);
    expect((await readModel(bestPath(run))).network).toBe("resnet18");
    expect(run.card).toMatchObject({ status: "finished", from: "base" });
  }, 300_000);

  test("with --tune blocks:1 moves the last block and nothing before it, and predicts and embeds", async () => {
    const run = await trained({ options: { ...quick, tune: "blocks:1" } });
    const { parameters: before } = await openImportedEncoder(workspace, "base");
    const after = await encoderOf(run);
    const moved = movedBetween(before, after);
    expect(moved.length).toBeGreaterThan(0);
    expect(moved.filter((name) => !name.startsWith("encoder.layer4.1."))).toEqual([]);
    const { objects } = await predictSurvey(await openSurvey(workspace, "made"), run, { views: 2, threads: 1 });
    expect(objects).toBe(60);
    await embedSurveyWith(await openSurvey(workspace, "made"), "base", { threads: 1 });
    expect(await nearest(await openSurvey(workspace, "made"), "base", "587722953303910000", 3)).toHaveLength(3);
  }, 180_000);

  test("of an .onnx file learns like any other, and what it has learnt opens in ONNX Runtime", async () => {
    const network = networkNamed("smallResnet");
    const own = asConstants(network.parameters(randomStream(4, "weights")));
    const bytes = exportAnyBatch((batch) => ({
      representation: network.features(own, "", input("image", [batch, 3, 32, 32]), "predicting"),
    }));
    const path = join(workspace.path, "other.onnx");
    await writeFile(path, bytes);
    const { encoder } = await importEncoder(workspace, path);
    expect(encoder).toMatchObject({ name: "other", network: "onnx", imageSize: 32 });
    const run = await trained({ from: "other", options: { ...quick, tune: "blocks:2" } });
    const moved = movedBetween((await openImportedEncoder(workspace, "other")).parameters, await encoderOf(run));
    expect(moved.length).toBeGreaterThan(0);
    expect(moved.length).toBeLessThan(Object.keys(encoder.parameters).length / 2);

    const exported = await readFile(join(run.path, "model.onnx"));
    const { metadata } = openOnnx(exported, "model.onnx");
    expect([metadata.task, metadata.classes]).toEqual(["labels", '["bar","disc"]']);
    const model = await readModel(bestPath(run));
    const program = await compile(modelOutputs(model, 2, 1));
    const pixels = Uint8Array.from({ length: 2 * 32 * 32 * 3 }, (_, i) => (i * 37) % 256);
    const { mean } = await program.run({ pixels });
    await program.release();
    const planes = new Float32Array(pixels.length);
    for (let i = 0; i < pixels.length; i++) {
      const [band, place, image] = [i % 3, Math.floor(i / 3) % 1024, Math.floor(i / 3072)];
      planes[image * 3072 + band * 1024 + place] = (pixels[i] as number) / 255;
    }
    const session = await InferenceSession.create(exported);
    const outside = await session.run({ image: new OrtTensor(planes, [2, 3, 32, 32]) });
    await session.release();
    Array.from(outside.mean?.data as Float32Array).forEach((value, i) => {
      expect(value).toBeCloseTo(Number(mean?.[i]), 5);
    });
  }, 300_000);

  test("does not go on where its encoder was replaced meanwhile, and goes on when it is back", async () => {
    await importEncoder(workspace, file, { architecture: "resnet18", name: "moving", imageSize: 32 });
    const survey = await openSurvey(workspace, "made");
    const run = await prepareRun(survey, { label: "class", from: "moving", options: { ...quick, tune: "linear" } });
    const other = join(workspace.path, "others.safetensors");
    await writeSafetensors(other, weightsOf(6));
    const replacing = { architecture: "resnet18", name: "moving", imageSize: 32, replace: true };
    await importEncoder(workspace, other, replacing);
    const train = async () =>
      withJobsHere(async () => startTraining(workspace, await openRun(workspace, run.id), () => {}).done);
    await expect(train()).rejects.toThrow(`the model "moving" is another one than when run ${run.id} began`);
    await importEncoder(workspace, file, replacing);
    await train();
    expect((await openRun(workspace, run.id)).card.status).toBe("finished");
  }, 300_000);

  test("refuses another network, and more blocks than there are", async () => {
    const survey = await openSurvey(workspace, "made");
    const asked = (options: object) => prepareRun(survey, { label: "class", from: "base", options });
    await expect(asked({ network: "resnet34" })).rejects.toThrow(/encoder to begin with is resnet18/);
    await expect(asked({ tune: "blocks:10" })).rejects.toThrow(/resnet18 has 9 blocks/);
    await expect(prepareRun(survey, { label: "class", from: "nowhere", options: {} })).rejects.toThrow(
      /"nowhere" is no run and no imported model/,
    );
  });
});
