/** One file of a hub, downloaded to a path: goes on where it was cut off, and is there only when it is whole. */

import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdir, open, readFile, rename, rm, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { z } from "zod";
import { Fault, fileFault } from "../fault.ts";
import { writeWhole } from "../wholeFile.ts";
import { type HubConnection, type HubReply, PassingFault, requestHub } from "./hubRequest.ts";

export interface HubFile {
  url: string;
  /** Where it will lie. Until it is whole, it is `path`.partial, with what is known of it in `path`.partial.json. */
  path: string;
  /** For messages. */
  what: string;
  /** Longer ones are refused. */
  mostBytes?: number;
  /** @param total undefined where the server does not say */
  onProgress?: (done: number, total: number | undefined) => void;
}

/** What the server says of a file. */
interface Description {
  /** Differs where the content does. */
  etag: string | undefined;
  bytes: number | undefined;
  sha256: string | undefined;
}

const storedDescription = z.object({
  etag: z.string().optional(),
  bytes: z.number().int().nonnegative().optional(),
  sha256: z.string().optional(),
});

/**
 * Downloads in one attempt; the next one goes on with what has arrived.
 * One process at a time may (see hubLock.ts).
 * @throws PassingFault when the connection is lost; Fault when what came is not what was promised, and it is deleted
 */
export async function downloadHubFile(file: HubFile, connection: HubConnection): Promise<void> {
  try {
    await mkdir(dirname(file.path), { recursive: true });
    const partial = await partialOf(file);
    const known = partial && partial.size === partial.bytes ? partial : await receive(file, partial, connection);
    await check(file, known);
    await rename(partialPath(file), file.path);
    await rm(descriptionPath(file), { force: true });
  } catch (error) {
    throw fileFault(error, "write", file.path);
  }
}

const partialPath = ({ path }: HubFile) => `${path}.partial`;
const descriptionPath = ({ path }: HubFile) => `${path}.partial.json`;

async function partialOf(file: HubFile): Promise<(Description & { size: number }) | undefined> {
  try {
    const { etag, bytes, sha256 } = storedDescription.parse(JSON.parse(await readFile(descriptionPath(file), "utf8")));
    const { size } = await stat(partialPath(file));
    return etag === undefined ? undefined : { etag, bytes, sha256, size };
  } catch {
    // Nothing, or nothing that can be gone on with.
    return undefined;
  }
}

async function discard(file: HubFile): Promise<void> {
  await rm(partialPath(file), { force: true });
  await rm(descriptionPath(file), { force: true });
}

async function receive(
  file: HubFile,
  partial: (Description & { size: number }) | undefined,
  connection: HubConnection,
): Promise<Description> {
  const start = partial?.size ?? 0;
  let reply: HubReply | undefined;
  try {
    reply = await requestHub(file.url, file.what, connection, start > 0 ? { Range: `bytes=${start}-` } : {}).catch(
      (error) => {
        // 416: the file is shorter than what we have of it, so that is of another.
        throw start > 0 && error instanceof Fault && error.code === "hub-status" ? changed(file) : error;
      },
    );
    const described = describe(reply, file);
    const isResumed = reply.status === 206;
    if (isResumed && !goesOn(reply, partial, described)) throw changed(file);
    if (!isResumed) {
      // First, so that old bytes never lie beside a new description.
      await discard(file);
      await writeWhole(descriptionPath(file), JSON.stringify(described));
    }
    await write(file, reply, isResumed ? start : 0, described.bytes);
    return described;
  } catch (error) {
    reply?.close();
    // What is merely unfinished is gone on with; what is wrong would be as wrong the next time.
    if (error instanceof Fault && contradictions.includes(error.code)) await discard(file);
    throw error;
  }
}

/** Codes that say: what has arrived is not the file. Not among them: no network, no answer, no permission. */
const contradictions = ["hub-changed", "hub-length"];

function changed({ what }: HubFile): Fault {
  return new PassingFault("hub-changed", `${what} has changed since its download began: it begins anew`);
}

async function write(file: HubFile, reply: HubReply, start: number, bytes: number | undefined): Promise<void> {
  const target = await open(partialPath(file), start > 0 ? "r+" : "w");
  const most = bytes ?? file.mostBytes ?? Number.POSITIVE_INFINITY;
  let done = start;
  try {
    for await (const piece of reply.pieces()) {
      if (done + piece.length > most)
        throw new Fault("hub-length", `${file.what} should have ${most} bytes, and more came: it was deleted`);
      for (let put = 0; put < piece.length; )
        put += (await target.write(piece, put, piece.length - put, done + put)).bytesWritten;
      done += piece.length;
      file.onProgress?.(done, bytes);
    }
    await target.sync();
  } finally {
    await target.close();
  }
  if (bytes !== undefined && done < bytes)
    throw new PassingFault(
      "hub-cut-off",
      `${file.what} was cut off after ${done} of ${bytes} bytes: run this again, it goes on from there`,
    );
}

/** The endpoint knows a file's SHA-256 and length (x-linked-...); without them, the server that sends it says its own. */
function describe({ status, headers, hops }: HubReply, { what, mostBytes }: HubFile): Description {
  const linked = (name: string) => hops.map((hop) => hop.get(name)).find((value) => value !== null) ?? undefined;
  const etag = (linked("x-linked-etag") ?? headers.get("etag") ?? undefined)?.replace(/^W\//, "").replaceAll('"', "");
  const sent = status === 206 ? contentRange(headers)?.total : contentLength(headers);
  const promised = linked("x-linked-size");
  const bytes = promised === undefined ? sent : Number(promised);
  if (sent !== undefined && bytes !== sent)
    throw new Fault("hub-length", `${what} should have ${bytes} bytes, and the server wants to send ${sent}`);
  if (bytes !== undefined && !(bytes <= (mostBytes ?? Number.MAX_SAFE_INTEGER)))
    throw new Fault("hub-length", `${what} should have ${bytes} bytes, and at most ${mostBytes} make sense`);
  // A hub's small files have a git hash here, other servers what they like: only a SHA-256 can be told by its look.
  return { etag, bytes, sha256: etag !== undefined && /^[0-9a-f]{64}$/.test(etag) ? etag : undefined };
}

function goesOn(
  { headers }: HubReply,
  partial: (Description & { size: number }) | undefined,
  described: Description,
): boolean {
  return partial !== undefined && contentRange(headers)?.start === partial.size && described.etag === partial.etag;
}

function contentRange(headers: Headers): { start: number; total: number } | undefined {
  const [, start, total] = /^bytes (\d+)-\d+\/(\d+)$/.exec(headers.get("content-range") ?? "") ?? [];
  return start === undefined ? undefined : { start: Number(start), total: Number(total) };
}

function contentLength(headers: Headers): number | undefined {
  const length = headers.get("content-length");
  // Of a compressed form, which we did not ask for, it says nothing about the file.
  return length === null || headers.has("content-encoding") ? undefined : Number(length);
}

async function check(file: HubFile, { sha256 }: Description): Promise<void> {
  if (sha256 === undefined) return;
  const hash = createHash("sha256");
  for await (const piece of createReadStream(partialPath(file), { highWaterMark: 2 ** 20 })) hash.update(piece);
  const found = hash.digest("hex");
  if (found === sha256) return;
  await discard(file);
  throw new Fault(
    "hub-checksum",
    `${file.what} is damaged: its SHA-256 is ${found}, and should be ${sha256}. It was deleted; run this again`,
  );
}
