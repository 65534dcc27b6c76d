/** "Interesting found against shown" as text for a terminal, and as an SVG. */

import { spacedOut, svgChart, ticks, upwardName } from "../../svgChart.ts";
import type { Evaluation, WayToChoose } from "./evaluate.ts";

/** Each way by a letter and a dash pattern too: colour alone would not tell them apart. */
const styles: Record<WayToChoose, { name: string; letter: string; colour: string; dashes: string }> = {
  gaussianProcess: { name: "Gaussian process", letter: "G", colour: "#1b6ca8", dashes: "none" },
  astronomaly: { name: "Astronomaly's", letter: "A", colour: "#b3541e", dashes: "8 3" },
  isolationForest: { name: "isolation forest", letter: "F", colour: "#4a7c3a", dashes: "3 3" },
  random: { name: "at random", letter: "r", colour: "#666666", dashes: "1 3" },
};

export function wayName(way: WayToChoose): string {
  return styles[way].name;
}

type Curves = Pick<Evaluation, "ways" | "ratings">;

/** Objects shown that the curves are drawn up to: as many again as were rated. */
function shownOf({ ways, ratings }: Curves): number {
  return Math.min(2 * ratings, (ways[0]?.found.length ?? 1) - 1);
}

function mostFound(curves: Curves): number {
  const shown = shownOf(curves);
  return Math.max(1, ...curves.ways.map(({ found }) => found[shown] ?? 0));
}

/** Lines of at most `width` characters. */
export function curveText(curves: Curves, { width = 72, height = 14 } = {}): string[] {
  const [shown, most] = [shownOf(curves), mostFound(curves)];
  const margin = 7;
  const columns = width - margin - 1;
  const grid = Array.from({ length: height }, () => new Array<string>(columns).fill(" "));
  // The first way is drawn last, above the others.
  for (const { way, found } of [...curves.ways].reverse())
    for (let column = 0; column < columns; column++) {
      const value = found[Math.round((column / (columns - 1)) * shown)] ?? 0;
      const row = height - 1 - Math.round((value / most) * (height - 1));
      (grid[row] as string[])[column] = styles[way].letter;
    }
  const rated = Math.round((Math.min(curves.ratings, shown) / shown) * (columns - 1));
  const label = (row: number) => (row === 0 ? String(Math.round(most)) : row === height - 1 ? "0" : "");
  return [
    "interesting objects found",
    ...grid.map((row, i) => `${label(i).padStart(margin - 2)} |${row.join("")}`.trimEnd()),
    `${" ".repeat(margin - 1)}+${"-".repeat(rated)}^${"-".repeat(columns - rated - 1)}`,
    `${" ".repeat(margin)}objects shown, up to ${shown}; ^ ${curves.ratings} rated, then the ranking`,
    `${" ".repeat(margin)}${curves.ways.map(({ way }) => `${styles[way].letter} ${styles[way].name}`).join(", ")}`,
  ];
}

const size = { width: 640, height: 400, left: 56, right: 150, top: 40, bottom: 48 };

/** A picture that needs nothing beside it. */
export function curveSvg(curves: Curves, title: string): string {
  const [shown, most] = [shownOf(curves), mostFound(curves)];
  const { width, height, left, right, top, bottom } = size;
  const x = (value: number) => left + (value / shown) * (width - left - right);
  const y = (value: number) => height - bottom - (value / most) * (height - top - bottom);
  const line = (points: readonly [number, number][]) =>
    points.map(([a, b]) => `${a.toFixed(1)},${b.toFixed(1)}`).join(" ");
  const ends = spacedOut(curves.ways.map(({ found }) => y(found[shown] ?? 0)));
  const ways = curves.ways.map(({ way, found }, i) => {
    const { name, colour, dashes } = styles[way];
    const points = Array.from({ length: shown + 1 }, (_, n): [number, number] => [x(n), y(found[n] ?? 0)]);
    return (
      `<polyline points="${line(points)}" fill="none" stroke="${colour}" stroke-width="2" stroke-dasharray="${dashes}"/>` +
      `<text x="${x(shown) + 8}" y="${((ends[i] as number) + 4).toFixed(1)}" fill="${colour}">${name}</text>`
    );
  });
  const across = ticks(shown, 1).map(
    (each) => `<text x="${x(each)}" y="${height - bottom + 18}" text-anchor="middle">${each}</text>`,
  );
  const up = ticks(most, 1).map(
    (each) =>
      `<line x1="${left}" x2="${x(shown)}" y1="${y(each)}" y2="${y(each)}" stroke="#dddddd"/>` +
      `<text x="${left - 6}" y="${y(each) + 4}" text-anchor="end">${each}</text>`,
  );
  const rated = x(Math.min(curves.ratings, shown));
  return svgChart(size, title, [
    ...up,
    ...across,
    `<line x1="${rated}" x2="${rated}" y1="${top}" y2="${height - bottom}" stroke="#999999"/>`,
    `<text x="${rated + 4}" y="${top + 10}" fill="#555555">${curves.ratings} rated</text>`,
    `<text x="${(left + x(shown)) / 2}" y="${height - 10}" text-anchor="middle">objects shown</text>`,
    upwardName(size, "interesting objects found"),
    ...ways,
  ]);
}
