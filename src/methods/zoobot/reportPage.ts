/** A run's report as one HTML file: the workbench's own run view, with its script, style and data inside. */

import { readFile } from "node:fs/promises";
import { type Metric, readMetrics } from "../../training/metrics.ts";
import type { Run, RunCard } from "../../training/run.ts";
import type { HeldOut } from "./report.ts";

export interface ReportData {
  card: RunCard;
  metrics: Metric[];
  heldOut: HeldOut | undefined;
}

/** What `vite build` makes of web/report.tsx; in the built package beside the page. */
const bundle = new URL(
  import.meta.url.endsWith(".ts") ? "../../../dist/web/report.js" : "../../../web/report.js",
  import.meta.url,
);

export async function reportPage(run: Run, heldOut: HeldOut | undefined): Promise<string> {
  const data: ReportData = { card: run.card, metrics: await readMetrics(run), heldOut };
  const script = await readFile(bundle, "utf8");
  return [
    "<!doctype html>",
    '<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">',
    `<title>${run.id}</title>`,
    '<div id="report"></div>',
    `<script type="application/json" id="data">${inScript(JSON.stringify(data))}</script>`,
    `<script>${inScript(script)}</script></html>`,
  ].join("\n");
}

/** A class or survey could be called "</script>". */
function inScript(text: string): string {
  return text.replaceAll("</", "<\\/").replaceAll("<!--", "<\\!--");
}
