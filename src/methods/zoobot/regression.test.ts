import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { InferenceSession, Tensor } from "onnxruntime-node";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readSafetensors } from "../../nn/safetensors.ts";
import { decodeImage } from "../../sky/image.ts";
import { importCatalogue } from "../../survey/importCatalogue.ts";
import { galaxy, openSurvey, surveyObjects } from "../../survey/survey.ts";
import { openWorkspace, type Workspace } from "../../survey/workspace.ts";
import { withJobsHere } from "../../training/jobsHere.ts";
import { readMetrics } from "../../training/metrics.ts";
import { openRun, type Run } from "../../training/run.ts";
import { madeCatalogue, withColumns } from "./madeSurvey.ts";
import { predictImages } from "./predict.ts";
import type { HeldOut } from "./report.ts";
import { prepareRun, runToResume, startTraining, type TrainingRequest } from "./startTraining.ts";
import { modelOf, predictSurvey } from "./surveyPredictions.ts";

const quick = { imageSize: 16, batchSize: 8, seed: 7, threads: 1 };

let workspace: Workspace;
beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), "almagest-regression-"));
  const path = await madeCatalogue(join(folder, "catalogue"), 80);
  // Bars are 5 wide, discs 20: far from 0 and from 1, as a column's own unit may be.
  await withColumns(path, { width: (i) => (i === 4 ? "" : String(1000 + (i % 3 === 0 ? 5 : 20) + (i % 5) / 10)) });
  workspace = await openWorkspace(join(folder, "workspace"), { create: true });
  await importCatalogue(workspace, "made", path, { label: { column: "class", merge: {} } });
});
afterAll(() => rm(dirname(workspace.path), { recursive: true, force: true }));

async function trained(request: TrainingRequest): Promise<Run> {
  const run = await prepareRun(await openSurvey(workspace, "made"), request);
  await withJobsHere(() => startTraining(workspace, run, () => {}).done);
  return openRun(workspace, run.id);
}

let learnt: Promise<Run> | undefined;

/** One that learnt the number, for every test that needs one. */
function numberRun(): Promise<Run> {
  learnt ??= trained({ target: "width", options: { ...quick, batchSize: 16, epochs: 30, learningRate: 0.01 } });
  return learnt;
}

async function bytesOf(run: Run): Promise<string[]> {
  const { parameters } = await readSafetensors(join(run.path, "last.safetensors"));
  return Object.entries(parameters).map(([name, { data }]) => `${name} ${Buffer.from(data.buffer).toString("base64")}`);
}

test("a number is learnt, measured and predicted in its own unit, by the exported model too", async () => {
  const run = await numberRun();
  const { summary = {}, task } = run.card;
  expect(Object.keys(summary).sort()).toEqual(
    ["loss", "meanAbsoluteError", "rootMeanSquareError", "r2", "meanPredictorError"].sort(),
  );
  const { meanAbsoluteError = 0, meanPredictorError = 0, r2 = 0 } = summary;
  expect(meanPredictorError).toBeGreaterThan(4);
  expect(meanAbsoluteError).toBeLessThan(meanPredictorError / 2);
  expect(r2).toBeGreaterThan(0.5);
  // The mean square of the standardised number.
  const { std } = task as { std: number };
  expect(summary.loss).toBeCloseTo(((summary.rootMeanSquareError ?? 0) / std) ** 2, 4);

  const heldOut: HeldOut = JSON.parse(await readFile(join(run.path, "report.json"), "utf8"));
  expect(heldOut.number).toMatchObject({ column: "width", meanAbsoluteError });
  expect(heldOut.number?.points).toHaveLength(heldOut.objects);
  expect(heldOut.number?.residuals.reduce((sum, { count }) => sum + count, 0)).toBe(heldOut.objects);

  const out = join(workspace.path, "predictions.csv");
  await predictSurvey(await openSurvey(workspace, "made"), run, { out, views: 8, threads: 1 });
  const [header, ...rows] = (await readFile(out, "utf8")).trimEnd().split("\n");
  expect([header, rows.length]).toEqual(["id_str,width", 80]);
  const survey = await openSurvey(workspace, "made");
  expect(survey.card.predictions).toEqual([{ run: run.id, answers: ["width"], kind: "numbers" }]);
  // Its own width is not known.
  const { columns } = await galaxy(survey, "587722953303910004");
  expect(columns.width).toBeNull();
  expect(Math.abs(Number(columns[`width@${run.id}`]) - 1020)).toBeLessThan(7);

  const model = await modelOf(run);
  const [path = ""] = (await surveyObjects(survey)).images;
  const { means } = await predictImages(model, [path]);
  const pixels = await decodeImage({ name: path, bytes: await readFile(path) }, model.decodedSize, model.imageSize);
  const size = model.imageSize ** 2;
  const image = Float32Array.from(
    { length: 3 * size },
    (_, i) => (pixels[(i % size) * 3 + Math.floor(i / size)] ?? 0) / 255,
  );
  const session = await InferenceSession.create(join(run.path, "model.onnx"));
  const { mean } = await session.run({ image: new Tensor("float32", image, [1, 3, model.imageSize, model.imageSize]) });
  expect(mean?.dims).toEqual([1, 1]);
  expect(Number(mean?.data[0])).toBeCloseTo(means[0] ?? 0, 2);

  const [name = "", weights] = Object.entries(model.parameters)[0] ?? [];
  const damaged = { shape: weights?.shape ?? [], data: new Float32Array(weights?.data.length ?? 0).fill(Number.NaN) };
  const broken = { ...model, parameters: { ...model.parameters, [name]: damaged } };
  await expect(predictImages(broken, [path])).rejects.toThrow(`the network says nothing finite of ${path}`);
}, 600_000);

test("a head alone learns it on another run's encoder, and a linear run that was killed ends with the same bytes", async () => {
  const encoder = await numberRun();
  const request: TrainingRequest = {
    task: "regression",
    target: "width",
    from: encoder.id,
    options: { tune: "linear", epochs: 12, batchSize: 8, seed: 7, threads: 1 },
  };
  const whole = await trained(request);
  const { meanAbsoluteError = 0, meanPredictorError = 0 } = whole.card.summary ?? {};
  expect(meanAbsoluteError).toBeLessThan(meanPredictorError / 2);

  // Each step is kept, so that it goes on from somewhere in the middle.
  const options = { ...request.options, checkpointSeconds: 0 };
  const run = await prepareRun(await openSurvey(workspace, "made"), { ...request, options });
  const job = startTraining(workspace, run, (message) => {
    if (message.kind === "metric" && message.metric.step > 20 && job.pid) process.kill(job.pid, "SIGKILL");
  });
  await expect(job.done).rejects.toThrow();
  await expect.poll(async () => (await openRun(workspace, run.id)).card.status, { timeout: 15_000 }).toBe("stopped");
  await startTraining(workspace, await runToResume(workspace, run.id), () => {}).done;
  expect(await bytesOf(run)).toEqual(await bytesOf(whole));
}, 600_000);

test("ends where validation gets no better", async () => {
  const options = { ...quick, network: "lenet", imageSize: 32, epochs: 200, patience: 2, learningRate: 0.03 };
  const run = await trained({ target: "width", options });
  const notes = (await readMetrics(run)).flatMap((metric) => (metric.kind === "note" ? [metric.text] : []));
  expect(notes).toEqual(["no better validation loss for 2 epochs: ended"]);
}, 600_000);
