/** Published networks from the Hugging Face Hub (hf-hub:owner/name), kept in a cache and pinned to the commit first seen. */

import { mkdir, readdir, readFile, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { z } from "zod";
import { Fault, fileFault } from "../fault.ts";
import { writeWhole } from "../wholeFile.ts";
import { downloadHubFile } from "./hubFile.ts";
import { whileDownloadingAlone } from "./hubLock.ts";
import { type HubName, parseHubName } from "./hubName.ts";
import { type HubConnection, type HubReply, requestHub, webPage, withAttempts } from "./hubRequest.ts";
import { parseShardIndex } from "./shardedSafetensors.ts";
import { parseTimmConfig, type TimmConfig } from "./timmConfig.ts";

export interface HubOptions {
  /** Folder; may be deleted at any time, and a name is then looked up anew. */
  cachePath: string;
  /** `$HF_ENDPOINT`, else https://huggingface.co */
  endpoint?: string;
  /** `$HF_TOKEN`; is sent to the endpoint and to nobody it redirects to. */
  token?: string;
  onProgress?: (progress: HubProgress) => void;
  signal?: AbortSignal;
  /** How long may nothing arrive, ms. */
  patienceMs?: number;
  /** Between attempts after a lost connection; grows with each. */
  pauseMs?: number;
}

export interface HubProgress {
  file: string;
  /** Bytes. */
  done: number;
  /** Undefined where the server does not say. */
  total: number | undefined;
}

export interface HubNetwork {
  /** The commit that the name means on this machine. */
  commit: string;
  config: TimmConfig;
  /** For `readWeights`. */
  weightsPath: string;
}

const attempts = 5;
const configFile = "config.json";
const inventoryFile = "inventory.json";
const indexEnding = ".index.json";
/** In order of preference: what cannot hold a program first. */
export const weightsFiles = ["model.safetensors", "model.safetensors.index.json", "pytorch_model.bin"];
const mostBytesOfJson = 64 * 2 ** 20;

const commitHash = z.string().regex(/^[0-9a-f]{40}$/);
const isCommit = (revision: string) => commitHash.safeParse(revision).success;
/** The hub's description of a repository at a revision. */
const repository = z.object({ sha: commitHash, siblings: z.array(z.object({ rfilename: z.string() })) });
/** Written last: what a commit's folder holds when all of it has arrived. */
const inventory = z.object({
  weights: z.enum(weightsFiles),
  bytes: z.record(z.string().regex(/^\w[\w.-]*$/), z.number()),
});

/**
 * Fetches a network's description and weights, or finds them in the cache, and then asks no network. A branch means the
 * commit it stood at when it was first fetched: results do not change under their author.
 * @param text hf-hub:owner/name or hf-hub:owner/name@revision
 * @throws Fault "hub-..." with what to do; what had arrived is kept, and gone on with
 */
export async function fetchFromHub(text: string, options: HubOptions): Promise<HubNetwork> {
  const source = sourceOf(parseHubName(text), options);
  return (
    (await cachedNetwork(source)) ??
    whileDownloadingAlone(
      source.folder,
      options.signal,
      async () =>
        // Whoever held the folder before us may have fetched it.
        (await cachedNetwork(source)) ?? fetchNetwork(source, options),
    )
  );
}

interface Source extends HubName {
  /** owner/name */
  repository: string;
  connection: HubConnection;
  /** In the cache. */
  folder: string;
}

function sourceOf(name: HubName, { cachePath, endpoint, token, signal, patienceMs = 30_000 }: HubOptions): Source {
  const address = endpoint ?? (process.env.HF_ENDPOINT || "https://huggingface.co");
  if (!URL.canParse(address) || !/^https?:$/.test(new URL(address).protocol))
    throw new Fault(
      "hub-endpoint",
      `"${address}" (HF_ENDPOINT) is no address of a hub: it should look like https://huggingface.co`,
    );
  const home = address.replace(/\/+$/, "");
  const secret = (token ?? process.env.HF_TOKEN)?.trim() || undefined;
  return {
    ...name,
    repository: `${name.owner}/${name.name}`,
    connection: { endpoint: home, token: secret, signal, patienceMs },
    // Another hub's network of the same name is another network.
    folder: join(cachePath, "hub", new URL(home).host.replaceAll(":", "_"), `${name.owner}--${name.name}`),
  };
}

function pinPath({ folder, revision }: Source): string {
  return join(folder, "revisions", encodeURIComponent(revision));
}

async function pinnedCommit(source: Source): Promise<string | undefined> {
  if (isCommit(source.revision)) return source.revision;
  const pinned = await readFile(pinPath(source), "utf8").catch(() => "");
  return commitHash.safeParse(pinned.trim()).data;
}

async function cachedNetwork(source: Source): Promise<HubNetwork | undefined> {
  const commit = await pinnedCommit(source);
  if (commit === undefined) return undefined;
  const folder = join(source.folder, commit);
  const held = await readInventory(join(folder, inventoryFile));
  if (!held) return undefined;
  let isWhole = true;
  for (const [file, size] of Object.entries(held.bytes)) {
    if ((await sizeOf(join(folder, file))) === size) continue;
    // Somebody shortened it, or took it away: then it is fetched again.
    await rm(join(folder, file), { force: true });
    isWhole = false;
  }
  if (!isWhole) return undefined;
  return { commit, config: await readConfig(source, commit), weightsPath: join(folder, held.weights) };
}

/** What has arrived whole, of all hubs: owner/name and commit. */
export async function listCachedNetworks(cachePath: string): Promise<{ name: string; commit: string }[]> {
  const inside = (path: string) => readdir(path).catch((): string[] => []);
  const found: { name: string; commit: string }[] = [];
  const home = join(cachePath, "hub");
  for (const host of await inside(home))
    for (const repository of await inside(join(home, host)))
      for (const commit of (await inside(join(home, host, repository))).filter(isCommit))
        if (await readInventory(join(home, host, repository, commit, inventoryFile)))
          found.push({ name: repository.replace("--", "/"), commit });
  return found;
}

async function readInventory(path: string): Promise<z.infer<typeof inventory> | undefined> {
  try {
    return inventory.parse(JSON.parse(await readFile(path, "utf8")));
  } catch {
    // None, or none that can be believed: the hub is asked again.
    return undefined;
  }
}

async function fetchNetwork(source: Source, options: HubOptions): Promise<HubNetwork> {
  const revision = (await pinnedCommit(source)) ?? source.revision;
  const { signal, pauseMs = 1000 } = options;
  const persistently = <T>(work: () => Promise<T>) => withAttempts(work, { attempts, pauseMs, signal });
  const { commit, files } = await persistently(() => describeRepository(source, revision));
  if (!files.includes(configFile))
    throw new Fault("hub-no-config", `${source.repository} has no ${configFile}: it is no network that timm published`);
  const weights = weightsFiles.find((file) => files.includes(file));
  if (weights === undefined)
    throw new Fault(
      "hub-no-weights",
      `${source.repository} has none of ${weightsFiles.join(", ")} (it has: ${files.slice(0, 20).join(", ") || "nothing"})`,
    );
  const folder = join(source.folder, commit);
  const bytes: Record<string, number> = {};
  const fetchFile = async (file: string) => {
    bytes[file] = await persistently(() => fetchOne(source, commit, file, options));
  };
  await fetchFile(configFile);
  // Read before hundreds of megabytes are fetched for nothing.
  const config = await readConfig(source, commit);
  await fetchFile(weights);
  if (weights.endsWith(indexEnding))
    for (const shard of await readShards(source, commit, weights)) await fetchFile(shard);
  await writeWhole(join(folder, inventoryFile), JSON.stringify({ weights, bytes }));
  await mkdir(dirname(pinPath(source)), { recursive: true });
  await writeWhole(pinPath(source), `${commit}\n`);
  return { commit, config, weightsPath: join(folder, weights) };
}

/** The commit a revision stands at, and the names of its files. */
async function describeRepository(source: Source, revision: string): Promise<{ commit: string; files: string[] }> {
  const { repository: name, connection } = source;
  const url = `${connection.endpoint}/api/models/${name}/revision/${encodeURIComponent(revision)}`;
  const what = `${name} at ${revision}`;
  const text = await readText(await requestHub(url, what, connection), what);
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch {
    throw webPage(new URL(url), what);
  }
  const described = repository.safeParse(content);
  if (!described.success)
    throw new Fault("hub-description", `${connection.endpoint} does not describe ${what} as the Hugging Face Hub does`);
  const { sha, siblings } = described.data;
  if (isCommit(revision) && sha !== revision)
    throw new Fault(
      "hub-description",
      `${connection.endpoint} describes commit ${sha} of ${name}, and ${revision} was asked`,
    );
  return { commit: sha, files: siblings.map(({ rfilename }) => rfilename) };
}

async function readText(reply: HubReply, what: string): Promise<string> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const piece of reply.pieces()) {
    length += piece.length;
    if (length > mostBytesOfJson) throw new Fault("hub-too-long", `the description of ${what} does not end`);
    parts.push(piece);
  }
  return Buffer.concat(parts).toString("utf8");
}

