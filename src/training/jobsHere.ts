/** For tests: jobs that are done in this process, where starting one of its own would take longer than the work. */

import { Fault } from "../fault.ts";
import { asMessage, type Job, startJobsBy, takeWork, type Work } from "./job.ts";

/** Jobs that `during` starts; those that are to be killed, or to go on while this thread is at work, are none of them. */
export async function withJobsHere<Result>(during: () => Promise<Result>): Promise<Result> {
  const before = startJobsBy(jobHere);
  try {
    return await during();
  } finally {
    startJobsBy(before);
  }
}

function jobHere(entry: URL, argument: unknown, onMessage: (content: unknown) => void): Job {
  const stop = new AbortController();
  const done = workOf(entry).then(async (work) => {
    try {
      // As it would come out of a pipe.
      await work(asJson(argument), (content) => onMessage(asJson(content)), stop.signal);
    } catch (error) {
      const { code, message, exitCode } = asMessage(error);
      throw new Fault(code, message, { exitCode });
    }
  });
  return { done, pid: undefined, stop: () => stop.abort() };
}

const asJson = (content: unknown): unknown => JSON.parse(JSON.stringify(content));

const known = new Map<string, Promise<Work>>();
let last: Promise<unknown> = Promise.resolve();

/** A module's own, which it hands to `runAsJob` as it is loaded; one after the other, so that each has its own. */
function workOf({ href }: URL): Promise<Work> {
  const found = known.get(href) ?? last.then(() => takeWork(() => import(href)));
  known.set(href, found);
  last = found.catch(() => {});
  return found;
}
