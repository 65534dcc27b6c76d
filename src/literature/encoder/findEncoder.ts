/** The encoder of a name: the one that ships, or one trained in the workspace. */

import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { exists } from "../../exists.ts";
import { exitCodes, Fault } from "../../fault.ts";
import type { Workspace } from "../../survey/workspace.ts";
import { readBag } from "./bagFile.ts";
import type { TextEncoder } from "./textEncoder.ts";

/** Trained on 36,000 abstracts: see assets/README.md. */
export const shippedEncoder = "astronomy";

export function trainedEncoderPath(workspace: Workspace, name: string): string {
  return join(workspace.path, "encoders", `${name}.safetensors`);
}

/** @throws Fault "no-encoder" with the names there are */
export async function findEncoder(workspace: Workspace, name: string): Promise<TextEncoder> {
  if (name === shippedEncoder) return readBag(await shippedPath());
  const path = trainedEncoderPath(workspace, name);
  if (/^[\w.-]+$/.test(name) && (await exists(path))) return readBag(path);
  const trained = await readdir(join(workspace.path, "encoders")).catch(() => []);
  const names = [
    shippedEncoder,
    ...trained.filter((file) => file.endsWith(".safetensors")).map((file) => file.slice(0, -12)),
  ];
  throw new Fault("no-encoder", `there is no text encoder "${name}"; there are: ${names.join(", ")}`, {
    exitCode: exitCodes.usage,
  });
}

async function shippedPath(): Promise<string> {
  // From dist/src/literature/encoder in the built package, from src/literature/encoder in tests.
  for (const up of ["../../../../", "../../../"]) {
    const path = fileURLToPath(new URL(`${up}assets/${shippedEncoder}.safetensors`, import.meta.url));
    if (await exists(path)) return path;
  }
  throw new Fault(
    "no-encoder",
    `the text encoder ${shippedEncoder}.safetensors is missing from Almagest's assets: install it again`,
  );
}
