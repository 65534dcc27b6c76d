import { join } from "node:path";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { expect, test } from "vitest";
import { Fault } from "../fault.ts";
import { temporaryFolder } from "../temporaryFolder.ts";
import { decodeSafetensors, encodeSafetensors, readSafetensors, writeSafetensors } from "./safetensors.ts";

/** A file with `header`, as it stands, over `bytes` zeros. */
function fileOf(header: unknown, bytes: number, claimed?: bigint): Uint8Array {
  const text = Buffer.from(typeof header === "string" ? header : JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(claimed ?? BigInt(text.length));
  return Buffer.concat([length, text, Buffer.alloc(bytes)]);
}

const floats = (from: number, to: number, shape = [(to - from) / 4]) => ({
  dtype: "F32",
  shape,
  data_offsets: [from, to],
});

test("what the Python library wrote is read as float32, every type and shape", async () => {
  const path = fileURLToPath(new URL("../../fixtures/safetensors/mixed.safetensors", import.meta.url));
  const { parameters, metadata } = await readSafetensors(path);
  const values = [0, 1, -2.5, 65504, 2 ** -14, 2 ** -24];
  for (const name of ["conv.weight", "double", "half"]) {
    expect(parameters[name]?.shape).toEqual([2, 3]);
    expect([...(parameters[name]?.data ?? [])]).toEqual(values);
  }
  expect([...(parameters.long?.data ?? [])]).toEqual([1, -2, 3]);
  expect([...(parameters.int?.data ?? [])]).toEqual([4, -5]);
  expect([...(parameters.byte?.data ?? [])]).toEqual([0, 255]);
  expect(parameters.scalar).toEqual({ shape: [], data: Float32Array.of(7) });
  expect(parameters.none).toEqual({ shape: [0, 4], data: new Float32Array(0) });
  expect(metadata).toEqual({ "made by": "safetensors" });
});

test("arrays and metadata come back as they were written", () => {
  const array = fc
    .array(fc.integer({ min: 0, max: 3 }), { maxLength: 3 })
    .chain((shape) =>
      fc
        .float32Array({ minLength: shape.reduce((a, b) => a * b, 1), maxLength: shape.reduce((a, b) => a * b, 1) })
        .map((data) => ({ shape, data })),
    );
  const name = fc.string({ unit: "grapheme" }).filter((text) => text !== "__metadata__");
  fc.assert(
    fc.property(
      fc.dictionary(name, array),
      fc.dictionary(
        fc.string().filter((text) => text !== "__proto__"),
        fc.string(),
      ),
      (parameters, metadata) => {
        const file = decodeSafetensors(Buffer.concat(encodeSafetensors(parameters, metadata)), "f");
        expect(Object.entries(file.metadata)).toEqual(Object.entries(metadata));
        expect(Object.keys(file.parameters)).toEqual(Object.keys(parameters));
        for (const [each, { shape, data }] of Object.entries(parameters)) {
          expect(file.parameters[each]?.shape).toEqual(shape);
          // toEqual takes NaN for NaN and tells -0 from 0.
          expect(file.parameters[each]?.data).toEqual(data);
        }
      },
    ),
  );
});

test("a file is written and read by its path", async () => {
  const path = join(await temporaryFolder("safetensors"), "a.safetensors");
  await writeSafetensors(path, { bias: { shape: [2], data: Float32Array.of(1, 2) } });
  expect((await readSafetensors(path)).parameters.bias?.data).toEqual(Float32Array.of(1, 2));
});

test.each<[string, Uint8Array, RegExp]>([
  ["no bytes", new Uint8Array(0), /has 0 bytes/],
  ["a header longer than the file", fileOf({}, 0, 1000n), /claims 1000 bytes/],
  ["a header of 2^63 bytes", fileOf({}, 0, 2n ** 63n), /claims/],
  ["a header that is not JSON", fileOf("{", 0), /not JSON/],
  ["a header that is a list", fileOf([], 0), /not a JSON object/],
  ["metadata that is a number", fileOf({ __metadata__: { a: 1 } }, 0), /__metadata__/],
  ["an unknown type", fileOf({ a: { ...floats(0, 4), dtype: "constructor" } }, 4), /"a" is constructor/],
  ["no offsets", fileOf({ a: { dtype: "F32", shape: [1] } }, 4), /"a" must have/],
  ["a negative offset", fileOf({ a: floats(-4, 0, [1]) }, 4), /"a" must have/],
  ["a negative shape", fileOf({ a: floats(0, 4, [-1, -1]) }, 4), /"a" must have/],
  ["a shape past every memory", fileOf({ a: floats(0, 4, [2 ** 40, 2 ** 40]) }, 4), /does not fill 4 bytes/],
  ["offsets past the end", fileOf({ a: floats(0, 8) }, 4), /lies at 0 to 8 of 4 bytes/],
  ["offsets the wrong way round", fileOf({ a: floats(4, 0, [1]) }, 4), /lies at 4 to 0/],
  ["a shape that does not fill its bytes", fileOf({ a: floats(0, 8, [3]) }, 8), /\[3\] of F32 does not fill 8/],
  ["arrays that overlap", fileOf({ a: floats(0, 8), b: floats(4, 12) }, 12), /"b" overlaps "a"/],
  ["two names for one array", fileOf({ a: floats(0, 8), b: floats(0, 8) }, 8), /"b" overlaps "a"/],
  ["a hole", fileOf({ a: floats(0, 4), b: floats(8, 12) }, 12), /bytes 4 to 8 belong to no array/],
  ["bytes left over", fileOf({ a: floats(0, 4) }, 12), /bytes 4 to 12 belong to no array/],
  [
    "a name stated twice",
    fileOf(`{"a":${JSON.stringify(floats(0, 4))},"a":${JSON.stringify(floats(4, 8))}}`, 8),
    /bytes 0 to 4 belong to no array/,
  ],
])("a file with %s is refused by name", (_, bytes, problem) => {
  const read = () => decodeSafetensors(bytes, "runs/a/last.safetensors");
  expect(read).toThrow(Fault);
  expect(read).toThrow(problem);
  expect(read).toThrow("runs/a/last.safetensors");
});

test("a file cut off anywhere is refused, never read short", () => {
  const whole = Buffer.concat(encodeSafetensors({ a: { shape: [3], data: Float32Array.of(1, 2, 3) } }, { step: "7" }));
  for (let length = 0; length < whole.length; length++)
    expect(() => decodeSafetensors(whole.subarray(0, length), "f")).toThrow(Fault);
});

test("a damaged file is a Fault or parameters, never another error", () => {
  const whole = Buffer.concat(encodeSafetensors({ a: { shape: [3], data: Float32Array.of(1, 2, 3) } }, { step: "7" }));
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { minLength: 1 }), (changes) => {
      const bytes = Buffer.from(whole);
      for (const [i, value] of changes) bytes[i] = value;
      try {
        decodeSafetensors(bytes, "f");
      } catch (error) {
        expect(error).toBeInstanceOf(Fault);
      }
    }),
    { numRuns: 1000 },
  );
});
