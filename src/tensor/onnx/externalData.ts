/** Weights that an ONNX model keeps in files beside it: read only from its own folder. */

import { closeSync, fstatSync, openSync, readFileSync, readSync, realpathSync, statSync } from "node:fs";
import { basename, dirname, isAbsolute, join, resolve, sep } from "node:path";
import { Fault, fileFault } from "../../fault.ts";
import { type OnnxGraph, openOnnx } from "./readOnnx.ts";
import type { ExternalData } from "./storedTensor.ts";

/** @throws Fault that names the file where it cannot be read, or is no model that is supported */
export function openOnnxFile(path: string): OnnxGraph {
  try {
    return openOnnx(readFileSync(path), basename(path), externalData(path));
  } catch (error) {
    throw fileFault(error, "read", path);
  }
}

/** @param modelPath of the .onnx file: nothing outside its folder is opened, not by a link either */
export function externalData(modelPath: string): ExternalData {
  const folder = resolve(dirname(modelPath));
  const name = basename(modelPath);
  return (location, offset, length) => {
    const path = join(folder, location);
    if (isAbsolute(location) || !path.startsWith(folder + sep) || location.includes("\0"))
      throw new Fault(
        "onnx",
        `${name} has weights in ${JSON.stringify(location)}, outside its folder: they are not read`,
      );
    const file = opened(path, folder, name, location);
    try {
      const { size } = fstatSync(file);
      const count = length ?? size - offset;
      const isInside = Number.isSafeInteger(offset) && offset >= 0 && count >= 0 && offset + count <= size;
      if (!isInside)
        throw new Fault(
          "onnx",
          `${name} has weights at ${offset} to ${offset + count} of ${location}, which is ${size} bytes long`,
        );
      const bytes = new Uint8Array(count);
      for (let done = 0; done < count; ) {
        const read = readSync(file, bytes, done, Math.min(count - done, 2 ** 30), offset + done);
        if (read === 0) throw new Fault("onnx", `${location} ended while it was read`);
        done += read;
      }
      return bytes;
    } finally {
      closeSync(file);
    }
  };
}

function opened(path: string, folder: string, name: string, location: string): number {
  try {
    const real = realpathSync(path);
    if (!real.startsWith(realpathSync(folder) + sep))
      throw new Fault("onnx", `${name} has weights in ${location}, a link out of its folder: they are not read`);
    // To open a pipe would be to wait for whoever writes into it.
    if (!statSync(real).isFile()) throw new Fault("onnx", `${name} has weights in ${location}, which is no plain file`);
    return openSync(real, "r");
  } catch (error) {
    if (error instanceof Fault) throw error;
    const fault = fileFault(error, "read", path);
    throw new Fault("onnx", `${name} has weights in ${location}: ${fault instanceof Error ? fault.message : fault}`);
  }
}
