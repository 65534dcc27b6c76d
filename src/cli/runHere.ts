/** For tests: a command run in this process, where starting one of its own would take longer than the command. */

import { expect } from "vitest";
import { main } from "./main.ts";

export interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

export interface EndedHere extends Ended {
  /** What it printed on the last line of stdout, under --json. */
  // biome-ignore lint/suspicious/noExplicitAny: a test says what it expects there.
  json(): any;
}

/** One at a time: what is written meanwhile is taken for the command's. */
export async function runHere(...args: string[]): Promise<EndedHere> {
  const { stdout, stderr } = process;
  const [out, err] = [taken(stdout), taken(stderr)];
  const before = process.exitCode;
  process.exitCode = 0;
  try {
    await main(args);
    const said = out.text();
    const ended = {
      code: Number(process.exitCode),
      stdout: said,
      stderr: err.text(),
      json: () => JSON.parse(said.trimEnd().split("\n").at(-1) ?? ""),
    };
    // A trace is for us, never for the person.
    expect(ended.stderr).not.toMatch(/^\s+at /m);
    expect(ended.stderr).not.toContain("internal error");
    return ended;
  } finally {
    process.exitCode = before;
    out.giveBack();
    err.giveBack();
  }
}

function taken(stream: NodeJS.WriteStream) {
  const { write } = stream;
  let text = "";
  stream.write = (chunk: string | Uint8Array) => {
    text += typeof chunk === "string" ? chunk : Buffer.from(chunk).toString();
    return true;
  };
  return {
    text: () => text,
    giveBack() {
      stream.write = write;
    },
  };
}
