/** The body of a PDF as passages: paragraphs under their sections, each with the page on which it begins. */

import type { Line } from "./readingOrder.ts";

export interface Passage {
  /** Of the heading it stands under; "" before the first. */
  section: string;
  /** The page on which it begins; a sentence that begins on the next begins another passage. */
  page: number;
  text: string;
}

/** About what an abstract has. */
const longestPassage = 1500;
const dropped =
  /^(?:references?|bibliography|literature cited|references and notes|acknowledge?ments?|author contributions|data availability)$/i;
const named =
  /^(?:abstract|introduction|conclusions?|discussion|results|methods?|data|summary|observations|references?|bibliography|literature cited|references and notes|acknowledge?ments?|data availability|author contributions|appendix(?: [A-Z])?.*)$/i;

export interface TypeSizes {
  body: number;
  font: string;
  /** From one line of the body to the next. */
  leading: number;
}

/** Of the body: the size and font that most letters have. */
export function typeSizes(lines: readonly Line[]): TypeSizes {
  const sizes = new Map<number, number>();
  const fonts = new Map<string, number>();
  const leads = new Map<number, number>();
  lines.forEach(({ text, size, font, y, page }, i) => {
    const rounded = Math.round(2 * size) / 2;
    sizes.set(rounded, (sizes.get(rounded) ?? 0) + text.length);
    fonts.set(font, (fonts.get(font) ?? 0) + text.length);
    const before = lines[i - 1];
    const lead = before && before.page === page ? Math.round(2 * (before.y - y)) / 2 : 0;
    if (lead > 0) leads.set(lead, (leads.get(lead) ?? 0) + 1);
  });
  const body = commonest(sizes) ?? 10;
  return { body, font: commonest(fonts) ?? "", leading: commonest(leads) ?? 1.2 * body };
}

function commonest<T>(counts: ReadonlyMap<T, number>): T | undefined {
  return [...counts].sort(([, a], [, b]) => b - a)[0]?.[0];
}

/** The heading that a line is, without its number; undefined where it is none. */
export function headingOf({ text, size, font }: Line, sizes: TypeSizes): string | undefined {
  const plain = text.trim();
  if (plain.length > 90 || !/\p{L}{2}/u.test(plain)) return undefined;
  const [, number, title = plain] = /^((?:\d{1,2}|[IVX]{1,5}|[A-Z])(?:\.\d{1,2})*\.?)\s+(.+)$/.exec(plain) ?? [];
  const name = title.replace(/[.:—-]+$/, "").trim();
  if (named.test(name)) return name;
  const isLarger = size > 1.07 * sizes.body;
  const isOther = font !== sizes.font && size > 0.95 * sizes.body;
  if (/[.,;]$/.test(plain) || !/^[\p{Lu}\d]/u.test(name)) return undefined;
  if (number !== undefined && (isLarger || isOther)) return name;
  const isCapitals = plain === plain.toUpperCase() && /\p{Lu}{4}/u.test(plain) && isOther;
  return isLarger || isCapitals ? name : undefined;
}

