/** Damaged weights files, by the ten thousand: each is read, or refused in one line that names it. */

import { readFileSync } from "node:fs";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Fault } from "../fault.ts";
import { type Mutator, mutated, pick } from "../mutatedFiles.ts";
import type { RandomStream } from "../random.ts";
import { survivesDamage } from "../survivesDamage.ts";
import { elementCount } from "../tensor/shape.ts";
import type { Parameters } from "./parameters.ts";
import { encodeSafetensors } from "./safetensors.ts";
import { readWeights } from "./weightsFile.ts";

/** Bytes of float32 made of each of the file: four of a byte, and each shared four times at most. */
const mostExpansion = 16;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "almagest-fuzz-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** What is written for one damaged file, by name. The first is the one to read. */
type Damage = (stream: RandomStream) => Readonly<Record<string, Uint8Array>>;

async function survives(damage: Damage): Promise<Record<string, number>> {
  return survivesDamage(
    async (stream) => {
      const written = damage(stream);
      for (const [name, bytes] of Object.entries(written)) await writeFile(join(folder, name), bytes);
      return written;
    },
    (written) => {
      const [name = ""] = Object.keys(written);
      const size = Object.values(written).reduce((sum, { length }) => sum + length, 0);
      return outcomeOf(join(folder, name), size);
    },
  );
}

/** @returns "read", or the fault's code */
async function outcomeOf(path: string, size: number): Promise<string> {
  let parameters: Parameters;
  try {
    parameters = await readWeights(path);
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    expect(error.message).toContain(folder);
    expect(error.message).toMatch(/^[^\p{Cc}\u2028\u2029]{1,1000}$/u);
    return error.code;
  }
  let bytes = 0;
  for (const { shape, data } of Object.values(parameters)) {
    expect(data).toBeInstanceOf(Float32Array);
    expect(shape.every((length) => Number.isSafeInteger(length) && length >= 0)).toBe(true);
    expect(elementCount(shape)).toBe(data.length);
    bytes += data.byteLength;
  }
  expect(bytes).toBeLessThanOrEqual(mostExpansion * size);
  return "read";
}

const fixtures = new URL("../../fixtures/", import.meta.url);

/** A header that is JSON still, in which one thing about an array is not what it was. */
const otherHeader: Mutator = (bytes, stream) => {
  if (bytes.length < 8) return bytes;
  const length = Number(Buffer.from(bytes.subarray(0, 8)).readBigUInt64LE());
  let header: Record<string, { dtype: string; shape: number[]; data_offsets: number[] }>;
  try {
    header = JSON.parse(Buffer.from(bytes.subarray(8, 8 + length)).toString());
  } catch {
    return bytes;
  }
  const names = Object.keys(header);
  const [name, other] = [pick(names, stream), pick(names, stream)];
  const array = header[name];
  const odd = pick([-1, 0, 1, 0.5, 2 ** 31, 2 ** 53, 2 ** 60, 1e300], stream);
  const where = stream.below(4);
  const changes: (() => void)[] = [
    () =>
      Object.assign(array ?? {}, {
        dtype: pick(["F64", "F16", "BF16", "I64", "BOOL", "F8_E4M3", "", "toString"], stream),
      }),
    () => array?.shape?.splice(where, 1, odd),
    () => array?.data_offsets?.splice(where % 2, 1, odd),
    () => Object.assign(array ?? {}, { data_offsets: header[other]?.data_offsets }),
    () => Object.assign(array ?? {}, { shape: Array(stream.below(3000)).fill(odd) }),
    () => Object.assign(header, { [pick(["__proto__", "__metadata__", "a\nb", "", "x".repeat(5000)], stream)]: array }),
    () => delete header[name],
  ];
  pick(changes, stream)();
  const text = Buffer.from(JSON.stringify(header));
  const start = Buffer.alloc(8);
  start.writeBigUInt64LE(BigInt(text.length));
  return Buffer.concat([start, text, bytes.subarray(8 + length)]);
};

/** A list of one array's numbers in a .safetensors file. */
const safetensors: Uint8Array[] = [
  readFileSync(new URL("safetensors/mixed.safetensors", fixtures)),
  Buffer.concat(encodeSafetensors(few("a"), { about: "a test" })),
];

