import { fork } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { beforeAll, expect, test } from "vitest";
import { temporaryFolder } from "../temporaryFolder.ts";
import { startJob } from "./job.ts";

let folder: string;
let entry: URL;

/** A job that does what its argument says. */
const entrySource = (dist: string) => `
import { writeFileSync } from "node:fs";
import { runAsJob } from ${JSON.stringify(`${dist}/training/job.js`)};
import { Fault } from ${JSON.stringify(`${dist}/fault.js`)};
runAsJob(async ({ act, path }, send, stop) => {
  send({ pid: process.pid, act });
  if (act === "fault") throw new Fault("disk-full", "cannot write a.bin: the disk is full", { exitCode: 3 });
  if (act === "defect") throw new TypeError("x is not a function");
  if (act === "die") process.kill(process.pid, "SIGKILL");
  if (act === "exit") { process.stderr.write("last words\\n"); process.exit(7); }
  if (act === "chatter") for (let i = 0; i < 2000; i++) send(i);
  if (act !== "wait") return;
  const alive = setInterval(() => {}, 1000);
  await new Promise((resolve) => stop.aborted ? resolve() : stop.addEventListener("abort", resolve));
  clearInterval(alive);
  if (path) writeFileSync(path, "checkpoint");
  send("checkpoint");
});`;

beforeAll(async () => {
  folder = await temporaryFolder("job");
  const path = join(folder, "entry.mjs");
  await writeFile(path, entrySource(new URL("../../dist/src", import.meta.url).href));
  entry = pathToFileURL(path);
});

function start(argument: unknown) {
  const messages: unknown[] = [];
  const job = startJob(entry, argument, (content) => messages.push(content));
  return { job, messages };
}

async function until(isSo: () => Promise<boolean> | boolean): Promise<void> {
  for (let i = 0; i < 200 && !(await isSo()); i++) await new Promise((resolve) => setTimeout(resolve, 50));
  expect(await isSo()).toBe(true);
}

test("a job gets its argument, sends its messages in order, all of them, and is done", async () => {
  const { job, messages } = start({ act: "chatter" });
  await job.done;
  expect(messages).toEqual([{ pid: job.pid, act: "chatter" }, ...Array.from({ length: 2000 }, (_, i) => i)]);
});

test("a Fault crosses the border whole", async () => {
  await expect(start({ act: "fault" }).job.done).rejects.toMatchObject({
    name: "Fault",
    code: "disk-full",
    message: "cannot write a.bin: the disk is full",
    exitCode: 3,
  });
});

test("a defect is told as one", async () => {
  await expect(start({ act: "defect" }).job.done).rejects.toMatchObject({
    code: "internal",
    message: "internal error: x is not a function",
  });
});

test("a job that is killed, or ends without a word, is a Fault that says so", async () => {
  await expect(start({ act: "die" }).job.done).rejects.toThrow(/it was killed/);
  await expect(start({ act: "exit" }).job.done).rejects.toThrow(/exit code 7; it last said: last words/);
});

test("a job that is asked to stop leaves its checkpoint and is done", async () => {
  const { job, messages } = start({ act: "wait" });
  await until(() => messages.length > 0);
  job.stop();
  await job.done;
  expect(messages.at(-1)).toBe("checkpoint");
  // Once more does no harm.
  job.stop();
});

test("a job asked to stop at once stops too", async () => {
  const { job, messages } = start({ act: "wait" });
  job.stop();
  await job.done;
  expect(messages.at(-1)).toBe("checkpoint");
});

test("a job whose parent is killed leaves its checkpoint and ends by itself", async () => {
  const checkpoint = join(folder, "checkpoint");
  const parent = join(folder, "parent.mjs");
  await writeFile(
    parent,
    `import { startJob } from ${JSON.stringify(new URL("../../dist/src/training/job.js", import.meta.url).href)};
     const argument = { act: "wait", path: ${JSON.stringify(checkpoint)} };
     startJob(new URL(${JSON.stringify(entry.href)}), argument, (content) => process.send(content));`,
  );
  const child = fork(parent);
  const { pid } = await new Promise<{ pid: number }>((resolve) =>
    child.once("message", (message: { pid: number }) => resolve(message)),
  );
  child.kill("SIGKILL");
  await until(async () => (await readFile(checkpoint, "utf8").catch(() => "")) === "checkpoint");
  await until(() => {
    try {
      process.kill(pid, 0);
      return false;
    } catch {
      return true;
    }
  });
});
