import { createHash } from "node:crypto";
import { readdirSync } from "node:fs";
import { readFile, truncate, writeFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { temporaryFolder } from "../temporaryFolder.ts";
import { fetchFromHub, type HubOptions, type HubProgress } from "./hub.ts";
import { encodeSafetensors } from "./safetensors.ts";
import { readWeights } from "./weightsFile.ts";

const commit = "0123456789abcdef0123456789abcdef01234567";
const name = "hf-hub:mwalmsley/zoobot";
const config = JSON.stringify({ architecture: "convnext_nano", num_classes: 0, pretrained_cfg: {} });
// Long enough to be cut in two.
const weights = Buffer.concat(
  encodeSafetensors({ w: { shape: [50_000], data: Float32Array.from({ length: 50_000 }, (_, i) => i) } }),
);
const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

/** A hub of one repository. Tests replace what misbehaves, by path. */
interface Hub {
  address: string;
  /** Every request, in order: path, and range or token where it had one. */
  asked: { path: string; range?: string; token?: string }[];
  replies: Record<string, Handler>;
  stop(): Promise<void>;
}

const api = "/api/models/mwalmsley/zoobot/revision/main";
const resolved = (file: string) => `/mwalmsley/zoobot/resolve/${commit}/${file}`;

async function startHub(): Promise<Hub> {
  const asked: Hub["asked"] = [];
  const replies: Hub["replies"] = {};
  const server: Server = createServer((request, response) => {
    const path = request.url ?? "";
    asked.push({ path, range: request.headers.range, token: request.headers.authorization });
    const reply = replies[path];
    if (reply) reply(request, response);
    else response.writeHead(404).end("Not Found");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    replies,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Sends a file as a hub does: whole, or from where it is asked. */
function sends(content: string | Uint8Array, headers: Record<string, string | number> = {}): Handler {
  const bytes = Buffer.from(content as string);
  return (request, response) => {
    const start = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? "")?.[1] ?? 0);
    response.writeHead(start > 0 ? 206 : 200, {
      etag: `"${sha256(bytes)}"`,
      "content-length": bytes.length - start,
      ...(start > 0 ? { "content-range": `bytes ${start}-${bytes.length - 1}/${bytes.length}` } : {}),
      ...headers,
    });
    response.end(bytes.subarray(start));
  };
}

/** Bytes of the latest file that have arrived at the other end. */
let received = 0;

/** Sends `bytes` of a file, and when they have arrived, does something else: what is still on its way would be lost. */
function cutsOff(content: Uint8Array, bytes: number, then: (response: ServerResponse) => void): Handler {
  return (request, response) => {
    const start = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? "")?.[1] ?? 0);
    response.writeHead(start > 0 ? 206 : 200, {
      etag: `"${sha256(content)}"`,
      "content-length": content.length - start,
      ...(start > 0 ? { "content-range": `bytes ${start}-${content.length - 1}/${content.length}` } : {}),
    });
    received = 0;
    response.write(content.subarray(start, start + bytes));
    const looking = setInterval(() => {
      if (received < start + bytes) return;
      clearInterval(looking);
      then(response);
    }, 5);
  };
}

const lists = (...files: string[]) =>
  sends(JSON.stringify({ sha: commit, siblings: files.map((rfilename) => ({ rfilename })) }));

let hub: Hub;
let cachePath: string;

beforeEach(async () => {
  vi.stubEnv("HF_TOKEN", "");
  vi.stubEnv("HF_ENDPOINT", "");
  cachePath = await temporaryFolder("hub");
  hub = await startHub();
  hub.replies[api] = lists(".gitattributes", "README.md", "config.json", "model.safetensors", "pytorch_model.bin");
  hub.replies[api.replace("main", commit)] = hub.replies[api];
  hub.replies[resolved("config.json")] = sends(config);
  hub.replies[resolved("model.safetensors")] = sends(weights);
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await hub.stop();
});

const get = ({ onProgress, ...options }: Partial<HubOptions> = {}, text = name) =>
  fetchFromHub(text, {
    cachePath,
    endpoint: hub.address,
    pauseMs: 1,
    patienceMs: 5000,
    onProgress(progress) {
      received = progress.done;
      onProgress?.(progress);
    },
    ...options,
  });

