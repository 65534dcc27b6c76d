/** Shares of each year's papers that mention something, side by side, as an SVG that needs nothing beside it. */

import { escaped, spacedOut, svgChart, ticks, upwardName } from "../../svgChart.ts";
import type { Impact } from "./impact.ts";

/** Each by a dash pattern too: colour alone would not tell them apart. */
const styles = [
  { colour: "#1b6ca8", dashes: "none" },
  { colour: "#b3541e", dashes: "8 3" },
  { colour: "#4a7c3a", dashes: "3 3" },
  { colour: "#7a3e9d", dashes: "10 3 2 3" },
  { colour: "#8a6d00", dashes: "1 3" },
  { colour: "#444444", dashes: "14 4" },
] as const;

const size = { width: 760, height: 420, left: 56, right: 210, top: 44, bottom: 48 };

/** Years of few papers say nothing, and their intervals would hide the rest. */
const fewest = 30;

export function impactSvg({ subjects }: Impact, title: string): string {
  const lines = subjects.map(({ name, years }) => ({ name, years: years.filter(({ papers }) => papers >= fewest) }));
  const all = lines.flatMap(({ years }) => years);
  const [first, last] = [Math.min(...all.map(({ year }) => year)), Math.max(...all.map(({ year }) => year))];
  const most = 100 * Math.max(0.0001, ...all.map(({ share }) => share)) * 1.15;
  const { width, height, left, right, top, bottom } = size;
  const x = (year: number) => left + ((year - first) / Math.max(1, last - first)) * (width - left - right);
  const y = (share: number) => height - bottom - (Math.min(100 * share, most) / most) * (height - top - bottom);
  const at = (a: number, b: number) => `${a.toFixed(1)},${b.toFixed(1)}`;
  const ends = spacedOut(lines.map(({ years }) => y(years.at(-1)?.share ?? 0)));
  const curves = lines.map(({ name, years }, i) => {
    const { colour, dashes } = styles[i % styles.length] as (typeof styles)[number];
    const band = [
      ...years.map(({ year, interval }) => at(x(year), y(interval[1]))),
      ...[...years].reverse().map(({ year, interval }) => at(x(year), y(interval[0]))),
    ];
    const points = years.map(({ year, share }) => at(x(year), y(share)));
    return (
      `<polygon points="${band.join(" ")}" fill="${colour}" opacity="0.12"/>` +
      `<polyline points="${points.join(" ")}" fill="none" stroke="${colour}" stroke-width="2" stroke-dasharray="${dashes}"/>` +
      `<text x="${width - right + 8}" y="${((ends[i] as number) + 4).toFixed(1)}" fill="${colour}">${escaped(name.length > 32 ? `${name.slice(0, 31)}…` : name)}</text>`
    );
  });
  const up = ticks(most).map(
    (value) =>
      `<line x1="${left}" x2="${width - right}" y1="${y(value / 100).toFixed(1)}" y2="${y(value / 100).toFixed(1)}" stroke="#dddddd"/>` +
      `<text x="${left - 6}" y="${(y(value / 100) + 4).toFixed(1)}" text-anchor="end">${Number(value.toFixed(4))} %</text>`,
  );
  const every = Math.max(1, Math.ceil((last - first) / 8));
  const across = [];
  for (let year = first; year <= last; year += every)
    across.push(`<text x="${x(year).toFixed(1)}" y="${height - bottom + 18}" text-anchor="middle">${year}</text>`);
  return svgChart(size, title, [
    ...(all.length > 0
      ? [...up, ...across, ...curves]
      : [`<text x="${left}" y="${height / 2}">No year has ${fewest} papers.</text>`]),
    `<text x="${(left + width - right) / 2}" y="${height - 10}" text-anchor="middle">year (band: 95 % interval)</text>`,
    upwardName(size, "papers of the year that mention it"),
  ]);
}
