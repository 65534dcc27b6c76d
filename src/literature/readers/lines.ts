/** The lines of a text file, .gz or not, one after another. */

import { createReadStream } from "node:fs";
import { createGunzip } from "node:zlib";
import { Fault, fileFault } from "../../fault.ts";

/** What no record of a paper reaches: a file without line ends must not fill the memory. */
const longestLine = 32 * 1024 * 1024;

/**
 * Numbered from 1, without their ends. A byte that is no UTF-8 becomes U+FFFD, as in every reader.
 * @throws Fault "file" where it cannot be read; "damaged-file" where a .gz ends early or is none
 */
export async function* lines(path: string): AsyncGenerator<{ line: number; text: string }> {
  const file = createReadStream(path, { highWaterMark: 256 * 1024 });
  const bytes = path.endsWith(".gz") ? file.pipe(createGunzip()) : file;
  // An error of the file does not travel along the pipe by itself.
  if (bytes !== file) file.on("error", (error) => bytes.destroy(error));
  const decoder = new TextDecoder();
  let rest = "";
  let line = 0;
  try {
    for await (const chunk of bytes) {
      const parts = (rest + decoder.decode(chunk as Uint8Array, { stream: true })).split("\n");
      rest = parts.pop() as string;
      if (rest.length > longestLine)
        throw new Fault(
          "damaged-file",
          `line ${line + parts.length + 1} of ${path} is longer than 32 MiB: is it lines of text?`,
        );
      for (const text of parts) yield { line: ++line, text: withoutReturn(text) };
    }
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code?.startsWith("Z_") || /unexpected end of file/.test(message))
      throw new Fault("damaged-file", `${path} is no whole .gz file: it breaks off or is damaged after line ${line}`, {
        cause: error,
      });
    throw fileFault(error, "read", path);
  }
  rest += decoder.decode();
  if (rest !== "") yield { line: line + 1, text: withoutReturn(rest) };
}

function withoutReturn(text: string): string {
  return text.endsWith("\r") ? text.slice(0, -1) : text;
}
