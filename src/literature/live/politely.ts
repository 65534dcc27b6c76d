/** Requests to somebody else's server: one after another, with a pause between, and patient when it asks for patience. */

import { setTimeout as pause } from "node:timers/promises";
import { Fault } from "../../fault.ts";

export interface Manners {
  /** From the end of one answer to the next request. */
  pauseSeconds: number;
  /** How often a request is tried that is answered 429, 5xx, or not at all. */
  tries?: number;
  /** Before the second try, doubled each time; a Retry-After that asks for more is obeyed. */
  firstWaitSeconds?: number;
  timeoutSeconds?: number;
  headers?: Record<string, string>;
  signal?: AbortSignal;
  /** What it is called in sentences. */
  name: string;
}

/** Nobody waits longer for one answer. */
const longestWaitSeconds = 120;

/**
 * @returns a function that fetches the text at an address
 * @throws Fault "live-source" in one line: refused, unreachable, or still busy after all tries
 */
export function politely(manners: Manners): (url: string) => Promise<string> {
  const { pauseSeconds, tries = 5, firstWaitSeconds = 5, timeoutSeconds = 60, headers = {}, signal, name } = manners;
  let isFirst = true;
  return async (url) => {
    if (!isFirst) await pause(1000 * pauseSeconds, undefined, { signal });
    isFirst = false;
    let said = "it does not answer";
    for (let attempt = 1; attempt <= tries; attempt++) {
      let wait = firstWaitSeconds * 2 ** (attempt - 1);
      try {
        const limit = AbortSignal.timeout(1000 * timeoutSeconds);
        const answer = await fetch(url, {
          headers: { "user-agent": "almagest (literature import)", ...headers },
          signal: signal ? AbortSignal.any([signal, limit]) : limit,
        });
        if (answer.ok) return await answer.text();
        said = `it answered ${answer.status} ${answer.statusText}`.trim();
        await answer.body?.cancel();
        if (answer.status === 401 || answer.status === 403)
          throw new Fault("live-source", `${name} refused (${answer.status}): is the token right, and may it search?`);
        if (answer.status < 500 && answer.status !== 429)
          throw new Fault("live-source", `${name} did not take the query: ${said}`);
        wait = Math.max(wait, Number(answer.headers.get("retry-after")) || 0);
      } catch (error) {
        if (error instanceof Fault) throw error;
        if (signal?.aborted) throw new Fault("interrupted", `interrupted while waiting for ${name}`, { exitCode: 130 });
        said = (error as Error).name === "TimeoutError" ? `no answer in ${timeoutSeconds} s` : "it cannot be reached";
      }
      if (attempt < tries) await pause(1000 * Math.min(wait, longestWaitSeconds), undefined, { signal });
    }
    throw new Fault(
      "live-source",
      `${name}: ${said}, ${tries} times; what came before is kept, and the same command goes on`,
    );
  };
}