const paths = () => hub.asked.map(({ path }) => path);
const files = () => readdirSync(cachePath, { recursive: true }).map(String);

test("a network is fetched: its commit, its description and its weights", async () => {
  const seen: HubProgress[] = [];
  const network = await get({ onProgress: (progress) => seen.push(progress) });
  expect(network.commit).toBe(commit);
  expect(network.config.architecture).toBe("convnext_nano");
  expect((await readWeights(network.weightsPath)).w?.data[49_999]).toBe(49_999);
  expect(paths()).toEqual([api, resolved("config.json"), resolved("model.safetensors")]);
  expect(seen.at(-1)).toEqual({ file: "model.safetensors", done: weights.length, total: weights.length });
  expect(files().filter((file) => file.includes(".part"))).toEqual([]);
});

test("what is in the cache needs no network, and stays at its commit when the branch moves", async () => {
  const first = await get();
  await hub.stop();
  expect(await get()).toEqual(first);
  expect(await get({}, `${name}@${commit}`)).toEqual(first);
});

test("another endpoint's network of the same name is another", async () => {
  await get();
  const other = await startHub();
  await expect(get({ endpoint: other.address })).rejects.toMatchObject({ code: "hub-missing" });
  await other.stop();
});

test("a file that somebody shortened is fetched again, and only that", async () => {
  const { weightsPath } = await get();
  await truncate(weightsPath, 10);
  hub.asked.length = 0;
  await get();
  expect(paths().slice(1)).toEqual([resolved("model.safetensors")]);
  expect(await readFile(weightsPath)).toEqual(weights);
});

test("every file that somebody changed is fetched again, and a damaged list of contents is written again", async () => {
  const { weightsPath } = await get();
  await truncate(weightsPath, 10);
  await truncate(join(weightsPath, "..", "config.json"), 10);
  hub.asked.length = 0;
  await get();
  expect(paths().slice(1)).toEqual([resolved("config.json"), resolved("model.safetensors")]);
  expect(await readFile(weightsPath)).toEqual(weights);

  await writeFile(join(weightsPath, "..", "inventory.json"), "{");
  hub.asked.length = 0;
  await get();
  await get();
  expect(paths()).toHaveLength(1);
});

test("the environment says endpoint and token where the caller does not", async () => {
  vi.stubEnv("HF_ENDPOINT", `${hub.address}/`);
  vi.stubEnv("HF_TOKEN", "hf_secret\n");
  await fetchFromHub(name, { cachePath });
  expect(hub.asked.map(({ token }) => token)).toEqual(Array(3).fill("Bearer hf_secret"));
});

test("an endpoint that is no address is refused before anything is asked", async () => {
  for (const endpoint of ["huggingface.co", "file:///etc", "ftp://a"])
    await expect(get({ endpoint })).rejects.toMatchObject({ code: "hub-endpoint" });
});

test("a connection cut in the middle is taken up where it was", async () => {
  let cuts = 0;
  hub.replies[resolved("model.safetensors")] = (request, response) => {
    const reply = cuts++ < 2 ? cutsOff(weights, 70_000, (cut) => cut.destroy()) : sends(weights);
    reply(request, response);
  };
  const { weightsPath } = await get();
  expect(await readFile(weightsPath)).toEqual(weights);
  const ranges = hub.asked.filter(({ path }) => path.endsWith("model.safetensors")).map(({ range }) => range);
  expect(ranges).toEqual([undefined, "bytes=70000-", "bytes=140000-"]);
});

test("a download that was given up goes on the next time", async () => {
  hub.replies[resolved("model.safetensors")] = cutsOff(weights, 10_000, (response) => response.destroy());
  await expect(get()).rejects.toThrow(/model\.safetensors of mwalmsley\/zoobot.*it goes on from there/);
  expect(files().some((file) => file.endsWith("model.safetensors"))).toBe(false);
  hub.asked.length = 0;
  hub.replies[resolved("model.safetensors")] = sends(weights);
  const { weightsPath } = await get();
  expect(hub.asked.at(-1)?.range).toBe("bytes=50000-");
  expect(paths()).not.toContain(resolved("config.json"));
  expect(await readFile(weightsPath)).toEqual(weights);
});

