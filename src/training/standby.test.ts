import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Standby, standby } from "./standby.ts";

let folder: string;
let process: Standby;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "almagest-standby-"));
  const built = (path: string) => JSON.stringify(fileURLToPath(new URL(`../../dist/src/${path}`, import.meta.url)));
  const script = join(folder, "entry.mjs");
  await writeFile(
    script,
    `import { answerQuestions } from ${built("training/standby.js")};
     import { Fault } from ${built("fault.js")};
     let asked = 0;
     answerQuestions(async (question, signal) => {
       if (question.kind === "endless") await new Promise((_, stop) => signal.addEventListener("abort", stop));
       if (question.kind === "fault") throw new Fault("odd", "it is odd", { exitCode: 2 });
       if (question.kind === "die") process.kill(process.pid, "SIGKILL");
       if (question.kind === "slow") await new Promise((done) => setTimeout(done, 200));
       return { asked: ++asked, pid: process.pid, numbers: Float32Array.from(question.numbers ?? []) };
     });`,
  );
  process = standby(pathToFileURL(script));
});
afterAll(async () => {
  process.end();
  await rm(folder, { recursive: true, force: true });
});

interface Answer {
  asked: number;
  pid: number;
  numbers: Float32Array;
}
const ask = (kind: string, rest: object = {}) => process.ask<Answer>({ kind, ...rest });

test("questions are answered in their order by one process, which remembers", async () => {
  const answers = await Promise.all([ask("slow"), ask("plain"), ask("plain", { numbers: new Float32Array([1, 0.5]) })]);
  expect(answers.map(({ asked }) => asked)).toEqual([1, 2, 3]);
  expect(new Set(answers.map(({ pid }) => pid)).size).toBe(1);
  expect(answers[2]?.numbers).toEqual(new Float32Array([1, 0.5]));
});

test("a fault comes back as it was thrown, and the next question is answered", async () => {
  const [fault, next] = await Promise.allSettled([ask("fault"), ask("plain")]);
  expect(fault).toMatchObject({ reason: { code: "odd", message: "it is odd", exitCode: 2 } });
  expect(next.status).toBe("fulfilled");
});

test("what nobody waits for any more is left, in its turn or before it, and the next question is answered", async () => {
  const { asked } = await ask("plain");
  const stop = new AbortController();
  const left = [0, 1].map(() => process.ask({ kind: "endless" }, stop.signal));
  const next = ask("plain");
  setTimeout(() => stop.abort(), 20);
  for (const each of await Promise.allSettled(left)) expect(each).toMatchObject({ reason: { code: "cancelled" } });
  expect((await next).asked).toBe(asked + 1);
  await expect(process.ask({ kind: "plain" }, stop.signal)).rejects.toMatchObject({ code: "cancelled" });
});

test("a process that dies fails those who wait, and the next question begins another", async () => {
  const { pid } = await ask("plain");
  const [died, waiting] = await Promise.allSettled([ask("die"), ask("plain")]);
  for (const each of [died, waiting]) expect(each).toMatchObject({ reason: { code: "job-died" } });
  const after = await ask("plain");
  expect(after.pid).not.toBe(pid);
  expect(after.asked).toBe(1);
});
