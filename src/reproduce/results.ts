/** A reproduction's results in its folder: claims.json, claims.md and page.html, with plots and nothing beside them. */

import { join } from "node:path";
import { escaped, svgChart, ticks } from "../svgChart.ts";
import { writeWhole } from "../wholeFile.ts";
import type { Claim, Plot, Reproduction } from "./claims.ts";

export async function saveResults(folder: string, result: Reproduction): Promise<{ json: string; page: string }> {
  const [json, markdown, page] = ["claims.json", "claims.md", "page.html"].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  await writeWhole(json, `${JSON.stringify(result, null, 1)}\n`);
  await writeWhole(markdown, markdownOf(result));
  await writeWhole(page, pageOf(result));
  return { json, page };
}

export function figureText(value: number | string | null): string {
  if (value === null) return "-";
  if (typeof value === "string") return value;
  return Number.isInteger(value) ? String(value) : value.toFixed(3);
}

export function intervalText(interval: Claim["interval"]): string {
  if (interval === null || interval.some((end) => !Number.isFinite(end))) return "-";
  return `${figureText(interval[0])} to ${figureText(interval[1])}`;
}

const heads = ["claim", "paper", "ours", "95 %", "verdict", "how"];

function cellsOf({ claim, paper, ours, interval, verdict, note }: Claim): string[] {
  return [claim, figureText(paper), figureText(ours), intervalText(interval), verdict, note];
}

function markdownOf({ title, paper, scale, seeds, data, claims, plots }: Reproduction): string {
  const row = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  const tables = plots.map(({ title: name, measure, bars }) =>
    [
      `## ${name}`,
      "",
      row(["", measure, "95 %"]),
      row(["---", "---", "---"]),
      ...bars.map((bar) => row([bar.name, figureText(bar.value), intervalText(bar.interval ?? null)])),
      "",
    ].join("\n"),
  );
  return [
    `# ${title}`,
    "",
    `${paper}, scale ${scale}, ${seeds} seeds, ${data}`,
    "",
    row(heads),
    row(heads.map(() => "---")),
    ...claims.map((claim) => row(cellsOf(claim))),
    "",
    ...tables,
  ].join("\n");
}

function pageOf({ title, paper, scale, seeds, data, claims, plots }: Reproduction): string {
  const cells = (kind: string, texts: readonly string[]) =>
    texts.map((text) => `<${kind}>${escaped(text)}</${kind}>`).join("");
  return `<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escaped(title)}</title>
<style>body{font:16px/1.5 sans-serif;max-width:70rem;margin:2rem auto;padding:0 1rem}table{border-collapse:collapse}
td,th{border-bottom:1px solid #bbb;padding:.3rem .6rem;text-align:left;vertical-align:top}svg{max-width:100%}div{overflow-x:auto}</style>
<h1>${escaped(title)}</h1>
<p>${escaped(`${paper}; scale ${scale}, ${seeds} seeds, ${data}`)}</p>
<div><table><thead><tr>${cells("th", heads)}</tr></thead><tbody>
${claims.map((claim) => `<tr>${cells("td", cellsOf(claim))}</tr>`).join("\n")}
</tbody></table></div>
${plots.map(barsSvg).join("\n")}
</html>
`;
}

/** Bars beside their names, to the left of zero where values are below it, with a line for the interval. */
export function barsSvg({ title, measure, bars }: Plot): string {
  const size = { width: 760, height: 80 + 22 * bars.length, left: 230, right: 60, top: 36, bottom: 44 };
  const ends = bars.flatMap(({ value, interval }) => [value, ...(interval ?? [])]).filter(Number.isFinite);
  const [least, most] = [1.05 * Math.min(0, ...ends), 1.05 * Math.max(1e-9, ...ends)];
  const x = (value: number) => size.left + ((value - least) / (most - least)) * (size.width - size.left - size.right);
  const below = least < 0 ? ticks(-least).map((value) => -value) : [];
  const axis = [...new Set([...below, ...ticks(most)])].map(
    (value) =>
      `<line x1="${x(value).toFixed(1)}" x2="${x(value).toFixed(1)}" y1="${size.top}" y2="${size.height - size.bottom}" stroke="#ddd"/>` +
      `<text x="${x(value).toFixed(1)}" y="${size.height - size.bottom + 16}" text-anchor="middle">${Number(value.toPrecision(3))}</text>`,
  );
  const rows = bars.map(({ name, value, interval }, i) => {
    const y = size.top + 22 * i;
    const line = interval
      ? `<line x1="${x(interval[0]).toFixed(1)}" x2="${x(interval[1]).toFixed(1)}" y1="${y + 9}" y2="${y + 9}" stroke="black" stroke-width="2"/>`
      : "";
    return (
      `<text x="${size.left - 8}" y="${y + 13}" text-anchor="end">${escaped(name.length > 34 ? `${name.slice(0, 33)}…` : name)}</text>` +
      `<rect x="${x(Math.min(0, value)).toFixed(1)}" y="${y + 2}" width="${Math.abs(x(value) - x(0)).toFixed(1)}" height="14" fill="#8fb8d8"/>${line}` +
      `<text x="${size.width - size.right + 6}" y="${y + 13}">${figureText(value)}</text>`
    );
  });
  return svgChart(size, title, [
    ...axis,
    ...rows,
    `<text x="${(size.left + size.width - size.right) / 2}" y="${size.height - 8}" text-anchor="middle">${escaped(measure)}</text>`,
  ]);
}