test("a download whose last byte had arrived asks for no more", async () => {
  const folder = join(
    cachePath,
    "hub",
    hub.address.slice("http://".length).replace(":", "_"),
    "mwalmsley--zoobot",
    commit,
  );
  hub.replies[resolved("model.safetensors")] = cutsOff(weights, 10_000, (response) => response.destroy());
  await expect(get()).rejects.toMatchObject({ code: "hub-cut-off" });
  await writeFile(join(folder, "model.safetensors.partial"), weights);
  hub.asked.length = 0;
  await get();
  expect(paths()).toEqual([api]);
});

test("a file that changed since its download began is begun anew", async () => {
  hub.replies[resolved("model.safetensors")] = cutsOff(weights, 10_000, (response) => response.destroy());
  await expect(get()).rejects.toMatchObject({ code: "hub-cut-off" });
  const other = Buffer.from(weights).fill(7, 1000);
  hub.replies[resolved("model.safetensors")] = sends(other);
  expect(await readFile((await get()).weightsPath)).toEqual(other);
});

test("a file shorter than what had arrived of it is begun anew", async () => {
  hub.replies[resolved("model.safetensors")] = cutsOff(weights, 10_000, (response) => response.destroy());
  await expect(get()).rejects.toMatchObject({ code: "hub-cut-off" });
  const shorter = weights.subarray(0, 100);
  hub.replies[resolved("model.safetensors")] = (request, response) =>
    request.headers.range ? response.writeHead(416).end() : sends(shorter)(request, response);
  expect(await readFile((await get()).weightsPath)).toEqual(shorter);
});

test("a server that knows no ranges sends the whole again", async () => {
  let cuts = 0;
  hub.replies[resolved("model.safetensors")] = (request, response) => {
    delete request.headers.range;
    const reply = cuts++ === 0 ? cutsOff(weights, 70_000, (cut) => cut.destroy()) : sends(weights);
    reply(request, response);
  };
  expect(await readFile((await get()).weightsPath)).toEqual(weights);
});

test("a wrong checksum is a Fault, and nothing of the file stays", async () => {
  hub.replies[resolved("model.safetensors")] = sends(weights, { "x-linked-etag": `"${sha256(Buffer.from("other"))}"` });
  await expect(get()).rejects.toThrow(/model\.safetensors of mwalmsley\/zoobot is damaged: its SHA-256 is/);
  expect(files().filter((file) => file.includes("model.safetensors"))).toEqual([]);
});

test("a length other than the hub's is a Fault before anything is downloaded", async () => {
  hub.replies[resolved("model.safetensors")] = sends(weights, { "x-linked-size": 7 });
  await expect(get()).rejects.toThrow(/should have 7 bytes, and the server wants to send 200/);
  expect(files().filter((file) => file.includes("model.safetensors"))).toEqual([]);
});

test("more bytes than promised are not written to the disk for ever", async () => {
  hub.replies[resolved("model.safetensors")] = (_, response) => {
    // Without a content-length, as a chunked body is sent.
    response.writeHead(200, { "x-linked-size": 1000, "x-linked-etag": '"abc"' });
    response.end(weights);
  };
  await expect(get()).rejects.toMatchObject({ code: "hub-length" });
  expect(files().filter((file) => file.includes("model.safetensors"))).toEqual([]);
});

test("fewer bytes than promised are a connection cut off", async () => {
  hub.replies[resolved("model.safetensors")] = (_, response) => {
    response.writeHead(200, { "x-linked-size": weights.length, "x-linked-etag": '"abc"' });
    response.end(weights.subarray(0, 1000));
  };
  await expect(get()).rejects.toThrow(/cut off after 1000 of \d+ bytes/);
});

test("a server that does not answer is given up with how long was waited", async () => {
  hub.replies[api] = () => {};
  await expect(get({ patienceMs: 100 })).rejects.toThrow(/127\.0\.0\.1:\d+ has not answered for 0\.1 s/);
});

test("a server that falls silent in the middle is given up, and what came is kept", async () => {
  hub.replies[resolved("model.safetensors")] = cutsOff(weights, 10_000, () => {});
  await expect(get({ patienceMs: 500 })).rejects.toThrow(/has stopped sending model\.safetensors/);
  expect(files().some((file) => file.endsWith("model.safetensors.partial"))).toBe(true);
});

