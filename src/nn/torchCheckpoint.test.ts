import { existsSync, readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { expect, test } from "vitest";
import { Fault } from "../fault.ts";
import { temporaryFolder } from "../temporaryFolder.ts";
import { pickleOf, tensorOf, text, type ZipOddities, zipOf } from "./oddCheckpoints.ts";
import { readTorchCheckpoint } from "./torchCheckpoint.ts";

const fixture = (name: string) => fileURLToPath(new URL(`../../fixtures/torchCheckpoint/${name}`, import.meta.url));
const expected: Record<string, Record<string, { shape: number[]; data: (number | string)[] }>> = JSON.parse(
  readFileSync(fixture("expected.json"), "utf8"),
);
const folder = await temporaryFolder("torch");

/** What PyTorch read from the file, less what we leave out. */
function asPyTorch(name: string) {
  return Object.fromEntries(
    Object.entries(expected[name] ?? {})
      .filter(([key]) => !key.endsWith("num_batches_tracked"))
      .map(([key, { shape, data }]) => [key, { shape, data: Float32Array.from(data, Number) }]),
  );
}

async function read(bytes: Uint8Array) {
  const path = join(folder, "odd.pt");
  await writeFile(path, bytes);
  return readTorchCheckpoint(path);
}

const numbers = (...values: number[]) => new Uint8Array(Float32Array.from(values).buffer);

/** A checkpoint of one pickle and one storage of six floats. */
function checkpointOf(pickle: Uint8Array, oddities?: ZipOddities, more: [string, string | Uint8Array][] = []) {
  return zipOf([["a/data.pkl", pickle], ["a/data/0", numbers(0, 1, 2, 3, 4, 5)], ...more], oddities);
}

const withTensor = (tensor: Parameters<typeof tensorOf>[0]) => pickleOf("}", text("weight"), tensorOf(tensor), "s");
const plain = withTensor({ count: 6, shape: [2, 3], strides: [3, 1] });

test("a state_dict is what PyTorch reads from it, in its order, without the batch counts", async () => {
  const { parameters, under } = await readTorchCheckpoint(fixture("stateDict.pth"));
  expect(parameters).toEqual(asPyTorch("stateDict.pth"));
  expect(Object.keys(parameters)).toEqual(Object.keys(asPyTorch("stateDict.pth")));
  expect(under).toBeUndefined();
});

test.each(["views.pt", "views.protocol5.pt"])(
  "views, shared storages and every type are float32, in %s",
  async (name) => {
    const { parameters } = await readTorchCheckpoint(fixture(name));
    expect(parameters).toEqual(asPyTorch("views.pt"));
    // Each has memory of its own: training may write into one of two tied weights.
    expect(parameters["tied a"]?.data.buffer).not.toBe(parameters["tied b"]?.data.buffer);
  },
);

test("a Lightning checkpoint is its state_dict, whatever else people put into it", async () => {
  const { parameters, under } = await readTorchCheckpoint(fixture("lightning.ckpt"));
  expect(parameters).toEqual(asPyTorch("lightning.ckpt"));
  expect(Object.keys(parameters)).toContain("encoder.conv1.weight");
  expect(under).toBe("state_dict");
});

test("the caller may say which state_dict", async () => {
  const tensor = (value: number) => tensorOf({ count: 6, offset: value, shape: [1], strides: [1] });
  const path = join(folder, "dino.pt");
  const nest = (key: string, value: number) => [text(key), "}", text("w"), tensor(value), "s", "s"];
  await writeFile(path, checkpointOf(pickleOf("}", ...nest("student", 1), ...nest("teacher", 2))));
  expect((await readTorchCheckpoint(path, { under: "teacher" })).parameters.w?.data).toEqual(Float32Array.of(2));
  await expect(readTorchCheckpoint(path)).rejects.toThrow(/no tensors among student, teacher/);
  await expect(readTorchCheckpoint(path, { under: "head" })).rejects.toThrow(/no tensors under "head" among student/);
});

test.each([
  ["malicious.system.pt", "posix.system"],
  ["malicious.eval.ckpt", "__builtin__.eval"],
  // Protocol 2 writes Python 2's name of it.
  ["malicious.popen.pt", "commands.Popen"],
])("%s is refused for naming %s, and does not run", async (name, path) => {
  const reading = readTorchCheckpoint(fixture(name));
  await expect(reading).rejects.toThrow(`${name} names ${path}`);
  await expect(reading).rejects.toMatchObject({ code: "dangerous-checkpoint" });
  expect(existsSync("/tmp/almagest-malicious-pickle")).toBe(false);
});

test.each([
  "os.system",
  "os.path.join",
  "nt.system",
  "builtins.getattr",
  "builtins.set.__class__",
  "builtins.__import__",
  "importlib.import_module",
])("%s is refused by name, even where nothing calls it", async (path) => {
  const dot = path.lastIndexOf(".");
  const pickle = pickleOf("}", text("x"), `c${path.slice(0, dot)}\n${path.slice(dot + 1)}\n`, "s");
  await expect(read(checkpointOf(pickle))).rejects.toThrow(`names ${path}`);
});

test.each<[string, RegExp]>([
  ["wholeModule.pt", /holds a torch\.nn\.modules\.container\.Sequential, not a state_dict/],
  ["before1.6.pt", /saved before PyTorch 1\.6/],
  ["torchScript.pt", /TorchScript/],
  ["complex.pt", /"weight" is stored as torch\.ComplexFloatStorage/],
  ["numpyInPlaceOfTensor.pt", /no tensors among weight; there is a numpy/],
])("%s is refused with what to do", async (name, problem) => {
  await expect(readTorchCheckpoint(fixture(name))).rejects.toThrow(problem);
  await expect(readTorchCheckpoint(fixture(name))).rejects.toThrow(Fault);
});

test.each<[string, Uint8Array, RegExp]>([
  ["big-endian numbers", checkpointOf(plain, {}, [["a/byteorder", "big"]]), /big-endian/],
  ["two pickles", checkpointOf(plain, {}, [["b/data.pkl", plain]]), /2 entries data\.pkl/],
  ["no pickle", zipOf([["a/data/0", ""]]), /0 entries data\.pkl/],
  ["no storage", zipOf([["a/data.pkl", plain]]), /the numbers of "weight" are missing/],
  [
    "a key that leaves the folder",
    checkpointOf(withTensor({ key: "../data.pkl", count: 1, shape: [1], strides: [1] })),
    /are missing/,
  ],
  [
    "a storage smaller than its pickle says",
    checkpointOf(withTensor({ count: 7, shape: [1], strides: [1] })),
    /should have 28 bytes, and entry a\/data\/0 has 24/,
  ],
  [
    "a view past the end",
    checkpointOf(withTensor({ count: 6, offset: 1, shape: [2, 3], strides: [3, 1] })),
    /reaches to byte 28 of a storage of 24/,
  ],
  [
    "strides past the end",
    checkpointOf(withTensor({ count: 6, shape: [2, 3], strides: [2 ** 52, 1] })),
    /reaches to byte/,
  ],
  [
    "a negative stride",
    checkpointOf(withTensor({ count: 6, shape: [2, 3], strides: [-3, 1] })),
    /strides are not whole numbers/,
  ],
  ["a negative size", checkpointOf(withTensor({ count: 6, shape: [-1], strides: [1] })), /shape and strides/],
  ["fewer strides than sizes", checkpointOf(withTensor({ count: 6, shape: [2, 3], strides: [1] })), /as many strides/],
  [
    "a shape past every memory",
    checkpointOf(withTensor({ count: 6, shape: [2 ** 40, 2 ** 12], strides: [0, 0] })),
    /they repeat what is stored/,
  ],
  [
    "shapes whose product is past every number",
    checkpointOf(withTensor({ count: 6, shape: Array(30).fill(2 ** 52), strides: Array(30).fill(0) })),
    /they repeat what is stored/,
  ],
  ["a list", checkpointOf(pickleOf("]")), /holds a list/],
  [
    "a number among its tensors",
    checkpointOf(pickleOf("}(", text("w"), plainTensor(), text("n"), "K", 1, "u")),
    /"n" is a number/,
  ],
  ["a tensor whose name is a number", checkpointOf(pickleOf("}(K", 1, plainTensor(), "u")), /name is a number/],
  [
    "a tensor made from a text",
    checkpointOf(pickleOf("ctorch._utils\n_rebuild_tensor_v2\n(", text("a"), "tR")),
    /no storage/,
  ],
  [
    "8-bit floats",
    checkpointOf(withTensor({ type: "torch\nFloat8_e4m3fnStorage", count: 6, shape: [6], strides: [1] })),
    /stored as torch\.Float8/,
  ],
  ["an entry that claims more than the file has", checkpointOf(plain, { claimed: { "a/data/0": 1e6 } }), /cut off/],
])("a checkpoint with %s is refused by name", async (_, bytes, problem) => {
  await expect(read(bytes)).rejects.toThrow(problem);
  await expect(read(bytes)).rejects.toThrow(Fault);
  await expect(read(bytes)).rejects.toThrow(/odd\.pt/);
});

function plainTensor() {
  return tensorOf({ count: 6, shape: [2, 3], strides: [3, 1] });
}

test("an empty tensor has no numbers, however large its other sizes", async () => {
  const shape = [...Array(30).fill(2 ** 52), 0];
  const two = pickleOf("}(", text("w"), plainTensor(), text("n"), tensorOf({ count: 6, shape, strides: shape }), "u");
  expect((await read(checkpointOf(two))).parameters.n).toEqual({ shape, data: new Float32Array(0) });
});

test("a file past 4 GiB has 64-bit sizes, and is read alike", async () => {
  const { parameters } = await read(checkpointOf(plain, { zip64: true }));
  expect(parameters).toEqual({ weight: { shape: [2, 3], data: Float32Array.of(0, 1, 2, 3, 4, 5) } });
});

test("a parameter may have any name, JavaScript's own included", async () => {
  const { parameters } = await read(checkpointOf(pickleOf("}", text("__proto__"), plainTensor(), "s")));
  expect(Object.entries(parameters)).toEqual([["__proto__", expect.anything()]]);
});

test("any view within its storage is read element by element", async () => {
  const axis = fc.record({ size: fc.integer({ min: 1, max: 3 }), stride: fc.integer({ min: 0, max: 4 }) });
  await fc.assert(
    fc.asyncProperty(fc.array(axis, { maxLength: 4 }), fc.nat(3), async (axes, offset) => {
      const shape = axes.map(({ size }) => size);
      const strides = axes.map(({ stride }) => stride);
      const stored = Array.from({ length: 40 }, (_, i) => i);
      const pickle = withTensor({ count: 40, offset, shape, strides });
      const { parameters } = await read(
        zipOf([
          ["data.pkl", pickle],
          ["data/0", numbers(...stored)],
        ]),
      );
      let indices = [offset];
      for (const { size, stride } of axes)
        indices = indices.flatMap((from) => Array.from({ length: size }, (_, i) => from + i * stride));
      expect(parameters.weight).toEqual({ shape, data: Float32Array.from(indices) });
    }),
    { numRuns: 100 },
  );
});

test("a file cut off anywhere is refused, never read short", async () => {
  const bytes = readFileSync(fixture("stateDict.pth"));
  for (let length = 0; length < bytes.length; length += 7)
    await expect(read(bytes.subarray(0, length))).rejects.toThrow(Fault);
});

test("a damaged file is a Fault or parameters, never another error", async () => {
  for (const name of ["views.pt", "lightning.ckpt"]) {
    const whole = readFileSync(fixture(name));
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { minLength: 1 }), async (changes) => {
        const bytes = Buffer.from(whole);
        for (const [i, value] of changes) bytes[i] = value;
        await read(bytes).catch((error) => expect(error).toBeInstanceOf(Fault));
      }),
      { numRuns: 200 },
    );
  }
});