function few(name: string): Parameters {
  return Object.fromEntries(
    [[4, 3, 2, 2], [4], [], [0, 7]].map((shape, i) => [
      `${name}.${i}`,
      { shape, data: Float32Array.from({ length: elementCount(shape) }, (_, j) => j) },
    ]),
  );
}

/** Fields of the zip format: where a header begins, what it says of an entry, and where each stands in it. */
const zipFields: Mutator = (bytes, stream) => {
  const damaged = Buffer.from(bytes);
  const headers = [0x04034b50, 0x02014b50, 0x06054b50, 0x06064b50, 0x07064b50].flatMap((signature) => {
    const mark = Buffer.alloc(4);
    mark.writeUInt32LE(signature);
    const found = [];
    for (let at = damaged.indexOf(mark); at >= 0; at = damaged.indexOf(mark, at + 1)) found.push(at);
    return found;
  });
  if (headers.length === 0) return bytes;
  const [one, other] = [pick(headers, stream), pick(headers, stream)];
  // Sizes, offsets, lengths of names and the names themselves all stand within the first bytes.
  const [at, length] = [4 + stream.below(60), pick([1, 2, 4, 8, 12, 24], stream)];
  const [here, there] = [one, other].map((start) => damaged.subarray(start + at, start + at + length));
  const kept = Buffer.from(here ?? []);
  there?.copy(here ?? kept);
  kept.copy(there ?? kept);
  return damaged;
};

/** Every opcode our reader knows, and some it does not. */
const opcodes = [
  ..."(.012N]}aebcdehijlopqrstuBCGIJKLMRQTUVX)\x80\x81\x85\x86\x87\x88\x89\x8a\x8b\x8c\x8d\x8e\x8f\x90\x91\x92\x93\x94\x95\x96\x97",
].map((letter) => letter.charCodeAt(0));

/** One opcode in the place of another: in the pickle, which begins with its protocol. */
const otherOpcode: Mutator = (bytes, stream) => {
  const start = Buffer.from(bytes).indexOf(Buffer.of(0x80, 2));
  if (start < 0) return bytes;
  const damaged = bytes.slice();
  const known = [];
  for (let at = start + 2; at < bytes.length; at++) if (opcodes.includes(bytes[at] as number)) known.push(at);
  if (known.length === 0) return bytes;
  damaged[pick(known, stream)] = pick(opcodes, stream);
  return damaged;
};

describe("a damaged file is read, or refused in one line that names it", () => {
  test(".safetensors", async () => {
    const outcomes = await survives((stream) => ({
      "model.safetensors": mutated(pick(safetensors, stream), stream, [otherHeader, otherHeader, otherHeader]),
    }));
    expect(outcomes).toMatchObject({ read: expect.any(Number), safetensors: expect.any(Number) });
  });

  test("an index and two shards", async () => {
    const shards = ["one", "two"].map((name) => [`${name}.safetensors`, few(name)] as const);
    const map = shards.flatMap(([file, arrays]) => Object.keys(arrays).map((name) => [name, file]));
    const index = Buffer.from(JSON.stringify({ metadata: { total_size: 416 }, weight_map: Object.fromEntries(map) }));
    const outcomes = await survives((stream) => {
      const which = stream.below(3);
      const damagedIf = (i: number, bytes: Uint8Array) =>
        which === i ? mutated(bytes, stream, i === 0 ? [] : [otherHeader, otherHeader]) : bytes;
      const written = shards.map(([file, arrays], i) => [
        file,
        damagedIf(i + 1, Buffer.concat(encodeSafetensors(arrays))),
      ]);
      return { "model.safetensors.index.json": damagedIf(0, index), ...Object.fromEntries(written) };
    });
    expect(Object.keys(outcomes).sort()).toEqual([
      "file",
      "read",
      "safetensors",
      "safetensors-index",
      "safetensors-shards",
    ]);
  });

  test("a checkpoint of PyTorch", async () => {
    const saved = new URL("torchCheckpoint/", fixtures);
    const names = (await readdir(saved)).filter((name) => /\.(pt|pth|ckpt)$/.test(name));
    const checkpoints = await Promise.all(names.map((name) => readFile(new URL(name, saved))));
    const outcomes = await survives((stream) => ({
      "model.ckpt": mutated(pick(checkpoints, stream), stream, [zipFields, zipFields, otherOpcode, otherOpcode]),
    }));
    expect(Object.keys(outcomes).sort()).toEqual(["dangerous-checkpoint", "read", "torch-checkpoint", "zip"]);
  });
});
