/** Encoders that were trained elsewhere, one file each in the workspace: models/<name>.safetensors. */

import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { readdir, readFile, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { z } from "zod";
import { exists } from "../../exists.ts";
import { exitCodes, Fault, fileFault } from "../../fault.ts";
import { fetchFromHub, type HubProgress, weightsFiles } from "../../nn/hub.ts";
import { isHubName } from "../../nn/hubName.ts";
import { matchParameters, type ParameterMatch, showMatch } from "../../nn/matchParameters.ts";
import { networkNamed } from "../../nn/networks.ts";
import { readOnnxEncoder } from "../../nn/onnxNetwork.ts";
import { type Parameters, prefixed } from "../../nn/parameters.ts";
import { readSafetensors, readSafetensorsMetadata, writeSafetensors } from "../../nn/safetensors.ts";
import { parseTimmConfig, type TimmConfig } from "../../nn/timmConfig.ts";
import { readWeights } from "../../nn/weightsFile.ts";
import { nothing } from "../../random.ts";
import type { Workspace } from "../../survey/workspace.ts";
import { areFinite } from "../../training/nonFinite.ts";
import { type Encoder, encoder } from "./network.ts";

const card = encoder.extend({
  format: z.literal(1),
  /** Side of what the network sees, pixels. */
  imageSize: z.number().int().positive(),
  /** Share of an image's side that it was trained to see. */
  zoom: z.number().positive().max(1),
  /** In an .onnx file, the name of what is taken as the representation. */
  value: z.string().optional(),
  /** Path or name on a hub; `sha256` of the weights file. */
  source: z.object({ from: z.string(), revision: z.string().optional(), sha256: z.string() }),
  importedAt: z.string(),
});

export type ImportedCard = z.infer<typeof card>;

export interface ImportedEncoder extends ImportedCard {
  name: string;
  /** By names that begin with "encoder.". */
  parameters: Parameters;
}

export interface ImportRequest {
  /** Letters, digits, "-" and "_"; made from the source's name if left out. */
  name?: string;
  /** See `networkNamed`. Needed where nothing beside the weights tells. */
  architecture?: string;
  /** What the images are to have taken out, as shares of white: as the source says. */
  normalization?: Encoder["normalization"];
  /** In an .onnx file, the name of what is the representation: see `readOnnxEncoder`. */
  value?: string;
  /** Side of the images, pixels: as the source says, else 224. */
  imageSize?: number;
  /** In place of an encoder of this name. */
  replace?: boolean;
  onProgress?: (progress: HubProgress) => void;
  signal?: AbortSignal;
}

const usualSize = 224;

/**
 * @param source a weights file, an .onnx file, a folder with one of these and config.json, or hf-hub:owner/name
 * @throws Fault where the weights are not those of the network: every parameter of the encoder must be there
 */
export async function importEncoder(
  workspace: Workspace,
  source: string,
  { name = nameFor(source), replace = false, imageSize, ...request }: ImportRequest = {},
): Promise<{ encoder: ImportedEncoder; match: ParameterMatch }> {
  const path = pathOf(workspace, name);
  const taken = () =>
    new Fault("model-exists", `there is a model "${name}" already: choose another --name, or --replace it`);
  if (!replace && (await exists(path))) throw taken();
  const found = await located(workspace, source, request);
  const { network, graph, value, match, side } = found.weightsPath.endsWith(".onnx")
    ? fromOnnx(found, { imageSize, ...request })
    : await fromWeights(found, source, { imageSize, ...request });
  const content: ImportedCard = {
    format: 1,
    network,
    graph,
    value,
    imageSize: imageSize ?? side ?? usualSize,
    zoom: Math.min(1, found.config?.cropFraction ?? 1),
    normalization: request.normalization ?? normalizationOf(source, found.config),
    source: { from: source, revision: found.revision, sha256: await digestOf(found.weightsPath) },
    importedAt: new Date().toISOString(),
  };
  request.signal?.throwIfAborted();
  requireFinite(match.parameters, source);
  const parameters = prefixed("encoder", match.parameters);
  const about = { format: "pt", almagest: JSON.stringify(content) };
  await writeSafetensors(path, parameters, about, { isNew: !replace }).catch((error) => {
    throw error instanceof Fault && error.code === "exists" ? taken() : error;
  });
  return { encoder: { ...content, name, parameters }, match };
}

function requireFinite(parameters: Parameters, source: string): void {
  for (const [name, { data }] of Object.entries(parameters)) {
    if (areFinite(data)) continue;
    const odd = data.findIndex((value) => !Number.isFinite(value));
    throw new Fault("not-finite", `${source}: number ${odd + 1} of ${data.length} in "${name}" is ${data[odd]}`);
  }
}

interface Located {
  weightsPath: string;
  config?: TimmConfig;
  revision?: string;
}

interface Found {
  network: string;
  graph?: string;
  value?: string;
  match: ParameterMatch;
  /** Pixels. */
  side?: number;
}

async function fromWeights(
  { weightsPath, config }: Located,
  source: string,
  { architecture, imageSize, value }: Pick<ImportRequest, "architecture" | "imageSize" | "value">,
): Promise<Found> {
  if (value !== undefined)
    throw new Fault("usage", `${source} holds weights only: a value inside is named for .onnx files`, {
      exitCode: exitCodes.usage,
    });
  const network = architecture ?? config?.architecture;
  if (network === undefined)
    throw new Fault(
      "no-architecture",
      `${source} does not say which network its weights are of: name it with --arch, such as --arch convnext_nano`,
      { exitCode: exitCodes.usage },
    );
  const side = imageSize ?? config?.inputSize[1] ?? usualSize;
  const fresh = networkNamed(network).parameters(nothing, { imageSize: side });
  const inputConvolution = config?.firstConvolution && `${config.firstConvolution}.weight`;
  const stored = await readWeights(weightsPath);
  const match = matchParameters(fresh, stored, inputConvolution ? { inputConvolution } : {});
  if (match.missing.length + match.differentlyShaped.length > 0)
    throw new Fault(
      "weights-mismatch",
      `${source} does not hold the weights of ${network}: ${match.missing.length} parameters are missing, ${match.differentlyShaped.length} have another shape`,
      { details: showMatch(match) },
    );
  return { network, match, side };
}

/** The network is in the file itself. */
function fromOnnx({ weightsPath }: Located, { architecture, value, imageSize: side }: ImportRequest): Found {
  if (architecture !== undefined)
    throw new Fault("usage", `${weightsPath} holds the network itself: leave out --arch ${architecture}`, {
      exitCode: exitCodes.usage,
    });
  const { graph, parameters, imageSize, value: taken } = readOnnxEncoder(weightsPath, { value, imageSize: side });
  const matched = Object.keys(parameters).length;
  const match = {
    parameters,
    matched,
    prefix: "",
    adapted: undefined,
    missing: [],
    unexpected: [],
    differentlyShaped: [],
  };
  return { network: "onnx", graph, value: taken, match, side: imageSize };
}

/** timm's networks expect images with mean and deviation taken out; Zoobot's were trained on images as they are. */
function normalizationOf(source: string, config: TimmConfig | undefined): ImportedCard["normalization"] {
  if (!config || /zoobot/i.test(source)) return undefined;
  const three = (values: readonly number[]) => [0, 1, 2].map((band) => values[band % values.length] as number);
  return { mean: three(config.mean), std: three(config.std) };
}

async function located(
  workspace: Workspace,
  source: string,
  { onProgress, signal }: Pick<ImportRequest, "onProgress" | "signal">,
): Promise<Located> {
  if (isHubName(source)) {
    const { weightsPath, config, commit } = await fetchFromHub(source, {
      cachePath: workspace.cachePath,
      onProgress,
      signal,
    });
    return { weightsPath, config, revision: commit };
  }
  const kind = await stat(source).catch((error: Error) => {
    throw fileFault(error, "read", source);
  });
  if (!kind.isDirectory()) return { weightsPath: source };
  const names = await readdir(source);
  const weights =
    weightsFiles.find((file) => names.includes(file)) ?? names.sort().find((file) => file.endsWith(".onnx"));
  if (weights === undefined)
    throw new Fault(
      "no-weights",
      `the folder ${source} holds none of ${weightsFiles.join(", ")} and no .onnx file: name the file itself`,
    );
  const configPath = join(source, "config.json");
  const config = names.includes("config.json")
    ? parseTimmConfig(await readFile(configPath, "utf8"), configPath)
    : undefined;
  return { weightsPath: join(source, weights), config };
}

/** @throws Fault "no-model" that lists the imported ones */
export async function openImportedEncoder(workspace: Workspace, name: string): Promise<ImportedEncoder> {
  const path = pathOf(workspace, name);
  if (!(await exists(path))) {
    const known = (await listImportedEncoders(workspace)).map((each) => each.name);
    throw new Fault(
      "no-model",
      `there is no model "${name}" in ${workspace.path}${known.length > 0 ? `: there are ${known.join(", ")}` : ""}; bring one with almagest models import`,
    );
  }
  const { parameters, metadata } = await readSafetensors(path);
  const content = cardFrom(metadata.almagest);
  if (!content) throw new Fault("damaged-model", `${path} does not say what it is: import it again with --replace`);
  return { ...content, name, parameters };
}

export async function hasImportedEncoder(workspace: Workspace, name: string): Promise<boolean> {
  return isName(name) && exists(pathOf(workspace, name));
}

/** By name; files that cannot be read are left out. */
export async function listImportedEncoders(workspace: Workspace): Promise<(ImportedCard & { name: string })[]> {
  const files = (await readdir(workspace.modelsPath).catch(() => [])).filter((file) => file.endsWith(".safetensors"));
  const encoders = await Promise.all(
    files.sort().map(async (file) => {
      const name = basename(file, ".safetensors");
      const content = await importedCard(workspace, name).catch(() => undefined);
      return content && { ...content, name };
    }),
  );
  return encoders.filter((each) => each !== undefined);
}

/** What an encoder says of itself, without its weights; undefined where it says nothing we know. */
export async function importedCard(workspace: Workspace, name: string): Promise<ImportedCard | undefined> {
  const { almagest } = await readSafetensorsMetadata(pathOf(workspace, name));
  return cardFrom(almagest);
}

function cardFrom(text: string | undefined): ImportedCard | undefined {
  try {
    return card.safeParse(JSON.parse(text ?? "null")).data;
  } catch {
    return undefined;
  }
}

/** "hf-hub:owner/name@rev" as "owner-name-rev", a path as its last part without its ending. */
export function nameFor(source: string): string {
  const whole = isHubName(source) ? source.slice(source.indexOf(":") + 1) : basename(source).replace(/\.[^.]*$/, "");
  return whole.replaceAll(/[^A-Za-z0-9_-]+/g, "-");
}

function isName(name: string): boolean {
  return /^[A-Za-z0-9_-]{1,100}$/.test(name);
}

function pathOf({ modelsPath }: Workspace, name: string): string {
  if (!isName(name))
    throw new Fault("model-name", `a model's name is of letters, digits, "-" and "_", not "${name}"`, {
      exitCode: exitCodes.usage,
    });
  return join(modelsPath, `${name}.safetensors`);
}

async function digestOf(path: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(path)) hash.update(chunk);
  return hash.digest("hex");
}
