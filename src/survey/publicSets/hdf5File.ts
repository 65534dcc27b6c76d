/** An HDF5 file, read where it lies (the HDF5 library itself, as WebAssembly: h5wasm). */

import { stat } from "node:fs/promises";
import { resolve } from "node:path";
import type { Dataset } from "h5wasm/node";
import { Fault, fileFault } from "../../fault.ts";

export interface Hdf5File {
  /** @throws Fault where there is none, or it has another number of axes or another type than asked for */
  dataset(name: string, axes: number, types?: RegExp): Dataset;
  names: readonly string[];
  close(): void;
}

/** @throws Fault "hdf5" with the library's own reason where it is no HDF5 file, or cut off */
export async function openHdf5(path: string): Promise<Hdf5File> {
  await stat(path).catch((error) => {
    throw fileFault(error, "read", path);
  });
  // Four megabytes, which no other command needs.
  const { default: hdf5 } = await import("h5wasm/node");
  const library = await hdf5.ready;
  // It would write its errors, a page each, to the terminal.
  library.activate_throwing_error_handler();
  const file = said(path, () => new hdf5.File(resolve(path), "r"));
  const names = file.keys();
  return {
    names,
    dataset(name, axes, types = /./) {
      const found = names.includes(name) ? said(path, () => file.get(name)) : undefined;
      if (!(found instanceof hdf5.Dataset))
        throw new Fault("hdf5", `${path} has no data set "${name}": it has ${names.join(", ") || "nothing"}`);
      const { shape, dtype } = found;
      if (shape?.length !== axes || typeof dtype !== "string" || !types.test(dtype))
        throw new Fault(
          "hdf5",
          `${path}: "${name}" is ${shape?.join(" x ")} of type ${String(dtype)}, and ${axes} axes of ${types.source} were expected`,
        );
      return found;
    },
    close: () => file.close(),
  };
}

/** What the library does; its errors in one line. @throws Fault "hdf5" */
export function said<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    // Each call that failed, the innermost last: "#006: H5Fsuper.c line 388 in f(): file signature not found".
    const reason = [...message.matchAll(/#\d+: .*? in \w+\(\): (.+)/g)].at(-1)?.[1] ?? message.split("\n")[0];
    throw new Fault("hdf5", `${path} cannot be read as HDF5: ${reason}`, { cause: error });
  }
}
