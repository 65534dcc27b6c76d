/** A PDF's pages as lines of text with their places and sizes, read by pdf.js (as unpdf packs it). */

import { readFile } from "node:fs/promises";
import { Fault, fileFault } from "../../fault.ts";

/** A run of text on one baseline. Points from the lower left corner. */
export interface Fragment {
  text: string;
  x: number;
  y: number;
  width: number;
  size: number;
  font: string;
}

export interface PdfPage {
  /** The first page is 1. */
  number: number;
  width: number;
  height: number;
  fragments: Fragment[];
  /** What stands on its side, such as arXiv's stamp. */
  turned: string;
}

/** What PDF programs wrote into the file about it; often nothing, often nonsense. */
export interface PdfFacts {
  title: string | null;
  author: string | null;
}

const largestFile = 500 * 1024 * 1024;

/**
 * Page by page: memory does not grow with their number.
 * @throws Fault "pdf" in one line where it is encrypted, damaged, or no PDF
 */
export async function openPdf(path: string): Promise<{
  count: number;
  facts: PdfFacts;
  pages(): AsyncGenerator<PdfPage>;
  close(): Promise<void>;
}> {
  const bytes = await readFile(path).catch((error) => {
    throw fileFault(error, "read", path);
  });
  if (bytes.length > largestFile) throw new Fault("pdf", "it is larger than 500 MiB: split it");
  const { getDocumentProxy } = await import("unpdf");
  const document = await getDocumentProxy(new Uint8Array(bytes), { verbosity: 0 }).catch((error: unknown) => {
    throw pdfFault(error);
  });
  const metadata = await document.getMetadata().catch(() => undefined);
  const info = (metadata?.info ?? {}) as Record<string, unknown>;
  const word = (name: string) =>
    typeof info[name] === "string" && info[name].trim() !== "" ? info[name].trim() : null;
  return {
    count: document.numPages,
    facts: { title: word("Title"), author: word("Author") },
    async *pages() {
      for (let number = 1; number <= document.numPages; number++) {
        const page = await document.getPage(number).catch((error: unknown) => {
          throw pdfFault(error);
        });
        const [left = 0, bottom = 0, right = 612, top = 792] = page.view;
        const content = await page.getTextContent().catch((error: unknown) => {
          throw pdfFault(error);
        });
        const turned: string[] = [];
        const runs: Fragment[] = [];
        for (const item of content.items) {
          if (!("str" in item) || item.str.trim() === "") continue;
          const [a, b, c, d, x, y] = item.transform as [number, number, number, number, number, number];
          if (Math.abs(b) > Math.abs(a)) turned.push(item.str);
          else
            runs.push({
              text: item.str.normalize("NFKC"),
              x: x - left,
              y: y - bottom,
              width: item.width,
              size: Math.hypot(c, d) || item.height,
              font: item.fontName,
            });
        }
        page.cleanup();
        yield {
          number,
          width: right - left,
          height: top - bottom,
          fragments: joinedRuns(runs),
          turned: turned.join(" "),
        };
      }
    },
    close: async () => {
      await document.destroy();
    },
  };
}

/** Words of one line are often several runs: they are one fragment where no column lies between. */
function joinedRuns(runs: readonly Fragment[]): Fragment[] {
  const fragments: Fragment[] = [];
  for (const run of runs) {
    const last = fragments.at(-1);
    const gap = last ? run.x - (last.x + last.width) : 0;
    const size = Math.max(run.size, last?.size ?? 0);
    // An index stands off the line, and is smaller.
    const isBeside = last && Math.abs(run.y - last.y) < 0.55 * size && gap > -0.5 * size && gap < 1.1 * size;
    if (!isBeside) {
      fragments.push({ ...run });
      continue;
    }
    const isApart = gap > 0.16 * size && !last.text.endsWith(" ") && !run.text.startsWith(" ");
    last.text += (isApart ? " " : "") + run.text;
    last.width = Math.max(last.width, run.x + run.width - last.x);
    if (run.size > last.size) Object.assign(last, { size: run.size, y: run.y, font: run.font });
  }
  return fragments;
}

function pdfFault(error: unknown): Fault {
  const { name, message } = error as Error;
  if (name === "PasswordException" || /password/i.test(message))
    return new Fault("pdf", "it is encrypted: save it without its password", { cause: error });
  return new Fault("pdf", `it is damaged or no PDF (${message.split("\n")[0]?.slice(0, 100)})`, { cause: error });
}