/** @returns its bytes */
async function fetchOne(source: Source, commit: string, file: string, { onProgress }: HubOptions): Promise<number> {
  const { connection, repository: name, folder } = source;
  const path = join(folder, commit, file);
  const present = await sizeOf(path);
  // A file has its name only when it is whole.
  if (present !== undefined) return present;
  await downloadHubFile(
    {
      url: `${connection.endpoint}/${name}/resolve/${commit}/${encodeURIComponent(file)}`,
      path,
      what: `${file} of ${name}`,
      mostBytes: file.endsWith(".json") ? mostBytesOfJson : undefined,
      onProgress: (done, total) => onProgress?.({ file, done, total }),
    },
    connection,
  );
  return (await stat(path)).size;
}

async function readConfig({ folder, repository: name }: Source, commit: string): Promise<TimmConfig> {
  return parsedOrRemoved(join(folder, commit, configFile), (text) => parseTimmConfig(text, `${configFile} of ${name}`));
}

async function readShards({ folder, repository: name }: Source, commit: string, index: string): Promise<Set<string>> {
  return parsedOrRemoved(
    join(folder, commit, index),
    (text) => new Set(parseShardIndex(text, `${index} of ${name}`).values()),
  );
}

/** A file that says nothing sensible must not stay in the cache: it may have been a proxy's. */
async function parsedOrRemoved<T>(path: string, parse: (text: string) => T): Promise<T> {
  try {
    return parse(await readFile(path, "utf8"));
  } catch (error) {
    await rm(path, { force: true });
    throw fileFault(error, "read", path);
  }
}

async function sizeOf(path: string): Promise<number | undefined> {
  try {
    return (await stat(path)).size;
  } catch {
    return undefined;
  }
}
