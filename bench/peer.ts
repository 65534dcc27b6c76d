/** The peer's side of a benchmark: a Python that has PyTorch, spoken to line by line. */

import { type ChildProcessWithoutNullStreams, spawn, spawnSync } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

/** The Python to ask: `$ALMAGEST_PYTHON`, else python3. */
const python = process.env.ALMAGEST_PYTHON || "python3";

/** @returns what is missing, or undefined where Python can import all of `modules` */
export function missingPeer(modules: readonly string[]): string | undefined {
  const { status, error, stderr } = spawnSync(python, ["-c", modules.map((name) => `import ${name}`).join("\n")]);
  if (error) return `${python} cannot be run`;
  return status === 0 ? undefined : (stderr.toString().trim().split("\n").at(-1) ?? `exit code ${status}`);
}

export interface Peer {
  /** Sends one line and waits for the JSON line that answers it. */
  ask(line: string): Promise<Record<string, number>>;
  end(): void;
}

/** @param script beside bench/peers */
export function startPeer(script: string, args: readonly string[]): Peer {
  const path = fileURLToPath(new URL(`../../bench/peers/${script}`, import.meta.url));
  const child: ChildProcessWithoutNullStreams = spawn(python, [path, ...args]);
  child.stderr.pipe(process.stderr);
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    async ask(line) {
      child.stdin.write(`${line}\n`);
      const { value, done } = await lines.next();
      if (done) throw new Error(`${script} ended before it answered`);
      return JSON.parse(value);
    },
    end: () => child.kill(),
  };
}

export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

function geometricMean(values: readonly number[]): number {
  return Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length);
}

/** What is missing for a network's PyTorch side, beside `others`. */
export function missingTorch(network: string, others: readonly string[] = []): string | undefined {
  return missingPeer(["torch", ...others, ...(network === "smallResnet" ? [] : ["timm"])]);
}

/** Several networks' results, with the mean of their ratios. */
export function resultOfNetworks(
  networks: Readonly<Record<string, { ratio: number | null }>>,
  absent: Readonly<Record<string, string>>,
): void {
  const ratios = Object.values(networks).flatMap(({ ratio }) => ratio ?? []);
  const ratio = ratios.length > 0 ? geometricMean(ratios) : null;
  result({ ratio, geometricMean: ratio, ...(Object.keys(absent).length > 0 ? { absent } : {}), networks });
}

/** The last line of stdout, whether or not --json was given; the talk before it only without. */
export function result(content: object): void {
  process.stdout.write(`${JSON.stringify(content)}\n`);
}

export function talk(line: string): void {
  if (!process.argv.includes("--json")) process.stdout.write(`${line}\n`);
}

/** What begins now, and may take minutes: on stderr, where no result stands. */
export function begins(step: string): void {
  process.stderr.write(`${step} ...\n`);
}
