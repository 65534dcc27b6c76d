/** The lines of a text file, .gz or not, one after another. */

import { createReadStream } from "node:fs";
import { createGunzip } from "node:zlib";
import { counted } from "../../counted.ts";
import { Fault, fileFault } from "../../fault.ts";
import type { Remark } from "./reader.ts";

/** What no record of a paper reaches: a file without line ends must not fill the memory. */
const longestLine = 32 * 1024 * 1024;

/**
 * Numbered from 1, without their ends. UTF-16 (by its mark, or its zeros) is read as that; else a line that is no UTF-8 is read as Windows-1252 (Latin-1): old bibliographies mix the two.
 * @throws Fault "file" where it cannot be read; "damaged-file" where a .gz ends early or is none
 */
export async function* lines(path: string, remark?: Remark): AsyncGenerator<{ line: number; text: string }> {
  const file = createReadStream(path, { highWaterMark: 256 * 1024 });
  const bytes = path.endsWith(".gz") ? file.pipe(createGunzip()) : file;
  // An error of the file does not travel along the pipe by itself.
  if (bytes !== file) file.on("error", (error) => bytes.destroy(error));
  let rest: Uint8Array = new Uint8Array();
  let line = 0;
  const odd = { lines: 0, first: 0 };
  const onOdd = () => {
    // The line that comes next.
    if (odd.lines++ === 0) odd.first = line + 1;
  };
  try {
    for await (const chunk of asUtf8(bytes, path)) {
      const block = rest.length > 0 ? Buffer.concat([rest, chunk as Uint8Array]) : Buffer.from(chunk as Uint8Array);
      const end = block.lastIndexOf(newline);
      rest = block.subarray(end + 1);
      if (end >= 0) for (const text of decodedLines(block.subarray(0, end), onOdd)) yield { line: ++line, text };
      if (rest.length > longestLine)
        throw new Fault("damaged-file", `line ${line + 1} of ${path} is longer than 32 MiB: is it lines of text?`);
    }
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code?.startsWith("Z_") || /unexpected end of file/.test(message))
      throw new Fault("damaged-file", `${path} is no whole .gz file: it breaks off or is damaged after line ${line}`, {
        cause: error,
      });
    throw fileFault(error, "read", path);
  }
  if (rest.length > 0) for (const text of decodedLines(rest, onOdd)) yield { line: ++line, text };
  if (odd.lines > 0)
    remark?.(
      `${counted(odd.lines, "line is", "lines are")} no UTF-8 and ${odd.lines > 1 ? "were" : "was"} read as Windows-1252 (Latin-1), line ${odd.first} first`,
    );
}

/** As Windows programs save "Unicode": every second byte of plain letters is 0. */
async function* asUtf8(bytes: AsyncIterable<Uint8Array>, path: string): AsyncGenerator<Uint8Array> {
  let decoder: InstanceType<typeof TextDecoder> | undefined;
  let isFirst = true;
  for await (const chunk of bytes) {
    if (isFirst) {
      const [a = 1, b = 1, c = 1, d = 1] = chunk;
      if ((a === 0xff && b === 0xfe && c === 0 && d === 0) || (a === 0 && b === 0 && c === 0xfe && d === 0xff))
        throw new Fault("damaged-file", `${path} is UTF-32, which is not read: save it as UTF-8`);
      if ((a === 0xff && b === 0xfe) || (a !== 0 && b === 0 && c !== 0 && d === 0))
        decoder = new TextDecoder("utf-16le");
      else if ((a === 0xfe && b === 0xff) || (a === 0 && b !== 0 && c === 0 && d !== 0))
        decoder = new TextDecoder("utf-16be");
    }
    isFirst = false;
    yield decoder ? Buffer.from(decoder.decode(chunk, { stream: true })) : chunk;
  }
  if (decoder) yield Buffer.from(decoder.decode());
}

const newline = 10;
const utf8 = new TextDecoder("utf-8", { fatal: true });
const windows1252 = new TextDecoder("windows-1252");

/** Many lines at once where all are UTF-8, which is quicker. */
function* decodedLines(block: Uint8Array, onOdd: () => void): Generator<string> {
  const whole = decoded(block);
  if (whole !== undefined) {
    for (const text of whole.split("\n")) yield withoutReturn(text);
    return;
  }
  for (let at = 0; at <= block.length; ) {
    const found = block.indexOf(newline, at);
    const end = found < 0 ? block.length : found;
    const bytes = block.subarray(at, end);
    const text = decoded(bytes);
    if (text === undefined) onOdd();
    yield withoutReturn(text ?? windows1252.decode(bytes));
    at = end + 1;
  }
}

function decoded(bytes: Uint8Array): string | undefined {
  try {
    return utf8.decode(bytes);
  } catch {
    return undefined;
  }
}

function withoutReturn(text: string): string {
  return text.endsWith("\r") ? text.slice(0, -1) : text;
}
