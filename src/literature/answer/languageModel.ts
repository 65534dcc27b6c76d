/** A language model behind an OpenAI-compatible server: asked for one reply at a time, which may come whole, in part, or not at all. */

import { setTimeout as pause } from "node:timers/promises";
import { exitCodes, Fault } from "../../fault.ts";
import { eventsOf } from "./serverEvents.ts";

export interface Message {
  role: "system" | "user";
  content: string;
}

export interface Reply {
  /** As far as it came. */
  text: string;
  /** Null where it came whole; otherwise what happened, in one sentence. */
  problem: string | null;
}

export interface LanguageModel {
  name: string;
  /** Never throws for what the server does: a bad reply is a Reply. */
  reply(
    messages: readonly Message[],
    options?: { signal?: AbortSignal; onText?: (sofar: string) => void },
  ): Promise<Reply>;
}

export interface ModelOptions {
  /** Base of its API, such as http://127.0.0.1:11434/v1; nothing else is ever asked, and no redirection followed. */
  url: string;
  model: string;
  key?: string;
  /** Until the first byte, and between any two. */
  patienceSeconds?: number;
  /** Of a server that says it is busy. */
  retries?: number;
  /** The longest that a busy server may have us wait. */
  longestWaitSeconds?: number;
}

const longestReply = 400_000;

/** @throws Fault "llm-url" where the address is none */
export function languageModel({
  url,
  model,
  key,
  patienceSeconds = 60,
  retries = 3,
  longestWaitSeconds = 30,
}: ModelOptions): LanguageModel {
  const endpoint = endpointOf(url);
  const where = endpoint.host;
  const attempt = async (
    messages: readonly Message[],
    { signal, onText }: { signal?: AbortSignal; onText?: (sofar: string) => void },
  ): Promise<Reply & { retryAfter?: number }> => {
    let text = "";
    const patience = new AbortController();
    let timer = setTimeout(() => patience.abort(), patienceSeconds * 1000);
    const waitOn = () => {
      clearTimeout(timer);
      timer = setTimeout(() => patience.abort(), patienceSeconds * 1000);
    };
    try {
      const response = await fetch(endpoint, {
        method: "POST",
        redirect: "manual",
        signal: AbortSignal.any([patience.signal, ...(signal ? [signal] : [])]),
        headers: { "content-type": "application/json", ...(key ? { authorization: `Bearer ${key}` } : {}) },
        body: JSON.stringify({ model, messages, stream: true, temperature: 0 }),
      });
      waitOn();
      if (response.status >= 300 && response.status < 400) {
        await response.body?.cancel();
        return { text, problem: `${where} sends us to another address, which is never followed` };
      }
      if (response.status === 429 || response.status === 503) {
        await response.body?.cancel();
        return {
          text,
          problem: `${where} is busy (${response.status})`,
          retryAfter: waitOf(response.headers.get("retry-after")),
        };
      }
      if (!response.ok || !response.body) {
        await response.body?.cancel();
        return { text, problem: `${where} refused the request (${response.status})` };
      }
      if (!/event-stream/.test(response.headers.get("content-type") ?? "")) {
        const whole = wholeReply(await limited(response.body, waitOn));
        return whole === undefined
          ? { text, problem: `${where} sent no chat completion: is ${url} the base of an OpenAI-compatible API?` }
          : { text: whole, problem: null };
      }
      let isDone = false;
      for await (const data of eventsOf(response.body, waitOn)) {
        if (data === "[DONE]") {
          isDone = true;
          break;
        }
        const { delta, finished, fault } = pieceOf(data);
        if (fault) return { text, problem: `${where} reports: ${fault}` };
        text += delta;
        isDone ||= finished;
        if (text.length > longestReply)
          return { text: text.slice(0, longestReply), problem: `${where} did not stop writing` };
        if (delta !== "") onText?.(text);
      }
      return { text, problem: isDone ? null : `${where} stopped in the middle of its reply` };
    } catch (error) {
      if (signal?.aborted) throw error;
      if (patience.signal.aborted) return { text, problem: `${where} sent nothing for ${patienceSeconds} s` };
      return {
        text,
        problem: text === "" ? `${where} cannot be reached` : `${where} stopped in the middle of its reply`,
      };
    } finally {
      clearTimeout(timer);
    }
  };
  return {
    name: model,
    async reply(messages, options = {}) {
      for (let tried = 0; ; tried++) {
        const { retryAfter, ...reply } = await attempt(messages, options);
        if (retryAfter === undefined || tried >= retries || retryAfter > longestWaitSeconds) return reply;
        await pause(1000 * retryAfter, undefined, { signal: options.signal });
      }
    },
  };
}

function endpointOf(url: string): URL {
  const wrong = (problem: string) =>
    new Fault("llm-url", `--llm "${url}": ${problem}; write the base of its API, such as http://127.0.0.1:11434/v1`, {
      exitCode: exitCodes.usage,
    });
  if (!URL.canParse(url)) throw wrong("this is no address");
  const base = new URL(url);
  if (!/^https?:$/.test(base.protocol)) throw wrong("only http and https are spoken");
  if (base.username !== "" || base.password !== "")
    throw wrong("an address holds no password: the key goes into ALMAGEST_LLM_KEY");
  return new URL(`${base.pathname.replace(/\/+$/, "")}/chat/completions`, base.origin);
}

/** Seconds; a server that does not say gets one. */
function waitOf(header: string | null): number {
  if (header === null) return 1;
  if (/^\d+(?:\.\d+)?$/.test(header.trim())) return Number(header);
  const at = Date.parse(header);
  return Number.isNaN(at) ? 1 : Math.max(0, (at - Date.now()) / 1000);
}

async function limited(body: ReadableStream<Uint8Array>, onBytes: () => void): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  for await (const bytes of body) {
    onBytes();
    text += decoder.decode(bytes, { stream: true });
    if (text.length > longestReply) break;
  }
  return text;
}

interface Completion {
  choices?: { message?: { content?: unknown }; delta?: { content?: unknown }; finish_reason?: unknown }[];
  error?: { message?: unknown } | string;
}

function parsed(text: string): Completion | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? (value as Completion) : undefined;
  } catch {
    return undefined;
  }
}

function wholeReply(text: string): string | undefined {
  const content = parsed(text)?.choices?.[0]?.message?.content;
  return typeof content === "string" ? content : undefined;
}

function pieceOf(data: string): { delta: string; finished: boolean; fault?: string } {
  const value = parsed(data);
  if (value?.error !== undefined) {
    const { error } = value;
    return {
      delta: "",
      finished: false,
      fault: String(typeof error === "string" ? error : error.message).slice(0, 200),
    };
  }
  const choice = value?.choices?.[0];
  const content = choice?.delta?.content ?? choice?.message?.content;
  return { delta: typeof content === "string" ? content : "", finished: choice?.finish_reason === "stop" };
}
