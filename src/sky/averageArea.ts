/** Images made smaller: each new pixel is the average of the old ones under it, those at its edges in part. */

import type { Pixels } from "./jpeg.ts";

/**
 * The central square as size x size pixels, or the middle of that.
 * @param size at most the shorter side of the image
 * @param middle side of what is returned: less than `size` for the pixels in the middle only
 * @returns [middle, middle, 3]
 */
export function averageArea({ width, height, data }: Pixels, size: number, middle: number): Uint8Array {
  const side = Math.min(width, height);
  const scale = side / size;
  const first = Math.floor((size - middle) / 2);
  const [top, left] = [(height - side) / 2, (width - side) / 2];
  const columns = spans(left, scale, first, middle);
  const rows = spans(top, scale, first, middle);
  const [start, end] = [columns[0]?.from ?? 0, (columns.at(-1)?.to ?? 0) + 1];
  const sums = new Int32Array((end - start) * 3);
  const result = new Uint8Array(middle * middle * 3);
  const area = (scale * whole) ** 2;
  rows.forEach((row, i) => {
    // Whole rows first: that runs along memory.
    addRows(sums, data, row, (y) => (y * width + start) * 3);
    for (let column = 0, at = i * middle * 3; column < middle; column++) {
      const { from, to, first: head, last: tail } = columns[column] as Span;
      let [red, green, blue] = [0, 0, 0];
      for (let x = from; x <= to; x++) {
        const weight = x === from ? head : x === to ? tail : whole;
        const place = (x - start) * 3;
        red += weight * (sums[place] as number);
        green += weight * (sums[place + 1] as number);
        blue += weight * (sums[place + 2] as number);
      }
      result[at++] = red / area + 0.5;
      result[at++] = green / area + 0.5;
      result[at++] = blue / area + 0.5;
    }
  });
  return result;
}

/** Weights are whole numbers of this unit: integers add up twice as fast as floats here. */
const whole = 1024;

/** Rows added in one loop: sums are then touched a sixth as often, and most spans are no longer. */
const together = 6;

/** Writes the weighted sum of a span of rows into `sums`. */
function addRows(
  sums: Int32Array,
  data: Uint8Array,
  { from, to, first, last }: Span,
  offsetOf: (y: number) => number,
): void {
  const row = (y: number) => offsetOf(Math.min(y, to));
  const weight = (y: number) => (y > to ? 0 : y === from ? first : y === to ? last : whole);
  for (let y = from; y <= to; y += together) {
    const [a, b, c, d, e, f] = [row(y), row(y + 1), row(y + 2), row(y + 3), row(y + 4), row(y + 5)];
    const [wa, wb, wc, wd] = [weight(y), weight(y + 1), weight(y + 2), weight(y + 3)];
    const [we, wf] = [weight(y + 4), weight(y + 5)];
    const kept = y === from ? 0 : 1;
    for (let i = 0; i < sums.length; i++) {
      sums[i] =
        kept * (sums[i] as number) +
        wa * (data[a + i] as number) +
        wb * (data[b + i] as number) +
        wc * (data[c + i] as number) +
        wd * (data[d + i] as number) +
        we * (data[e + i] as number) +
        wf * (data[f + i] as number);
    }
  }
}

interface Span {
  /** Old pixels, both ends included. */
  from: number;
  to: number;
  /** How much of the one at either end lies under the new pixel, in units of 1 / `whole`. */
  first: number;
  last: number;
}

/** Which old pixels lie under each new one, along one axis. */
function spans(offset: number, scale: number, first: number, count: number): Span[] {
  return Array.from({ length: count }, (_, i) => {
    const start = offset + (first + i) * scale;
    const end = start + scale;
    const from = Math.floor(start + 1e-6);
    const to = Math.max(from, Math.ceil(end - 1e-6) - 1);
    const part = (share: number) => Math.round(share * whole);
    if (to === from) return { from, to, first: part(scale), last: part(scale) };
    return { from, to, first: part(from + 1 - start), last: part(end - to) };
  });
}
