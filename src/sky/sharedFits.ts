/** For tests: real FITS files beside the project with what astropy reads of them, where they are there. */

import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type FitsHeader, parseHeader } from "./fitsHeader.ts";

export const sharedFits = fileURLToPath(new URL("../../../shared/data/fits/", import.meta.url));

export interface ExpectedPart {
  type: string;
  shape: number[] | null;
  samples?: { index: number[]; value: number | string }[];
  compression?: { ZIMAGE?: boolean };
  wcs?: ExpectedWcs;
}

export interface ExpectedWcs {
  ctype: string[];
  naxis: number;
  points: { pixel: number[]; world: (number | string)[] }[];
}

interface ExpectedFile {
  kind: string;
  hdus?: ExpectedPart[];
  wcs?: ExpectedWcs;
  layout?: string;
  error?: string;
}

/** By path below `sharedFits`; undefined where the folder is not there. */
export function expectedFits(): Record<string, ExpectedFile> | undefined {
  try {
    return JSON.parse(readFileSync(`${sharedFits}expected.json`, "utf8")).files;
  } catch {
    return undefined;
  }
}

/** A header that lies in a file of its own: cards of 80 letters end to end, or one a line. */
export function headerFile({ path, layout }: { path: string; layout?: string }): FitsHeader | undefined {
  const text = readFileSync(`${sharedFits}${path}`, "latin1");
  const cards = layout?.startsWith("80") || !text.slice(0, 81).includes("\n") ? [text.trimEnd()] : text.split(/\r?\n/);
  const whole = cards.map((card) => card.padEnd(Math.ceil(card.length / 80) * 80)).join("");
  return parseHeader(`${whole}${"END".padEnd(80)}`);
}
