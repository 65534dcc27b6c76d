/** A request to a hub: redirects are followed by hand so that the token stays with its host, and silence has an end. */

import { setTimeout as sleep } from "node:timers/promises";
import { Fault } from "../fault.ts";

export interface HubConnection {
  /** E.g. https://huggingface.co */
  endpoint: string;
  token: string | undefined;
  signal: AbortSignal | undefined;
  /** How long may nothing arrive. */
  patienceMs: number;
}

export interface HubReply {
  status: number;
  /** Of the last host asked. */
  headers: Headers;
  /** Of every host asked, the endpoint's own first: only it knows the file's checksum, only the last its bytes. */
  hops: Headers[];
  /** The content as it arrives. */
  pieces(): AsyncGenerator<Uint8Array>;
  /** Gives up what has not been read. */
  close(): void;
}

/** A trouble that may be over at the next attempt: a lost connection, a busy server. */
export class PassingFault extends Fault {}

const mostRedirects = 5;

/**
 * @param what is fetched, for messages
 * @returns a reply of status 200 or 206
 * @throws Fault "hub-timeout", "hub-unreachable", "hub-access", "hub-missing", "hub-redirect", "hub-web-page" or
 * "hub-busy"; the signal's own reason when it is aborted
 */
export async function requestHub(
  url: string,
  what: string,
  connection: HubConnection,
  headers: Readonly<Record<string, string>> = {},
): Promise<HubReply> {
  const home = new URL(connection.endpoint);
  const hops: Headers[] = [];
  let at = new URL(url);
  for (let redirects = 0; redirects <= mostRedirects; redirects++) {
    const waiting = startWaiting(connection, at, what);
    const response = await waiting.for(
      fetch(at.href, {
        redirect: "manual",
        signal: waiting.signal,
        headers: {
          ...headers,
          // Lengths and ranges are of the file, not of a compressed form of it.
          "Accept-Encoding": "identity",
          "User-Agent": "almagest",
          ...(connection.token && at.origin === home.origin ? { Authorization: `Bearer ${connection.token}` } : {}),
        },
      }),
    );
    hops.push(response.headers);
    const location = response.headers.get("location");
    if (response.status < 300 || response.status >= 400 || location === null) {
      if (response.status !== 200 && response.status !== 206) {
        waiting.end();
        throw statusFault(response, at, what, connection);
      }
      if (response.headers.get("content-type")?.startsWith("text/html")) {
        waiting.end();
        throw webPage(at, what);
      }
      return {
        status: response.status,
        headers: response.headers,
        hops,
        pieces: () => pieces(response, waiting),
        close: waiting.end,
      };
    }
    waiting.end();
    const next = URL.canParse(location, at.href) ? new URL(location, at.href) : undefined;
    if (!next || !["https:", at.protocol].includes(next.protocol))
      throw new Fault("hub-redirect", `${at.host} sends on to "${location}" for ${what}, which is not followed`);
    at = next;
  }
  throw new Fault("hub-redirect", `${home.host} sends on more than ${mostRedirects} times for ${what}`);
}

async function* pieces(response: Response, waiting: Waiting): AsyncGenerator<Uint8Array> {
  const reader = response.body?.getReader();
  try {
    while (reader) {
      const { done, value } = await waiting.for(reader.read());
      if (done) return;
      yield value;
    }
  } finally {
    // Also where the reader of the pieces has seen enough.
    waiting.end();
  }
}

interface Waiting {
  signal: AbortSignal;
  /** What `arriving` becomes; a Fault when it fails or takes too long. */
  for<T>(arriving: Promise<T>): Promise<T>;
  /** Closes the connection. */
  end(): void;
}

function startWaiting({ signal, patienceMs }: HubConnection, url: URL, what: string): Waiting {
  const closing = new AbortController();
  const either = signal ? AbortSignal.any([signal, closing.signal]) : closing.signal;
  let hasAnswered = false;
  return {
    signal: either,
    end: () => closing.abort(),
    async for(arriving) {
      let isLate = false;
      const timer = setTimeout(() => {
        isLate = true;
        closing.abort();
      }, patienceMs);
      try {
        const arrived = await arriving;
        hasAnswered = true;
        return arrived;
      } catch (error) {
        signal?.throwIfAborted();
        if (!isLate) throw networkFault(error, url, what, hasAnswered);
        const seconds = patienceMs / 1000;
        if (hasAnswered)
          throw new PassingFault(
            "hub-timeout",
            `${url.host} has stopped sending ${what}: nothing came for ${seconds} s`,
          );
        throw new Fault(
          "hub-timeout",
          `${url.host} has not answered for ${seconds} s (wanted: ${what}). Is it reachable?`,
        );
      } finally {
        clearTimeout(timer);
      }
    },
  };
}

function networkFault(error: unknown, url: URL, what: string, hasAnswered: boolean): Fault {
  if (hasAnswered)
    return new PassingFault(
      "hub-cut-off",
      `${url.host} has cut the connection in the middle of ${what}: run this again, it goes on from there`,
      { cause: error },
    );
  const { cause = error } = error as { cause?: unknown };
  const code = (cause as { code?: unknown } | null)?.code;
  const reasons: Record<string, string> = {
    ENOTFOUND: "no such host is known",
    EAI_AGAIN: "its name cannot be looked up",
    ECONNREFUSED: "it refuses the connection",
    ENETUNREACH: "there is no network",
  };
  const reason = typeof code === "string" ? reasons[code] : undefined;
  if (reason)
    return new Fault(
      "hub-unreachable",
      `cannot reach ${url.host} for ${what}: ${reason}. Is this computer online? What is in the cache needs no network`,
      { cause: error },
    );
  return new PassingFault("hub-cut-off", `${url.host} has cut the connection before ${what}: ${String(cause)}`, {
    cause: error,
  });
}

function statusFault(response: Response, url: URL, what: string, { token }: HubConnection): Fault {
  const { status } = response;
  if (status === 401 || status === 403)
    return new Fault(
      "hub-access",
      `${url.host} does not give ${what} (status ${status}): it does not exist, or ${
        token === undefined
          ? "it is private: put a token that may read it into the environment variable HF_TOKEN"
          : "the token in HF_TOKEN may not read it (has its licence been accepted on the site?)"
      }`,
    );
  if (status === 404)
    return new Fault(
      "hub-missing",
      `${url.host} has no ${what} (status 404): is it spelt right? Upper and lower case differ`,
    );
  if (status === 429 || status >= 500)
    return new PassingFault("hub-busy", `${url.host} cannot give ${what} now (status ${status}): try again later`);
  return new Fault("hub-status", `${url.host} answered ${what} with status ${status}, which was not expected`);
}

/** Sign-in pages of hotels and proxies come with status 200. */
export function webPage(url: URL, what: string): Fault {
  return new Fault(
    "hub-web-page",
    `${url.host} answered ${what} with a web page: does this network have a sign-in page, or a proxy in between?`,
  );
}

/**
 * Tries again while the trouble may pass.
 * @throws the last attempt's Fault
 */
export async function withAttempts<T>(
  work: () => Promise<T>,
  { attempts, pauseMs, signal }: { attempts: number; pauseMs: number; signal: AbortSignal | undefined },
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof PassingFault) || attempt >= attempts) throw error;
      await sleep(pauseMs * attempt, undefined, { signal }).catch(() => signal?.throwIfAborted());
    }
  }
}
