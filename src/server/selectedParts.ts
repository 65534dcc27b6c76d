/** A survey beside its selection, for the page's charts: histograms, a scatter plot, the sky, the map's points. */

import { Hono } from "hono";
import { z } from "zod";
import { placedRows } from "../explore/umap/storedMap.ts";
import { exitCodes, Fault } from "../fault.ts";
import type { Filter } from "../survey/galaxies.ts";
import { countsIn, histogramOf } from "../survey/histograms.ts";
import { scattered, scatterPlane } from "../survey/scatter.ts";
import { isEverything, type SelectionParts, skyColumns } from "../survey/selection.ts";
import { cellsOf, countedCells, skyGrid } from "../survey/skyCells.ts";
import { openSurvey, type Survey } from "../survey/survey.ts";
import { type SurveyColumns, selectedMask, surveyColumns } from "../survey/surveyColumns.ts";
import type { Workspace } from "../survey/workspace.ts";
import { askedSelection, selectionQuery } from "./queries.ts";
import { remembered } from "./remembered.ts";

/** Columns, masks and the like: of a million objects each is up to 8 MB. */
const most = 40;
const mostCharts = 24;

const histogramQuery = z.object({
  ...selectionQuery,
  columns: z
    .string()
    .transform((text) => text.split("\n").filter((name) => name !== ""))
    .pipe(z.array(z.string()).min(1).max(mostCharts)),
  bins: z.coerce.number().int().min(1).max(200).default(40),
});

/** A page draws them one by one: all where they are no more, else so many of the selected ones over shaded cells. */
const [mostPoints, mostOver] = [4000, 1000];

const scatterQuery = z.object({
  ...selectionQuery,
  x: z.string(),
  y: z.string(),
  bins: z.coerce.number().int().min(1).max(200).default(60),
});

const mapQuery = z.object({ ...selectionQuery, run: z.string() });

export function selectedParts(workspace: Workspace) {
  const known = remembered<unknown>(most);
  const open = async (name: string) => {
    const survey = await openSurvey(workspace, name);
    const { tableVersion } = survey.card;
    const remember = <Found>(key: string, make: () => Promise<Found>) =>
      known(`${name}\n${tableVersion}\n${key}`, make) as Promise<Found>;
    const columns = await surveyColumns(survey, remember);
    const maskOf = (parts: SelectionParts) =>
      remember(`mask ${JSON.stringify(parts)}`, () => selectedMask(survey, columns, parts));
    return { survey, columns, remember, maskOf };
  };
  return new Hono()
    .get("/api/surveys/:name/histograms", async (context) => {
      const { columns: names, bins, ...asked } = histogramQuery.parse(context.req.query());
      const { survey, columns, remember, maskOf } = await open(context.req.param("name"));
      const parts = await askedSelection(survey, asked);
      const selected = onesIn(await maskOf(parts));
      const histograms = [];
      for (const column of names) {
        checkNumbers(survey, columns, column);
        const values = await columns.numbers(column);
        const whole = await remember(`histogram ${bins} ${column}`, async () => histogramOf(values, bins));
        const others = withoutRangeOf(parts, column);
        const counts = isEverything(others) ? whole.counts : countsIn(values, whole.edges, await maskOf(others)).counts;
        histograms.push({ column, ...whole, selected: counts });
      }
      return context.json({ objects: columns.count, selected, histograms });
    })
    .get("/api/surveys/:name/scatter", async (context) => {
      const { x, y, bins, ...asked } = scatterQuery.parse(context.req.query());
      const { survey, columns, remember, maskOf } = await open(context.req.param("name"));
      const parts = await askedSelection(survey, asked);
      for (const column of [x, y]) checkNumbers(survey, columns, column);
      if (x === y)
        throw new Fault("scatter", `x and y are both "${x}": a scatter plot needs two columns`, {
          exitCode: exitCodes.usage,
        });
      const [across, up] = [await columns.numbers(x), await columns.numbers(y)];
      const plane = await remember(`plane ${bins} ${x}\n${y}`, async () => scatterPlane(across, up, bins));
      const mask = await maskOf(withoutRangeOf(withoutRangeOf(parts, x), y));
      const { cells, rows, thin } = scattered(plane, mask, { most: mostPoints, over: mostOver });
      const of = (values: ArrayLike<number>) => rows.map((row) => values[row] as number);
      return context.json({
        objects: columns.count,
        selected: onesIn(await maskOf(parts)),
        x: { column: x, ...plane.x },
        y: { column: y, ...plane.y },
        missing: plane.missing,
        inside: plane.inside,
        cells,
        thin,
        points: { ids: await columns.idsAt(rows), x: of(across), y: of(up), selected: of(mask) },
      });
    })
    .get("/api/surveys/:name/sky", async (context) => {
      const { survey, columns, remember, maskOf } = await open(context.req.param("name"));
      const parts = await askedSelection(survey, z.object(selectionQuery).parse(context.req.query()));
      const { ra, dec } = skyColumns(survey, columns.kinds);
      const [across, up] = [await columns.numbers(ra), await columns.numbers(dec)];
      const grid = await remember("sky grid", async () => skyGrid(across, up) ?? null);
      if (!grid) throw new Fault("no-position", `no object of survey "${survey.card.name}" has a place in the sky`);
      const cells = await remember("sky cells", async () => cellsOf(across, up, grid));
      const { sky: _, ...others } = parts;
      return context.json({ ...grid, cells: countedCells(cells, await maskOf(others), grid) });
    })
    .get("/api/surveys/:name/map/selected", async (context) => {
      const { run, ...asked } = mapQuery.parse(context.req.query());
      const { survey, columns, remember, maskOf } = await open(context.req.param("name"));
      const mask = await maskOf(await askedSelection(survey, asked));
      const rows = await remember(`placed ${run}`, () => placedRows(survey, columns, run));
      const bytes = Uint8Array.from(rows, (row) => mask[row] as number);
      return context.body(bytes, 200, { "content-type": "application/octet-stream" });
    });
}

/** One sees what lies beside a range of its own. */
function withoutRangeOf(parts: SelectionParts, column: string): SelectionParts {
  return { ...parts, filters: parts.filters?.filter((filter) => !isRangeOf(filter, column)) };
}

function isRangeOf({ column, operator }: Filter, of: string): boolean {
  return column === of && [">=", "<=", ">", "<"].includes(operator);
}

function checkNumbers({ card }: Survey, { kinds }: SurveyColumns, column: string): void {
  const kind = kinds.get(column);
  if (kind === "number") return;
  const problem =
    kind === undefined ? `has no column "${column}"` : `has no numbers in column "${column}", which a chart needs`;
  throw new Fault(kind === undefined ? "no-column" : "numbers", `survey "${card.name}" ${problem}`, {
    exitCode: exitCodes.usage,
  });
}

function onesIn(mask: Uint8Array): number {
  let sum = 0;
  for (const each of mask) sum += each;
  return sum;
}
