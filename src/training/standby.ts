/** A process that stands by: it answers one question after the other, and keeps what it read to answer the next sooner. */

import { type ChildProcess, fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import { exitCodes, Fault } from "../fault.ts";
import { builtEntry, died } from "./job.ts";

export interface Standby {
  /**
   * Questions are answered in the order they come. The process begins with the first, and anew after it died.
   * @param question plain data, typed arrays among it
   * @param signal nobody waits for the answer any more: the questions behind it have their turn as soon as its own allows
   * @throws the Fault that its answer ended with; "job-died" where the process ended instead; "cancelled"
   */
  ask<Answer>(question: unknown, signal?: AbortSignal): Promise<Answer>;
  end(): void;
}

type FromChild = { id: number; answer: unknown } | { id: number; fault: Pick<Fault, "code" | "message" | "exitCode"> };

type ToChild<Question> = { id: number; question: Question } | { id: number; isCancelled: true };

interface Open {
  resolve(answer: unknown): void;
  reject(error: Error): void;
}

/**
 * @param entry the module that calls `answerQuestions`
 * @param idleSeconds after which, unasked, it ends and gives its memory back
 */
export function standby(entry: URL, { idleSeconds = 900 } = {}): Standby {
  let running: { child: ChildProcess; open: Map<number, Open> } | undefined;
  let asked = 0;
  let idle: NodeJS.Timeout | undefined;
  const end = () => {
    running?.child.disconnect();
    running = undefined;
  };
  const rest = (child: ChildProcess) => {
    letGo(child);
    idle = setTimeout(end, 1000 * idleSeconds).unref();
  };
  const start = () => {
    const child = fork(fileURLToPath(builtEntry(entry)), [], {
      stdio: ["ignore", "ignore", "pipe", "ipc"],
      serialization: "advanced",
    });
    const own = { child, open: new Map<number, Open>() };
    const stderr: string[] = [];
    child.stderr?.on("data", (chunk: Buffer) => {
      stderr.push(chunk.toString());
      if (stderr.length > 50) stderr.shift();
    });
    child.on("message", (message: FromChild) => {
      const question = own.open.get(message.id);
      own.open.delete(message.id);
      if ("answer" in message) question?.resolve(message.answer);
      else {
        const { code, message: text, exitCode } = message.fault;
        question?.reject(new Fault(code, text, { exitCode }));
      }
      if (question && own.open.size === 0) rest(child);
    });
    const fail = (error: Error) => {
      if (running === own) running = undefined;
      for (const { reject } of own.open.values()) reject(error);
      own.open.clear();
    };
    child.on("error", fail);
    child.on("close", (code, signal) => fail(new Fault("job-died", died(code, signal, stderr.join("")))));
    return own;
  };
  return {
    ask<Answer>(question: unknown, signal?: AbortSignal) {
      if (signal?.aborted) return Promise.reject(cancelled());
      clearTimeout(idle);
      running ??= start();
      const { child, open } = running;
      hold(child);
      const id = asked++;
      return new Promise<Answer>((resolve, reject) => {
        const cancel = () => {
          if (!open.delete(id)) return;
          reject(cancelled());
          child.send({ id, isCancelled: true }, () => {});
          if (open.size === 0) rest(child);
        };
        const answered = () => signal?.removeEventListener("abort", cancel);
        open.set(id, {
          resolve(answer) {
            answered();
            resolve(answer as Answer);
          },
          reject(error) {
            answered();
            reject(error);
          },
        });
        signal?.addEventListener("abort", cancel, { once: true });
        // Where it cannot be sent the process is gone, and "close" says why.
        child.send({ id, question }, () => {});
      });
    },
    end,
  };
}

function cancelled(): Fault {
  return new Fault("cancelled", "nobody waits for the answer any more", { exitCode: exitCodes.interrupted });
}

/** A process that waits for questions keeps nobody from ending. */
function letGo(child: ChildProcess): void {
  child.unref();
  child.channel?.unref();
  (child.stderr as unknown as { unref?(): void } | null)?.unref?.();
}

function hold(child: ChildProcess): void {
  child.ref();
  child.channel?.ref();
}

/** The child's side: call it once, at the top of the entry module. The process ends when the parent is gone. */
export function answerQuestions<Question>(answer: (question: Question, signal: AbortSignal) => Promise<unknown>): void {
  // Ctrl-C reaches the whole group of processes; the parent decides what it means.
  process.on("SIGINT", () => {});
  process.on("disconnect", () => process.exit(0));
  let turn: Promise<unknown> = Promise.resolve();
  const waiting = new Map<number, AbortController>();
  process.on("message", (message: ToChild<Question>) => {
    const { id } = message;
    if ("isCancelled" in message) {
      waiting.get(id)?.abort();
      return;
    }
    const stop = new AbortController();
    waiting.set(id, stop);
    turn = turn.then(async () => {
      const answered = stop.signal.aborted ? undefined : await answerTo(message, answer, stop.signal);
      waiting.delete(id);
      if (answered && !stop.signal.aborted) process.send?.(answered);
    });
  });
}

async function answerTo<Question>(
  { id, question }: { id: number; question: Question },
  answer: (question: Question, signal: AbortSignal) => Promise<unknown>,
  signal: AbortSignal,
): Promise<FromChild> {
  try {
    return { id, answer: await answer(question, signal) };
  } catch (error) {
    return { id, fault: signal.aborted ? cancelled() : asFault(error) };
  }
}

function asFault(error: unknown): Pick<Fault, "code" | "message" | "exitCode"> {
  if (error instanceof Fault) return { code: error.code, message: error.message, exitCode: error.exitCode };
  process.stderr.write(`${error instanceof Error ? error.stack : error}\n`);
  const message = error instanceof Error ? error.message : String(error);
  return { code: "internal", message: `internal error: ${message}`, exitCode: exitCodes.failed };
}
