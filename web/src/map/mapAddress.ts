/** What of a map stands in the address: ?run=&colour=column&view=x_y_span&lasso=x_y_x_y_... in the map's units. */

import type { Frame, Point } from "./frame.ts";

export function frameFrom(text: string | null): Frame | undefined {
  const [x, y, span, ...more] = numbers(text) ?? [];
  if (x === undefined || y === undefined || span === undefined || span <= 0 || more.length > 0) return undefined;
  return { x, y, span };
}

export function frameText({ x, y, span }: Frame): string {
  return [x, y, span].map((value) => short(value, span)).join("_");
}

/** Corners of a lasso, undefined where there is none or it is none. */
export function lassoFrom(text: string | null): Point[] | undefined {
  const values = numbers(text);
  if (!values || values.length < 6 || values.length % 2 === 1) return undefined;
  return Array.from({ length: values.length / 2 }, (_, i) => [values[2 * i] as number, values[2 * i + 1] as number]);
}

/** @param span of the frame it was drawn in: nobody draws finer than a pixel */
export function lassoText(corners: readonly Point[], span: number): string {
  return corners
    .flat()
    .map((value) => short(value, span))
    .join("_");
}

/** To about a thousandth of what is in sight. */
function short(value: number, span: number): string {
  const decimals = Math.min(20, Math.max(0, Math.ceil(3.5 - Math.log10(span))));
  return String(Number(value.toFixed(decimals)));
}

function numbers(text: string | null): number[] | undefined {
  if (!text) return undefined;
  const values = text.split("_").map((part) => (part === "" ? Number.NaN : Number(part)));
  return values.every(Number.isFinite) ? values : undefined;
}
