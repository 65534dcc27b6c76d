/** What colour and shape each object has: a ramp for numbers, a set that the colour-blind tell apart for classes. */

import { numberText } from "../../../src/numberText.ts";
import type { MapColours } from "../api.ts";

export type Rgb = readonly [red: number, green: number, blue: number];

export const shapes = ["disc", "square", "diamond", "triangle"] as const;

/** Viridis (Smith & van der Walt 2015, CC0), every eighth of it. */
const viridis: Rgb[] = [
  [68, 1, 84],
  [71, 44, 122],
  [59, 81, 139],
  [44, 113, 142],
  [33, 144, 141],
  [39, 173, 129],
  [92, 200, 99],
  [170, 220, 50],
  [253, 231, 37],
];

/** Okabe & Ito (2008) without black, which a dark theme hides; its yellow darker for a light one. */
const okabeIto: { dark: Rgb[]; light: Rgb[] } = {
  dark: [
    [86, 180, 233],
    [230, 159, 0],
    [0, 158, 115],
    [240, 228, 66],
    [60, 140, 220],
    [213, 94, 0],
    [204, 121, 167],
    [220, 220, 220],
  ],
  light: [
    [0, 114, 178],
    [213, 94, 0],
    [0, 158, 115],
    [166, 140, 0],
    [86, 180, 233],
    [230, 159, 0],
    [204, 121, 167],
    [60, 60, 60],
  ],
};

export interface NumberRange {
  low: number;
  high: number;
  /** Whether values lie beyond. */
  isCutLow: boolean;
  isCutHigh: boolean;
}

/** From the 1st to the 99th percentile: one outlier must not make all others one colour. Undefined where there is no number. */
export function numberRange(values: readonly (number | null)[]): NumberRange | undefined {
  const sorted = Float64Array.from(values.filter((value) => value !== null)).sort();
  if (sorted.length === 0) return undefined;
  const at = (share: number) => sorted[Math.round(share * (sorted.length - 1))] as number;
  const isFlat = at(0.01) === at(0.99);
  const [low, high] = isFlat ? [at(0), at(1)] : [at(0.01), at(0.99)];
  return { low, high, isCutLow: at(0) < low, isCutHigh: at(1) > high };
}

/** @param share 0 to 1 along the ramp, whose end that the theme's ground would hide is left out */
export function rampColour(share: number, isDark: boolean): Rgb {
  const place = 8 * (isDark ? 0.15 + 0.85 * share : 0.88 * share);
  const first = Math.min(7, Math.floor(place));
  const [from, to] = [viridis[first] as Rgb, viridis[first + 1] as Rgb];
  const mixed = (i: 0 | 1 | 2) => Math.round(from[i] + (place - first) * (to[i] - from[i]));
  return [mixed(0), mixed(1), mixed(2)];
}

/** From the ninth class on a colour comes again, with another shape. */
export function classColour(code: number, isDark: boolean): Rgb {
  const colours = isDark ? okabeIto.dark : okabeIto.light;
  return colours[code % colours.length] ?? noColour(isDark);
}

/** @returns an index into `shapes` */
export function classShape(code: number): number {
  return (code + Math.floor(code / okabeIto.dark.length)) % shapes.length;
}

/** Of an object without a value, or of a class beyond those with a colour. */
export function noColour(isDark: boolean): Rgb {
  return isDark ? [120, 130, 145] : [140, 146, 156];
}

/** Of every object where none was chosen to colour by. */
function plainColour(isDark: boolean): Rgb {
  return isDark ? [125, 184, 255] : [11, 92, 173];
}

export function cssColour([red, green, blue]: Rgb): string {
  return `rgb(${red} ${green} ${blue})`;
}

export interface Inks {
  /** [objects, 4], red, green, blue, opacity. */
  colours: Uint8Array;
  /** [objects], an index into `shapes`. */
  shapes: Uint8Array;
}

/** @param selected which objects stand out, undefined where none was selected */
export function inksOf(
  count: number,
  values: MapColours | undefined,
  isDark: boolean,
  selected: readonly number[] | undefined,
): Inks {
  const inks = { colours: new Uint8Array(4 * count), shapes: new Uint8Array(count) };
  const range = values?.kind === "number" ? numberRange(values.values) : undefined;
  const opacity = count > 20_000 ? 150 : 215;
  for (let i = 0; i < count; i++) inks.colours.set([...colourOf(values, range, i, isDark), opacity], 4 * i);
  if (values?.kind === "text")
    values.codes.forEach((code, i) => {
      inks.shapes[i] = classShape(code ?? 0);
    });
  if (selected) {
    for (let i = 0; i < count; i++) inks.colours[4 * i + 3] = 45;
    for (const i of selected) inks.colours[4 * i + 3] = 255;
  }
  return inks;
}

function colourOf(values: MapColours | undefined, range: NumberRange | undefined, i: number, isDark: boolean): Rgb {
  if (!values) return plainColour(isDark);
  if (values.kind === "text") {
    const code = values.codes[i] ?? values.classes.length;
    return code < values.classes.length ? classColour(code, isDark) : noColour(isDark);
  }
  const value = values.values[i] ?? null;
  if (value === null || !range) return noColour(isDark);
  const share = range.high === range.low ? 0.5 : (value - range.low) / (range.high - range.low);
  return rampColour(Math.min(1, Math.max(0, share)), isDark);
}

/** What the column says of one object, as a person reads it. */
export function valueText(values: MapColours | undefined, i: number): string {
  if (!values) return "";
  if (values.kind === "number") return values.values[i] === null ? "" : shortNumber(values.values[i] as number);
  const code = values.codes[i] ?? null;
  return code === null ? "" : (values.classes[code]?.name ?? "another class");
}

export function shortNumber(value: number): string {
  return Number.isInteger(value) && Math.abs(value) < 1e6 ? String(value) : numberText(value);
}
