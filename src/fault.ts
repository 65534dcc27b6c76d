/** A mistake a person can mend: said in one sentence, with a code for programs and an exit code for shells. */

/** Exit codes of every command: see `almagest --help`. */
export const exitCodes = { ok: 0, failed: 1, usage: 2, badRows: 3, interrupted: 130 } as const;

/**
 * What was wrong (in the person's spelling), where, what was expected, what to do.
 * Anything thrown that is not a Fault is a defect of ours.
 */
export class Fault extends Error {
  override readonly name = "Fault";
  /** Stable, kebab-case, e.g. "missing-column". */
  readonly code: string;
  readonly exitCode: number;
  /** Lines of a table under the message, where one sentence cannot hold it all. */
  readonly details: readonly string[];
  /** What a command says of it under --json, beside the sentence and the code. */
  facts: object = {};

  constructor(
    code: string,
    message: string,
    {
      exitCode = exitCodes.failed,
      details = [],
      cause,
    }: { exitCode?: number; details?: readonly string[]; cause?: unknown } = {},
  ) {
    super(message, { cause });
    this.code = code;
    this.exitCode = exitCode;
    this.details = details;
  }
}

/** The Fault for what was asked for in a way that cannot be meant. */
export function usage(message: string): Fault {
  return new Fault("usage", message, { exitCode: exitCodes.usage });
}

/** The Fault for a failed file operation, naming the file and what to do; other errors come back as they are. */
export function fileFault(error: unknown, action: string, path: string): unknown {
  const code = (error as NodeJS.ErrnoException | null)?.code;
  const advice: Record<string, string> = {
    ENOENT: "it does not exist",
    EACCES: "permission denied",
    EPERM: "permission denied",
    EISDIR: "it is a folder",
    ENOTDIR: "a part of the path is not a folder",
    ENOSPC: "the disk is full: free some space and try again; nothing stored was changed",
    EDQUOT: "the disk quota is used up: free some space and try again; nothing stored was changed",
    EROFS: "the file system is read-only",
    EIO: "the disk reported an input/output error",
  };
  if (code === undefined || advice[code] === undefined) return error;
  return new Fault(
    code === "ENOSPC" || code === "EDQUOT" ? "disk-full" : "file",
    `cannot ${action} ${path}: ${advice[code]}`,
    { cause: error },
  );
}

const longestMessage = 1000;

/** Names in a damaged file hold whatever they like: the same Fault, of which a person reads one line. */
export function inOneLine(error: unknown): unknown {
  if (!(error instanceof Fault)) return error;
  const line = error.message.replace(/[\p{Cc}\u2028\u2029]/gu, (odd) => `\\u{${odd.charCodeAt(0).toString(16)}}`);
  const short = line.length > longestMessage ? `${line.slice(0, longestMessage - 1)}…` : line;
  return short === error.message ? error : new Fault(error.code, short, { exitCode: error.exitCode, cause: error });
}
