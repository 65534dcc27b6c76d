/** How much of the variance the first components hold: in words, and drawn. */

import { svgChart, ticks, upwardName } from "../svgChart.ts";

/** What is asked of the components that are kept (shared specification of rare classes). */
const enough = 0.95;

/** @param shares of each component, largest first @returns what the first one, two, ... hold together */
export function heldTogether(shares: readonly number[]): number[] {
  let sum = 0;
  return shares.map((share) => {
    sum += share;
    return Math.min(1, sum);
  });
}

/** @returns how many of the first hold 95 %; null where all that are known hold less */
export function componentsForMost(shares: readonly number[]): number | null {
  const found = heldTogether(shares).findIndex((held) => held >= enough);
  return found < 0 ? null : found + 1;
}

/** "variance held by 1 component 31 %, 2 45 %, 5 60 %; 95 % takes more than these 5". */
export function varianceText(shares: readonly number[]): string {
  const held = heldTogether(shares);
  const counts = [1, 2, 5, 10, 20, 40, 80, 160, 320, 640].filter((count) => count < held.length);
  const listed = [...counts, held.length].map((count, i) => {
    const percent = `${(100 * (held[count - 1] ?? 0)).toFixed(0)} %`;
    return `${count}${i === 0 ? ` component${count === 1 ? "" : "s"}` : ""} ${percent}`;
  });
  const most = componentsForMost(shares);
  return (
    `variance held by ${listed.join(", ")}; 95 % ` +
    (most === null ? `takes more than these ${held.length}` : `is held by the first ${most}`)
  );
}

const size = { width: 640, height: 400, left: 56, right: 24, top: 40, bottom: 48 };

/** A picture that needs nothing beside it. */
export function varianceSvg(shares: readonly number[], title: string): string {
  const { width, height, left, right, top, bottom } = size;
  const count = Math.max(1, shares.length);
  const x = (components: number) => left + (components / count) * (width - left - right);
  const y = (held: number) => height - bottom - held * (height - top - bottom);
  const points = [0, ...heldTogether(shares)].map((held, i) => `${x(i).toFixed(1)},${y(held).toFixed(1)}`);
  const up = [0, 0.25, 0.5, 0.75, 1].map(
    (each) =>
      `<line x1="${left}" x2="${width - right}" y1="${y(each)}" y2="${y(each)}" stroke="#dddddd"/>` +
      `<text x="${left - 6}" y="${y(each) + 4}" text-anchor="end">${100 * each} %</text>`,
  );
  const across = ticks(count, 1).map(
    (each) => `<text x="${x(each)}" y="${height - bottom + 18}" text-anchor="middle">${each}</text>`,
  );
  return svgChart(size, title, [
    ...up,
    ...across,
    `<line x1="${left}" x2="${width - right}" y1="${y(enough)}" y2="${y(enough)}" stroke="#b3541e" stroke-dasharray="8 3"/>`,
    `<text x="${width - right}" y="${y(enough) + 14}" text-anchor="end" fill="#b3541e">95 %</text>`,
    `<polyline points="${points.join(" ")}" fill="none" stroke="#1b6ca8" stroke-width="2"/>`,
    `<text x="${(left + width - right) / 2}" y="${height - 10}" text-anchor="middle">components</text>`,
    upwardName(size, "share of the variance"),
  ]);
}
