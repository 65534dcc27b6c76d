import { execFileSync } from "node:child_process";
import { mkdir, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { temporaryFolder } from "../../temporaryFolder.ts";
import { compile } from "../program.ts";
import { input } from "../tensor.ts";
import { openOnnxFile } from "./externalData.ts";
import { madeModel } from "./madeModel.ts";

let folder: string;

beforeAll(async () => {
  const root = await temporaryFolder("onnx");
  folder = join(root, "model");
  await mkdir(folder);
  await writeFile(join(folder, "weights.data"), new Uint8Array(Float32Array.of(9, 1, 2, 3).buffer));
  await writeFile(join(root, "secret"), new Uint8Array(16));
  await symlink(join(root, "secret"), join(folder, "link.data"));
});

async function modelAt(
  location: string,
  place: Record<string, string> = { offset: "4", length: "12" },
): Promise<string> {
  const path = join(folder, "model.onnx");
  const external_data = Object.entries({ location, ...place }).map(([key, value]) => ({ key, value }));
  const weights = [{ name: "w", dims: [3], data_type: 1, data_location: 1, external_data }];
  await writeFile(path, madeModel({ nodes: [{ op: "Mul", in: ["x", "w"] }], inputs: { x: [3] }, weights }));
  return path;
}

test("weights in a file beside the model are read from their place in it", async () => {
  const { y } = openOnnxFile(await modelAt("weights.data")).build({ x: input("x", [3]) });
  if (!y) throw new Error("the model has the output y");
  const program = await compile({ y });
  expect((await program.run({ x: Float32Array.of(1, 10, 100) })).y).toEqual(Float32Array.of(1, 20, 300));
  await program.release();
});

test.each([
  ["../secret", 'model.onnx has weights in "../secret", outside its folder: they are not read'],
  ["/etc/passwd", 'model.onnx has weights in "/etc/passwd", outside its folder: they are not read'],
  ["a/../../secret", "outside its folder: they are not read"],
  [".", "outside its folder: they are not read"],
  ["link.data", "model.onnx has weights in link.data, a link out of its folder: they are not read"],
  ["lost.data", "lost.data: it does not exist"],
])("weights in %s are refused", async (location, message) => {
  const path = await modelAt(location);
  expect(() => openOnnxFile(path)).toThrow(message);
});

test.each([
  { offset: "8", length: "12" },
  { offset: "-4", length: "12" },
  { offset: "4", length: "1e15" },
  { offset: "4", length: "8" },
])("a place of %o is refused", async (place) => {
  const path = await modelAt("weights.data", place);
  expect(() => openOnnxFile(path)).toThrow(/^model\.onnx[^\n]*(bytes long|holds 2 elements)/);
});

test.skipIf(process.platform === "win32")("weights in a pipe are refused, not waited for", async () => {
  execFileSync("mkfifo", [join(folder, "pipe.data")]);
  const path = await modelAt("pipe.data");
  expect(() => openOnnxFile(path)).toThrow("model.onnx has weights in pipe.data, which is no plain file");
});

test("a model that does not exist is named", () => {
  expect(() => openOnnxFile(join(folder, "none.onnx"))).toThrow(/^cannot read .*none\.onnx: it does not exist$/);
});