test("a slow server that keeps sending is waited for, however long the whole takes", async () => {
  hub.replies[resolved("config.json")] = (_, response) => {
    response.writeHead(200, { etag: '"abc"', "content-length": config.length });
    [...config].forEach((character, i) => {
      setTimeout(() => (i + 1 < config.length ? response.write(character) : response.end(character)), 30 * i);
    });
  };
  expect((await get({ patienceMs: 1500 })).config.architecture).toBe("convnext_nano");
});

test("a server that is not there is a Fault with its address", async () => {
  await hub.stop();
  await expect(get()).rejects.toThrow(/cannot reach 127\.0\.0\.1:\d+ for mwalmsley\/zoobot at main: it refuses/);
});

test("a name the hub does not have is a Fault that doubts its spelling", async () => {
  await expect(get({}, "hf-hub:mwalmsley/zobot")).rejects.toThrow(
    /no mwalmsley\/zobot at main \(status 404\): is it spelt/,
  );
});

test("a private network asks for a token, and says so when the token is not enough", async () => {
  hub.replies[api] = (_, response) => response.writeHead(401).end();
  await expect(get()).rejects.toThrow(/put a token that may read it into the environment variable HF_TOKEN/);
  await expect(get({ token: "hf_other" })).rejects.toThrow(/the token in HF_TOKEN may not read it/);
});

test("a busy server is asked again, and then given up", async () => {
  let asked = 0;
  hub.replies[api] = (request, response) => {
    if (asked++ < 2) response.writeHead(503).end();
    else lists("config.json", "model.safetensors")(request, response);
  };
  await get();
  hub.replies[resolved("model.safetensors")] = (_, response) => response.writeHead(429).end();
  await expect(get({ cachePath: join(cachePath, "other") })).rejects.toMatchObject({ code: "hub-busy" });
});

test("the token does not follow a redirect to another host, and the hub's checksum still counts", async () => {
  const store = await startHub();
  store.replies["/blob?signed=1"] = sends(weights, { etag: '"multipart-7"' });
  const sent = { "x-linked-etag": `"${sha256(weights)}"`, "x-linked-size": weights.length };
  hub.replies[resolved("model.safetensors")] = (_, response) =>
    response.writeHead(302, { location: `${store.address}/blob?signed=1`, ...sent }).end();
  // A hub sends small files on to itself, by a path.
  hub.replies[resolved("config.json")] = (_, response) => response.writeHead(307, { location: "/cached/config" }).end();
  hub.replies["/cached/config"] = sends(config);
  expect(await readFile((await get({ token: "hf_secret" })).weightsPath)).toEqual(weights);
  expect(store.asked).toEqual([{ path: "/blob?signed=1", range: undefined, token: undefined }]);
  expect(hub.asked.map(({ token }) => token)).toEqual(Array(4).fill("Bearer hf_secret"));

  store.replies["/blob?signed=1"] = sends(Buffer.from(weights).fill(0, 5000));
  const again = get({ token: "hf_secret", cachePath: join(cachePath, "other") });
  await expect(again).rejects.toMatchObject({ code: "hub-checksum" });
  await store.stop();
});

test("redirects in a circle, or to what is no web address, are not followed", async () => {
  hub.replies[api] = (_, response) => response.writeHead(302, { location: api }).end();
  await expect(get()).rejects.toThrow(/sends on more than 5 times/);
  for (const location of ["file:///etc/passwd", "ftp://a/b", "http://"]) {
    hub.replies[api] = (_, response) => response.writeHead(302, { location }).end();
    await expect(get()).rejects.toMatchObject({ code: "hub-redirect" });
  }
});

