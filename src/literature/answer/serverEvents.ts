/** Server-sent events of a response (WHATWG HTML, 9.2): the data of each, in order. */

const longestLine = 1_000_000;

/** @param onBytes called whenever something came */
export async function* eventsOf(body: ReadableStream<Uint8Array>, onBytes: () => void): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let waiting = "";
  let data: string[] = [];
  for await (const bytes of body) {
    onBytes();
    waiting += decoder.decode(bytes, { stream: true });
    const lines = waiting.split(/\r\n|\n|\r(?!$)/);
    waiting = lines.pop() ?? "";
    if (waiting.length > longestLine) throw new Error("the line has no end");
    for (const line of lines) {
      if (line === "" && data.length > 0) {
        yield data.join("\n");
        data = [];
      } else if (line.startsWith("data:")) data.push(line.slice(5).replace(/^ /, ""));
    }
  }
  // Some servers end without the last blank line.
  if (waiting.startsWith("data:")) data.push(waiting.slice(5).trim());
  if (data.length > 0) yield data.join("\n");
}
