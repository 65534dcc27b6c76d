/** The encoder of a name: the one that ships, one trained in the workspace, or one from elsewhere: a folder, a server. */

import { readdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { exists } from "../../exists.ts";
import { exitCodes, Fault } from "../../fault.ts";
import type { Workspace } from "../../survey/workspace.ts";
import { readBag } from "./bagFile.ts";
import { openOnnxEncoder } from "./onnxEncoder.ts";
import { serverEncoder } from "./serverEncoder.ts";
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

/** Where an encoder from elsewhere is. */
export type EncoderSource = { folder: string } | { url: string; model: string };

/**
 * @param name as it is given: an address, or a path; undefined where it is neither, and so a name
 * @throws Fault "usage" where a server's model is not named
 */
export async function sourceOf(name: string, model: string | undefined): Promise<EncoderSource | undefined> {
  if (/^https?:\/\//i.test(name)) {
    if (model === undefined)
      throw new Fault("usage", `--encoder ${name} needs --encoder-model: which of the server's models`, {
        exitCode: exitCodes.usage,
      });
    return { url: name, model };
  }
  if (/[/\\]/.test(name) || (await exists(join(name, "tokenizer.json")))) return { folder: resolve(name) };
  return undefined;
}

/** @param dimension where it is known: a server is then not asked for it */
export async function encoderFrom(source: EncoderSource, dimension?: number): Promise<TextEncoder> {
  if ("folder" in source) return openOnnxEncoder(source.folder);
  return serverEncoder({ ...source, key: process.env.ALMAGEST_ENCODER_KEY }, dimension);
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