/** Lines that stand at the edge of several pages, numbers aside, and page numbers. */
export function withoutEdges(pages: readonly { height: number; lines: Line[] }[]): Line[] {
  const shape = (text: string) => text.replace(/\d+/g, "#").replace(/\s+/g, " ").trim();
  const isEdge = (y: number, height: number) => y > 0.91 * height || y < 0.08 * height;
  const counts = new Map<string, number>();
  for (const { height, lines } of pages)
    for (const each of new Set(lines.filter(({ y }) => isEdge(y, height)).map(({ text }) => shape(text))))
      counts.set(each, (counts.get(each) ?? 0) + 1);
  const often = Math.max(2, 0.2 * pages.length);
  return pages.flatMap(({ height, lines }) =>
    lines.filter(({ text, y }) => {
      if (!isEdge(y, height)) return true;
      return !/^[\s#.–-]*$/.test(shape(text)) && (counts.get(shape(text)) ?? 0) < often;
    }),
  );
}

export function passagesOf(lines: readonly Line[], sizes: TypeSizes, spelled: ReadonlySet<string>): Passage[] {
  const passages: Passage[] = [];
  let section = "";
  let isDropped = false;
  let open: { page: number; text: string; until: Line } | undefined;
  const close = () => {
    if (open && isProse(open.text)) passages.push(...cut({ section, page: open.page, text: open.text.trim() }));
    open = undefined;
  };
  for (const line of lines) {
    const heading = headingOf(line, sizes);
    if (heading !== undefined) {
      close();
      section = heading;
      isDropped = dropped.test(heading);
      continue;
    }
    // Axis labels, table cells and footnotes are smaller; captions begin with what they are of.
    if (isDropped || line.size < 0.72 * sizes.body || isTableRow(line.text)) continue;
    if (open && beginsParagraph(open.until, line, sizes, open.text)) close();
    if (open) {
      // A sentence that begins on the next page is quoted with that page.
      if (line.page !== open.page && /[.?!]["')\]]?$/.test(open.text)) close();
    }
    open = open
      ? { page: open.page, text: joined(open.text, line.text, spelled), until: line }
      : { page: line.page, text: line.text.trim(), until: line };
    const turn = open.page === line.page ? -1 : lastSentenceEnd(open.text);
    if (turn > 0 && open.text.length - turn < line.text.trim().length) {
      const rest = open.text.slice(turn).trim();
      open.text = open.text.slice(0, turn);
      close();
      if (rest !== "") open = { page: line.page, text: rest, until: line };
    }
  }
  close();
  return passages;
}

function beginsParagraph(before: Line, line: Line, { body, leading }: TypeSizes, text: string): boolean {
  if (/^(?:Figure|Fig\.|Table)\s+[A-Z]?\d/.test(line.text.trim()) && Math.abs(before.size - line.size) > 0.3)
    return true;
  if (Math.abs(before.size - line.size) > 0.12 * body && line.size < 0.93 * body !== before.size < 0.93 * body)
    return true;
  const isIndented =
    line.x > line.left + 0.7 * body && line.x < line.left + 4 * body && before.x <= before.left + 0.7 * body;
  if (isIndented && /[.?!:)\]]$/.test(text.trimEnd())) return true;
  const isSameColumn = before.page === line.page && before.y > line.y;
  return isSameColumn && before.y - line.y > 1.45 * Math.max(leading, 1.1 * body);
}

function lastSentenceEnd(text: string): number {
  let end = -1;
  for (const { index, 0: found } of text.matchAll(/[.?!]["')\]]?\s+(?=[A-Z])/g)) end = index + found.length;
  return end;
}

/** A hyphen at a line's end goes, unless the document writes the word with it elsewhere. */
function joined(text: string, next: string, spelled: ReadonlySet<string>): string {
  const [before, after] = [text.trimEnd(), next.trim()];
  const [, start] = /(\p{L}+)[-\u00ad\u2010]$/u.exec(before) ?? [];
  const [, end] = /^(\p{L}+)/u.exec(after) ?? [];
  if (start === undefined || end === undefined) return `${before} ${after}`;
  const isCompound =
    !/^\p{Ll}/u.test(after) ||
    (spelled.has(`${start}-${end}`.toLowerCase()) && !spelled.has(`${start}${end}`.toLowerCase()));
  return isCompound ? `${before}${after}` : `${before.slice(0, -1)}${after}`;
}

function isTableRow(text: string): boolean {
  const letters = text.match(/\p{L}/gu)?.length ?? 0;
  return letters < 0.35 * text.replace(/\s/g, "").length && (text.match(/\d[\d.]*/g)?.length ?? 0) >= 3;
}

/** What is left of formulae and figures is no sentence. */
function isProse(text: string): boolean {
  const letters = text.match(/\p{L}/gu)?.length ?? 0;
  return letters > 25 && letters > 0.5 * text.replace(/\s/g, "").length;
}

function* cut(passage: Passage): Generator<Passage> {
  let rest = passage.text;
  while (rest.length > longestPassage) {
    const end = lastSentenceEnd(rest.slice(0, longestPassage + 1));
    const at = end > 0 ? end : rest.lastIndexOf(" ", longestPassage);
    const take = at > 0 ? at : longestPassage;
    yield { ...passage, text: rest.slice(0, take).trim() };
    rest = rest.slice(take).trim();
  }
  if (rest !== "") yield { ...passage, text: rest };
}
