/** The .safetensors file format of Hugging Face: a JSON header, then the arrays, end to end. */

import { constants } from "node:buffer";
import { type FileHandle, open } from "node:fs/promises";
import { z } from "zod";
import { Fault, fileFault } from "../fault.ts";
import { elementCount } from "../tensor/shape.ts";
import { asFloats, isStoredType, storedTypes } from "../tensor/storedNumbers.ts";
import { writeWhole } from "../wholeFile.ts";
import type { ParameterArray, Parameters } from "./parameters.ts";
import { readBytes } from "./readBytes.ts";

/** The format's own limit. */
const longestHeader = 100e6;

const entry = z.object({
  dtype: z.string(),
  shape: z.array(z.number().int().nonnegative()),
  data_offsets: z.tuple([z.number().int().nonnegative(), z.number().int().nonnegative()]),
});

/** The bytes of a file that holds `parameters` as float32, in parts to be written one after the other. */
export function encodeSafetensors(
  parameters: Parameters,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array[] {
  const header: [string, unknown][] = [["__metadata__", metadata]];
  let offset = 0;
  for (const [name, { shape, data }] of Object.entries(parameters)) {
    header.push([name, { dtype: "F32", shape, data_offsets: [offset, offset + data.byteLength] }]);
    offset += data.byteLength;
  }
  const text = JSON.stringify(Object.fromEntries(header));
  // Padded with spaces so that the arrays begin at a multiple of 8.
  const json = Buffer.from(text + " ".repeat((8 - (Buffer.byteLength(text) % 8)) % 8));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(json.byteLength));
  const arrays = Object.values(parameters).map(
    ({ data }) => new Uint8Array(data.buffer, data.byteOffset, data.byteLength),
  );
  return [length, json, ...arrays];
}

export async function writeSafetensors(
  path: string,
  parameters: Parameters,
  metadata: Readonly<Record<string, string>> = {},
  options: { isNew?: boolean } = {},
): Promise<void> {
  await writeWhole(path, encodeSafetensors(parameters, metadata), options);
}

export interface SafetensorsFile {
  /** Every array as float32, whatever it was stored as. */
  parameters: Record<string, ParameterArray>;
  metadata: Record<string, string>;
}

/** @throws Fault that names the file and what is wrong in it */
export async function readSafetensors(path: string): Promise<SafetensorsFile> {
  let bytes: Uint8Array;
  let file: FileHandle | undefined;
  try {
    file = await open(path);
    const { size } = await file.stat();
    if (size > constants.MAX_LENGTH)
      throw new Fault(
        "safetensors",
        `${path} has ${size} bytes, and Node reads ${constants.MAX_LENGTH} at once: save it in shards`,
      );
    bytes = await readBytes(file, 0, size);
  } catch (error) {
    throw fileFault(error, "read", path);
  } finally {
    await file?.close();
  }
  return decodeSafetensors(bytes, path);
}

/** What a file says of itself, without its arrays. @throws Fault that names the file */
export async function readSafetensorsMetadata(path: string): Promise<Record<string, string>> {
  const fail = (problem: string): never => {
    throw new Fault("safetensors", `${path} is not a sound .safetensors file: ${problem}`);
  };
  let file: FileHandle | undefined;
  try {
    file = await open(path);
    const start = Buffer.alloc(8);
    await file.read(start, 0, 8, 0);
    const length = Number(start.readBigUInt64LE());
    if (length > Math.min(longestHeader, (await file.stat()).size - 8)) return fail("its header is longer than itself");
    const header = Buffer.alloc(length);
    await file.read(header, 0, length, 8);
    const metadata = z.record(z.string(), z.string()).safeParse(parseHeader(header, fail).__metadata__ ?? {});
    return metadata.success ? metadata.data : fail("__metadata__ must be texts by name");
  } catch (error) {
    throw error instanceof Fault ? error : fileFault(error, "read", path);
  } finally {
    await file?.close();
  }
}

/** @param name of the file, for messages */
export function decodeSafetensors(bytes: Uint8Array, name: string): SafetensorsFile {
  const fail = (problem: string): never => {
    throw new Fault("safetensors", `${name} is not a sound .safetensors file: ${problem}`);
  };
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.byteLength < 8) return fail(`it has ${bytes.byteLength} bytes, and the header's length alone takes 8`);
  const headerLength = Number(view.getBigUint64(0, true));
  if (headerLength > longestHeader || 8 + headerLength > bytes.byteLength)
    return fail(`its header claims ${headerLength} bytes, and the file has ${bytes.byteLength}`);
  const header = parseHeader(bytes.subarray(8, 8 + headerLength), fail);
  const { __metadata__: stored, ...arrays } = header;
  const metadata = z.record(z.string(), z.string()).safeParse(stored ?? {});
  if (!metadata.success) return fail("__metadata__ must be texts by name");

  const room = bytes.byteLength - 8 - headerLength;
  const parameters: [string, ParameterArray][] = [];
  const ranges: [number, number, string][] = [];
  for (const [array, content] of Object.entries(arrays)) {
    const parsed = entry.safeParse(content);
    if (!parsed.success) return fail(`"${array}" must have dtype, shape and data_offsets`);
    const {
      dtype,
      shape,
      data_offsets: [begin, end],
    } = parsed.data;
    if (!isStoredType(dtype))
      return fail(`"${array}" is ${dtype}; readable are ${Object.keys(storedTypes).join(", ")}`);
    if (end > room || begin > end) return fail(`"${array}" lies at ${begin} to ${end} of ${room} bytes`);
    if (end - begin !== elementCount(shape) * storedTypes[dtype])
      return fail(`"${array}" [${shape.join(", ")}] of ${dtype} does not fill ${end - begin} bytes`);
    ranges.push([begin, end, array]);
    const start = bytes.byteOffset + 8 + headerLength + begin;
    parameters.push([array, { shape, data: asFloats(bytes.buffer.slice(start, start + end - begin), dtype) }]);
  }
  checkRanges(ranges, room, fail);
  return { parameters: Object.fromEntries(parameters), metadata: metadata.data };
}

/** The arrays must fill the file, each byte once: bytes of no array may be what a name stated twice has hidden. */
function checkRanges(ranges: [number, number, string][], room: number, fail: (problem: string) => never): void {
  ranges.sort(([a, aEnd], [b, bEnd]) => a - b || aEnd - bEnd);
  let filled = 0;
  let before = "";
  for (const [begin, end, array] of ranges) {
    if (begin < filled) fail(`"${array}" overlaps "${before}"`);
    if (begin > filled) fail(`bytes ${filled} to ${begin} belong to no array`);
    filled = end;
    before = array;
  }
  if (filled < room) fail(`bytes ${filled} to ${room} belong to no array`);
}

function parseHeader(bytes: Uint8Array, fail: (problem: string) => never): Record<string, unknown> {
  let content: unknown;
  try {
    content = JSON.parse(Buffer.from(bytes).toString("utf8"));
  } catch {
    return fail("its header is not JSON");
  }
  if (typeof content !== "object" || content === null || Array.isArray(content))
    return fail("its header is not a JSON object");
  return { ...content };
}
