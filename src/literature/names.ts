/** The names in a question: acronyms, objects, instruments and surveys by how they are written, symbols, and what stands in quotes. */

import { stemsOf, words } from "./words.ts";

export interface Name {
  written: string;
  stems: readonly string[];
  /** Of an object of several names: papers that have another of them, and which. */
  elsewhere?: ReadonlyMap<number, string>;
  /** Of those names the one that most papers have, where it is another than the one asked for. */
  usual?: string;
}

/** Capitals that begin every question say nothing. */
const openers =
  /^(?:what|which|why|how|when|where|who|is|are|can|could|do|does|did|has|have|in|on|the|a|an|to|for|of|given|considering|under|describe|explain|compare)$/i;

/** @param phrases what stood in quotes */
export function namesIn(text: string, phrases: readonly string[] = []): Name[] {
  const found = new Map<string, Name>();
  const add = (written: string) => {
    const stems = [...new Set(stemsOf(written))];
    if (stems.length > 0) found.set(stems.join(" "), { written, stems });
  };
  for (const phrase of phrases) add(phrase);
  const symbols = words(text).filter(({ isSymbol }) => isSymbol);
  // Of "[O III]" the second half is no name of its own.
  const halves = new Set(symbols.flatMap(({ written }) => (/[\s~-]/.test(written) ? written.split(/[\s~-]+/) : [])));
  text.split(/\s+/).forEach((raw, i) => {
    const word = raw.replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}+]+$/gu, "").replace(/['’]s$/, "");
    if (openers.test(word) || halves.has(word.toLowerCase())) return;
    const known = symbols.length > 0 ? new Set(stemsOf(word)) : undefined;
    const symbol = symbols.find(({ stem }) => known?.has(stem));
    if (symbol) {
      found.set(symbol.stem, { written: word, stems: [symbol.stem] });
      return;
    }
    // "NGC", "JWST", "M31", "4U1820", "DECaLS", "SN1987A"; and, past the first word, "Kepler".
    const isAcronym = /\p{Lu}.*[\p{Lu}\d]|\d.*\p{Lu}/u.test(word);
    const isProper = i > 0 && /^\p{Lu}\p{Ll}/u.test(word);
    if (isAcronym || isProper) add(word);
  });
  for (const { stem, written } of symbols) if (!found.has(stem)) found.set(stem, { written, stems: [stem] });
  return [...found.values()];
}
