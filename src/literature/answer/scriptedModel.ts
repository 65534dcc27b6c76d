/** For tests: a language-model server on loopback that follows a script: honest, lying, injecting, slow, dying, busy. */

import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export type Step = "quotes" | "outline" | "section" | "entailment" | "rewrite" | "plan" | "refine";

export interface Asked {
  step: Step;
  /** Of the papers or quotes shown. */
  shown: { key: string; text: string }[];
  prompt: string;
}

export interface Scripted {
  url: string;
  asked: Asked[];
  close(): Promise<void>;
}

const steps: [Step, string][] = [
  ["quotes", "Copy from these papers"],
  ["outline", "Put these quotes"],
  ["section", "Write one to four sentences"],
  ["entailment", "do the QUOTES entail"],
  ["rewrite", "Rewrite"],
  ["plan", "Which two to four smaller questions"],
  ["refine", "What does the question still need"],
];

/** @param answer writes the response itself and returns undefined, or returns the text that is streamed */
export async function scriptedModel(
  answer: (asked: Asked, response: ServerResponse) => string | undefined | Promise<string | undefined>,
): Promise<Scripted> {
  const asked: Asked[] = [];
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (bytes) => {
      body += bytes;
    });
    request.on("end", async () => {
      const { messages } = JSON.parse(body) as { messages: { content: string }[] };
      const prompt = messages.at(-1)?.content ?? "";
      const step = steps.findLast(([, mark]) => prompt.includes(mark))?.[0] ?? "section";
      const shown = [...prompt.matchAll(/^BEGIN (\S+)\n([\s\S]*?)\nEND \1$/gm)].map(([, key = "", text = ""]) => ({
        key,
        text,
      }));
      const now = { step, shown, prompt };
      asked.push(now);
      const text = await answer(now, response);
      if (text !== undefined) stream(response, text);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/v1`,
    asked,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

export function event(text: string): string {
  return `data: ${JSON.stringify({ choices: [{ delta: { content: text } }] })}\n\n`;
}

export function stream(response: ServerResponse, text: string): void {
  response.writeHead(200, { "content-type": "text/event-stream" });
  for (let at = 0; at < text.length; at += 17) response.write(event(text.slice(at, at + 17)));
  response.end("data: [DONE]\n\n");
}

/** What an honest model says at each step: each quote's own sentence, cited. */
export function honest({ step, shown }: Asked): string {
  switch (step) {
    case "quotes":
      return JSON.stringify({
        quotes: shown.flatMap(({ key, text }) =>
          text
            .split(/(?<=\.) /)
            .slice(0, 2)
            .map((quote) => ({ key, quote })),
        ),
      });
    case "outline":
      return JSON.stringify({ groups: [{ heading: "", keys: shown.map(({ key }) => key) }] });
    case "entailment":
      return JSON.stringify({ verdicts: shown.map(({ key }) => ({ key, verdict: "entails" })) });
    case "plan":
    case "refine":
      return '{"parts": []}';
    default:
      return shown.map(({ key, text }) => `${text.replace(/\.$/, "")} [${key}].`).join(" ");
  }
}
