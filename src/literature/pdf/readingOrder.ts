/** The lines of a page in the order they are read: one column or two, with what spans both between. */

import type { Fragment, PdfPage } from "./pdfPages.ts";

export interface Line extends Fragment {
  page: number;
  /** Where the lines of its column begin. */
  left: number;
}

export function linesInOrder(page: PdfPage): Line[] {
  const gutter = gutterOf(page);
  const byHeight = [...page.fragments].sort((a, b) => b.y - a.y || a.x - b.x);
  if (gutter === undefined) return linesOf(page, byHeight);
  const lines: Line[] = [];
  let [left, right]: [Fragment[], Fragment[]] = [[], []];
  const flush = () => {
    lines.push(...linesOf(page, left), ...linesOf(page, right));
    [left, right] = [[], []];
  };
  for (const fragment of byHeight) {
    if (fragment.x + fragment.width <= gutter + 2) left.push(fragment);
    else if (fragment.x >= gutter - 2) right.push(fragment);
    else {
      flush();
      lines.push(...linesOf(page, [fragment]));
    }
  }
  flush();
  return lines;
}

/** A place near the middle that few lines cross, with many on either side. @returns undefined for one column */
function gutterOf({ width, fragments }: PdfPage): number | undefined {
  const long = fragments.filter((fragment) => fragment.width > 0.12 * width);
  let best: { from: number; to: number; crossing: number } | undefined;
  for (let x = 0.35 * width; x <= 0.65 * width; x += 2) {
    const crossing = long.filter((fragment) => fragment.x < x - 1 && fragment.x + fragment.width > x + 1).length;
    if (!best || crossing < best.crossing) best = { from: x, to: x, crossing };
    else if (crossing === best.crossing && x - best.to < 3) best.to = x;
  }
  if (!best) return undefined;
  const gutter = (best.from + best.to) / 2;
  const left = long.filter((fragment) => fragment.x + fragment.width <= gutter + 2).length;
  const right = long.filter((fragment) => fragment.x >= gutter - 2).length;
  return Math.min(left, right) >= 3 && best.crossing <= 0.75 * (left + right) ? gutter : undefined;
}

/** Fragments on one baseline are one line, from left to right. */
function linesOf({ number }: PdfPage, fragments: readonly Fragment[]): Line[] {
  const lines: Line[] = [];
  for (const fragment of fragments) {
    const last = lines.at(-1);
    if (last && Math.abs(last.y - fragment.y) < 0.5 * Math.max(last.size, fragment.size)) {
      const [first, second] = last.x <= fragment.x ? [last, fragment] : [fragment, last];
      Object.assign(last, {
        text: `${first.text.trimEnd()} ${second.text.trimStart()}`,
        x: first.x,
        width: Math.max(last.x + last.width, fragment.x + fragment.width) - first.x,
        size: Math.max(last.size, fragment.size),
      });
    } else lines.push({ ...fragment, page: number, left: 0 });
  }
  const left = leftEdge(lines);
  for (const line of lines) line.left = left;
  return lines;
}

/** Where most lines begin; an indented one begins further in. */
function leftEdge(lines: readonly Line[]): number {
  const counts = new Map<number, number>();
  for (const { x } of lines) counts.set(Math.round(x), (counts.get(Math.round(x)) ?? 0) + 1);
  const [edge] = [...counts].sort(([a, n], [b, m]) => m - n || a - b)[0] ?? [0];
  return edge;
}