test("a web page in the place of JSON or weights is called one, and not kept", async () => {
  const page = "<!doctype html><title>Welcome to Hotel Wi-Fi</title>";
  for (const path of [api, resolved("config.json"), resolved("model.safetensors")]) {
    const usual = hub.replies[path] as Handler;
    hub.replies[path] = sends(page, { "content-type": "text/html; charset=utf-8" });
    await expect(get()).rejects.toThrow(/with a web page: does this network have a sign-in page/);
    hub.replies[path] = usual;
  }
  // One that does not say it is one.
  hub.replies[api] = sends(page);
  await expect(get()).rejects.toMatchObject({ code: "hub-web-page" });
  hub.replies[api] = lists("config.json", "model.safetensors");
  hub.replies[resolved("config.json")] = sends(page);
  await expect(get({ cachePath: join(cachePath, "other") })).rejects.toMatchObject({ code: "timm-config" });
  hub.replies[resolved("config.json")] = sends(config);
  await get({ cachePath: join(cachePath, "other") });
});

test.each([
  ["no commit", { siblings: [] }],
  ["a commit that leads out of its folder", { sha: "../../../../etc", siblings: [] }],
  ["no list of files", { sha: commit }],
])("a description with %s is refused", async (_, description) => {
  hub.replies[api] = sends(JSON.stringify(description));
  await expect(get()).rejects.toMatchObject({ code: "hub-description" });
});

test("a commit that is asked for is the one that is described", async () => {
  const other = commit.replace("0", "f");
  hub.replies[api.replace("main", other)] = lists("config.json", "model.safetensors");
  await expect(get({}, `${name}@${other}`)).rejects.toMatchObject({ code: "hub-description" });
});

test("a repository without a network says what it has instead", async () => {
  hub.replies[api] = lists("README.md");
  await expect(get()).rejects.toMatchObject({ code: "hub-no-config" });
  hub.replies[api] = lists("config.json", "tf_model.h5");
  await expect(get()).rejects.toThrow(/none of model\.safetensors.*it has: config\.json, tf_model\.h5/);
});

test("pytorch_model.bin is taken where there is nothing safer", async () => {
  const checkpoint = await readFile(new URL("../../fixtures/torchCheckpoint/stateDict.pth", import.meta.url));
  hub.replies[api] = lists("config.json", "pytorch_model.bin");
  hub.replies[resolved("pytorch_model.bin")] = sends(checkpoint);
  expect(Object.keys(await readWeights((await get()).weightsPath))).toContain("conv1.weight");
});

test("shards are fetched by their index", async () => {
  hub.replies[api] = lists("config.json", "model.safetensors.index.json", "a.safetensors", "b.safetensors");
  const shard = (key: string) => Buffer.concat(encodeSafetensors({ [key]: { shape: [1], data: Float32Array.of(1) } }));
  hub.replies[resolved("model.safetensors.index.json")] = sends(
    JSON.stringify({ weight_map: { x: "a.safetensors", y: "b.safetensors" } }),
  );
  hub.replies[resolved("a.safetensors")] = sends(shard("x"));
  hub.replies[resolved("b.safetensors")] = sends(shard("y"));
  expect(Object.keys(await readWeights((await get()).weightsPath))).toEqual(["x", "y"]);
  await hub.stop();
  await get();
});

test("a shard whose name leads out of the cache is never asked for", async () => {
  hub.replies[api] = lists("config.json", "model.safetensors.index.json");
  hub.replies[resolved("model.safetensors.index.json")] = sends(
    JSON.stringify({ weight_map: { x: "../../../../.ssh/authorized_keys.safetensors" } }),
  );
  await expect(get()).rejects.toMatchObject({ code: "safetensors-index" });
  expect(paths()).toEqual([api, resolved("config.json"), resolved("model.safetensors.index.json")]);
});

test("aborting ends a download at once, and what came is kept", async () => {
  const stopping = new AbortController();
  hub.replies[resolved("model.safetensors")] = cutsOff(weights, 10_000, () => stopping.abort(new Error("stopped")));
  const started = performance.now();
  await expect(get({ signal: stopping.signal, patienceMs: 60_000 })).rejects.toThrow("stopped");
  expect(performance.now() - started).toBeLessThan(5000);
  expect(files().some((file) => file.endsWith("model.safetensors.partial"))).toBe(true);
  await expect(get({ signal: stopping.signal })).rejects.toThrow("stopped");
});

test("two at once fetch the same network whole", async () => {
  const [a, b] = await Promise.all([get(), get()]);
  expect(a).toEqual(b);
  expect(await readFile(a.weightsPath)).toEqual(weights);
});
