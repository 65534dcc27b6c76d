/** The header of one part of a FITS file: keywords and values (FITS Standard 4.0, section 4). */

export const blockBytes = 2880;
const cardBytes = 80;

export type FitsValue = string | number | boolean;

export class FitsHeader {
  /** Of a keyword that stands more than once, the first: so do other readers. */
  private readonly values = new Map<string, FitsValue>();

  constructor(cards: readonly string[]) {
    let long: { keyword: string; text: string } | undefined;
    for (const card of cards) {
      const keyword = card.slice(0, 8).trimEnd();
      if (long && keyword === "CONTINUE") {
        const more = quotedText(card.slice(8).trimStart());
        if (more !== undefined) {
          this.values.set(long.keyword, long.text.slice(0, -1) + more);
          long = more.endsWith("&") ? { keyword: long.keyword, text: long.text.slice(0, -1) + more } : undefined;
          continue;
        }
      }
      long = undefined;
      if (card.slice(8, 10) !== "= " || this.values.has(keyword)) continue;
      const value = writtenValue(card.slice(10));
      if (value === undefined) continue;
      this.values.set(keyword, value);
      if (typeof value === "string" && value.endsWith("&")) long = { keyword, text: value };
    }
  }

  has(keyword: string): boolean {
    return this.values.has(keyword);
  }

  keywords(): string[] {
    return [...this.values.keys()];
  }

  /** @returns `otherwise` where the keyword is not there, or no number */
  number(keyword: string, otherwise: number): number {
    const value = this.values.get(keyword);
    // Some software writes its numbers in quotes.
    const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
    return typeof number === "number" && Number.isFinite(number) ? number : otherwise;
  }

  text(keyword: string): string | undefined {
    const value = this.values.get(keyword);
    return typeof value === "string" ? value.trimEnd() : undefined;
  }

  isTrue(keyword: string): boolean {
    return this.values.get(keyword) === true;
  }
}

/** From the text of cards of 80 letters; what follows END is left out. @returns undefined where there is no END */
export function parseHeader(text: string): FitsHeader | undefined {
  const cards: string[] = [];
  for (let at = 0; at < text.length; at += cardBytes) {
    const card = text.slice(at, at + cardBytes);
    if (/^END *$/.test(card)) return new FitsHeader(cards);
    cards.push(card);
  }
  return undefined;
}

function writtenValue(field: string): FitsValue | undefined {
  const text = field.trimStart();
  if (text.startsWith("'")) return quotedText(text);
  const [written = ""] = text.split("/");
  const word = written.trim();
  if (word === "T" || word === "F") return word === "T";
  // FORTRAN writes exponents of double precision with a D.
  const number = Number(word.replace(/[dD]/, "E"));
  return word === "" || Number.isNaN(number) ? undefined : number;
}

/** A text in single quotes, in which two of them stand for one. */
function quotedText(field: string): string | undefined {
  const [, inner] = /^'((?:[^']|'')*)'/.exec(field) ?? [];
  return inner?.replaceAll("''", "'").trimEnd();
}

/** How many bytes of data follow the header, without the padding. */
export function dataBytes(header: FitsHeader): number {
  const axes = header.number("NAXIS", 0);
  if (axes === 0) return 0;
  let elements = 1;
  for (let axis = 1; axis <= axes; axis++) {
    const length = header.number(`NAXIS${axis}`, 0);
    // Random groups say so by an empty first axis.
    if (!(axis === 1 && length === 0 && header.isTrue("GROUPS"))) elements *= length;
  }
  const bytes = Math.abs(header.number("BITPIX", 8)) / 8;
  return bytes * header.number("GCOUNT", 1) * (header.number("PCOUNT", 0) + elements);
}

export function paddedBytes(length: number): number {
  return Math.ceil(length / blockBytes) * blockBytes;
}
