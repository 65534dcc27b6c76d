/** A PDF as one record: who it is, read off page one, and its body in passages. */

import { createHash } from "node:crypto";
import { basename } from "node:path";
import { Fault } from "../../fault.ts";
import { checkedPaper, plainDoi } from "../paper.ts";
import type { ReadRecord } from "../readers/reader.ts";
import { pdfProperty } from "../sameWork.ts";
import { headingOf, type Passage, passagesOf, type TypeSizes, typeSizes, withoutEdges } from "./passages.ts";
import { openPdf, type PdfFacts, type PdfPage } from "./pdfPages.ts";
import { type Line, linesInOrder } from "./readingOrder.ts";

export async function* readPdf(path: string): AsyncGenerator<ReadRecord> {
  yield await readOne(path);
}

/** One record a file, those that cannot be read by name. */
export async function* readPdfs(paths: readonly string[]): AsyncGenerator<ReadRecord> {
  for (const [i, path] of paths.entries()) {
    const record = await readOne(path).catch((error): ReadRecord => {
      if (!(error instanceof Fault) || paths.length === 1) throw error;
      return { line: i + 1, fault: error.message };
    });
    yield "fault" in record ? { line: i + 1, fault: `${basename(path)}: ${record.fault}` } : { ...record, line: i + 1 };
  }
}

async function readOne(path: string): Promise<ReadRecord> {
  try {
    return await recordOf(path);
  } catch (error) {
    if (error instanceof Fault && error.code === "pdf") return { line: 1, fault: error.message };
    throw error;
  }
}

async function recordOf(path: string): Promise<ReadRecord> {
  const pdf = await openPdf(path);
  try {
    const pages: { height: number; lines: Line[] }[] = [];
    let first: PdfPage | undefined;
    for await (const page of pdf.pages()) {
      first ??= page;
      pages.push({ height: page.height, lines: linesInOrder(page) });
    }
    const letters = pages.reduce((sum, { lines }) => sum + lines.reduce((all, { text }) => all + text.length, 0), 0);
    if (!first || letters < 200)
      return {
        line: 1,
        fault: `it has no text on its ${pdf.count} page${pdf.count === 1 ? "" : "s"}: pictures of pages need OCR first (such as ocrmypdf)`,
      };
    const lines = withoutEdges(pages);
    const sizes = typeSizes(lines);
    const passages = passagesOf(lines, sizes, spellings(lines));
    const opening = pages[0]?.lines ?? [];
    const text = `${opening.map((line) => line.text).join("\n")}\n${first.turned}`;
    const arxivId = arxivOf(text);
    const abstract = abstractOf(passages, opening, sizes);
    const draft = {
      title: titleOf(opening, sizes, pdf.facts) ?? basename(path).replace(/\.pdf$/i, ""),
      abstract,
      authors: authorsOf(pdf.facts),
      arxivId,
      doi: doiOf(text),
      year: arxivId === null ? null : yearOf(arxivId),
      properties: [pdfProperty],
    };
    const id = draft.arxivId || draft.doi ? undefined : `pdf-${hashOf(passages)}`;
    const checked = checkedPaper({ ...draft, id });
    return "paper" in checked
      ? { line: 1, paper: checked.paper, passages: passages.filter(({ section }) => !/^abstract$/i.test(section)) }
      : { line: 1, ...checked };
  } finally {
    await pdf.close();
  }
}

function hashOf(passages: readonly Passage[]): string {
  return createHash("sha1")
    .update(passages.map(({ text }) => text).join("\n"))
    .digest("hex")
    .slice(0, 16);
}

/** Every word of the document that no line end cuts. */
function spellings(lines: readonly Line[]): Set<string> {
  const found = new Set<string>();
  for (const { text } of lines)
    for (const [word] of text
      .trim()
      .slice(0, -1)
      .matchAll(/\p{L}+(?:-\p{L}+)*/gu))
      found.add(word.toLowerCase());
  return found;
}

function arxivOf(text: string): string | null {
  return (
    /arXiv:\s*(\d{4}\.\d{4,5}|[a-z-]+(?:\.[A-Z]{2})?\/\d{7})/i.exec(text)?.[1]?.replace(/\.[A-Z]{2}\//, "/") ?? null
  );
}

/** New ids begin with year and month, old ones after their archive. */
function yearOf(arxivId: string): number | null {
  const [, two] = /^(?:[a-z-]+\/)?(\d{2})/.exec(arxivId) ?? [];
  if (two === undefined) return null;
  return Number(two) + (Number(two) > 90 ? 1900 : 2000);
}

function doiOf(text: string): string | null {
  return plainDoi(text)?.replace(/[.)\]}>]+$/, "") ?? null;
}

/** The largest letters in the upper part of page one; a program's own title where they say nothing. */
function titleOf(opening: readonly Line[], { body }: TypeSizes, facts: PdfFacts): string | null {
  const upper = opening.slice(0, Math.max(12, Math.ceil(opening.length / 2)));
  const candidates = upper.filter(
    ({ text, size }) => size > 1.1 * body && /\p{L}{3}/u.test(text) && !/^arxiv:/i.test(text),
  );
  const largest = Math.max(0, ...candidates.filter(({ text }) => text.length > 8).map(({ size }) => size));
  const start = candidates.findIndex(({ size }) => size > 0.97 * largest);
  if (start < 0) return facts.title;
  const lines: string[] = [];
  for (const { text, size } of candidates.slice(start)) {
    if (size < 0.97 * largest) break;
    lines.push(text.trim());
  }
  return lines
    .join(" ")
    .replace(/(\p{L})- (?=\p{Ll})/gu, "$1-")
    .slice(0, 400);
}

/** Only what the file's own facts say: names on a page cannot be told from places. */
function authorsOf({ author }: PdfFacts): string[] {
  if (author === null || /^(?:root|user|admin|author|unknown)$/i.test(author)) return [];
  return author
    .split(/;|,(?=\s*\p{Lu}[\p{L}.-]*\s+\p{L})| and | & /u)
    .map((name) => name.trim())
    .filter((name) => name !== "" && name.length < 60)
    .map((name) => {
      const words = name.split(/\s+/);
      return name.includes(",") || words.length === 1 ? name : `${words.at(-1)}, ${words.slice(0, -1).join(" ")}`;
    });
}

function abstractOf(passages: readonly Passage[], opening: readonly Line[], sizes: TypeSizes): string {
  const own = passages.filter(({ section, page }) => /^abstract$/i.test(section) && page <= 2);
  if (own.length > 0)
    return own
      .map(({ text }) => text)
      .join(" ")
      .slice(0, 5000);
  // "Abstract. We find ..." begins in its own paragraph.
  const begun = passages.find(({ text, page }) => page <= 2 && /^abstract[.:—–-]?\s/i.test(text));
  if (begun) return begun.text.replace(/^abstract[.:—–-]*\s*/i, "");
  // Some journals print it without a name, between the authors and the first heading.
  const heading = opening.findIndex((line) => /introduction/i.test(headingOf(line, sizes) ?? ""));
  const before =
    heading > 0 ? passages.filter(({ section, page }) => page === 1 && !/introduction/i.test(section)) : [];
  return (
    before
      .map(({ text }) => text)
      .filter((text) => text.length > 300)
      .at(-1) ?? ""
  );
}
