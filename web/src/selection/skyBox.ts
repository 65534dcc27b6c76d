/** Parts of the sky between two right ascensions and two declinations, degrees. */

import type { SkyPart } from "../../../src/survey/selection.ts";

type Place = [ra: number, dec: number];

/** The part that has both places at its corners, on the side of `middleRa`; to a tenth of a cell. */
export function boxBetween(one: Place, other: Place, middleRa: number, cell: number): SkyPart {
  const along = ([ra]: Place) => ((ra - middleRa + 540) % 360) - 180;
  const sorted = (a: number, b: number): [number, number] => (a < b ? [a, b] : [b, a]);
  const [first, last] = sorted(along(one), along(other));
  const [south, north] = sorted(one[1], other[1]);
  const rounded = (value: number) => Number(value.toFixed(Math.max(0, Math.ceil(1 - Math.log10(cell)))));
  const ra = (offset: number) => rounded((middleRa + offset + 360) % 360);
  return { ra: [ra(first), ra(last)], dec: [rounded(south), rounded(north)] };
}

/** Round it, along its parallels and meridians. @param margin degrees added on each side */
export function outlineOf({ ra: [west, east], dec: [south, north] }: SkyPart, margin = 0): Place[] {
  const width = (east - west + 360) % 360 || (east > west ? 360 : 0);
  const [from, to] = [west - margin, west + width + margin];
  const [low, high] = [Math.max(-90, south - margin), Math.min(90, north + margin)];
  const steps = 40;
  const between = (a: number, b: number) => Array.from({ length: steps + 1 }, (_, i) => a + ((b - a) * i) / steps);
  return [
    ...between(from, to).map((ra): Place => [ra, low]),
    ...between(low, high).map((dec): Place => [to, dec]),
    ...between(to, from).map((ra): Place => [ra, high]),
    ...between(high, low).map((dec): Place => [from, dec]),
  ];
}

/** Degrees across and up, and what lies in the middle. */
export function sizeOf({ ra: [west, east], dec: [south, north] }: SkyPart): {
  width: number;
  height: number;
  middle: Place;
} {
  const width = (east - west + 360) % 360 || (east > west ? 360 : 0);
  return {
    width: width * Math.cos((((south + north) / 2) * Math.PI) / 180),
    height: north - south,
    middle: [(west + width / 2) % 360, (south + north) / 2],
  };
}
