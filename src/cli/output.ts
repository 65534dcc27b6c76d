/** What goes to stdout (results) and to stderr (talk). Plain text: no colours, so NO_COLOR holds by itself. */

/** The last line of stdout under `--json`. Whole numbers past 2^53 are written as strings. */
export function printJson(result: object): void {
  const text = JSON.stringify(result, (_key, value) => (typeof value === "bigint" ? String(value) : value));
  process.stdout.write(`${text}\n`);
}

export function printLine(line = ""): void {
  process.stdout.write(`${line}\n`);
}

/** A remark for the person at the terminal; silent under `--quiet`. */
export function remark(line: string, { quiet }: { quiet: boolean }): void {
  if (!quiet) process.stderr.write(`${line}\n`);
}

/** Columns aligned under their names; numbers to the right. */
export function printTable(columns: readonly string[], rows: readonly (readonly unknown[])[]): void {
  const cells = rows.map((row) => row.map(cellText));
  const widths = columns.map((column, i) => Math.max(column.length, ...cells.map((row) => row[i]?.length ?? 0)));
  const isNumeric = columns.map((_, i) => rows.length > 0 && rows.every((row) => typeof row[i] === "number"));
  const line = (row: readonly string[]) =>
    row
      .map((cell, i) => (isNumeric[i] ? cell.padStart(widths[i] ?? 0) : cell.padEnd(widths[i] ?? 0)))
      .join("  ")
      .trimEnd();
  for (const row of [columns, ...cells]) printLine(line(row));
}

function cellText(value: unknown): string {
  if (value === null || value === undefined) return "-";
  if (typeof value === "number") return Number.isInteger(value) ? value.toLocaleString("en-US") : value.toPrecision(4);
  return oneLine(String(value));
}

/** A catalogue may hold anything, and a terminal obeys control characters: they are shown, not sent. */
export function oneLine(text: string): string {
  return text
    .replace(/\s*\r?\n\s*/g, " ")
    .replace(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu, (character) => `\\u{${character.charCodeAt(0).toString(16)}}`);
}

/** `almagest ... | head` closes our stdout early; that is no error. */
export function leaveQuietlyWhenPipeCloses(): void {
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") process.exit(0);
    throw error;
  });
}
