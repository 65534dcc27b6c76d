/** One column against another: objects as points, or as shaded cells where they are many; drag to select a range of both. */

import * as Plot from "@observablehq/plot";
import { useCallback } from "react";
import type { ScatterData } from "../api.ts";
import { Chart } from "../parts/Chart.tsx";
import { type Ranges, RectangleBrush } from "./RectangleBrush.tsx";

interface Props {
  scatter: ScatterData;
  ranges: Ranges;
  onRanges: (ranges: Ranges) => void;
  open: (id: string) => void;
}

const margin = { left: 48, right: 10, top: 22, bottom: 36 };
const height = 290;
const frame = { ...margin, top: undefined, height: height - margin.top - margin.bottom };

export function ScatterPlot({ scatter, ranges, onRanges, open }: Props) {
  const { x, y, points, missing, inside, thin, cells } = scatter;
  const options = useCallback((): Plot.PlotOptions => optionsOf(scatter), [scatter]);
  const title = `${y.column} against ${x.column}`;
  if (x.edges.length === 0) return <p className="faint">{title}: no object has both numbers.</p>;
  const count = (number: number) => number.toLocaleString("en-US");
  const beyond = [
    ...[x, y].flatMap(({ column, below, above }) => [
      below > 0 && `${count(below)} below in ${column}`,
      above > 0 && `${count(above)} above in ${column}`,
    ]),
    missing > 0 && `${count(missing)} without a number in one or both`,
    thin > 0 &&
      cells.selected.some((each) => each > thin) &&
      `each a point where a cell has at most ${count(thin)} selected`,
  ];
  const said = beyond.filter(Boolean).join(", ");
  return (
    <>
      <div className="plotted">
        <Chart title={title} caption={`${count(inside)} ${inside === 1 ? "object" : "objects"}`} options={options} />
        <RectangleBrush
          frame={frame}
          x={endsOf(x.edges)}
          y={endsOf(y.edges)}
          ranges={ranges}
          onRanges={onRanges}
          points={points}
          open={open}
        />
      </div>
      {said !== "" && <p className="faint">{said}</p>}
    </>
  );
}

function endsOf(edges: readonly number[]): [low: number, high: number] {
  return [edges[0] ?? 0, edges.at(-1) ?? 0];
}

function optionsOf({ x, y, points, cells, thin }: ScatterData): Plot.PlotOptions {
  const shaded = (counts: readonly number[], least: number, fill: string) => {
    const top = Math.log1p(counts.reduce((a, b) => Math.max(a, b), 0));
    const filled = counts.flatMap((count, i) => {
      const [column, line] = [cells.x[i] as number, cells.y[i] as number];
      const opacity = least + (1 - least) * (Math.log1p(count) / top);
      return count === 0
        ? []
        : [{ x1: x.edges[column], x2: x.edges[column + 1], y1: y.edges[line], y2: y.edges[line + 1], opacity }];
    });
    return Plot.rect(filled, {
      ...{ x1: "x1", x2: "x2", y1: "y1", y2: "y2" },
      fill,
      fillOpacity: "opacity",
      // Smoothed edges of neighbours would leave a pale grid between them.
      shapeRendering: "crispEdges",
    });
  };
  const dotted = (isSelected: number, style: Plot.DotOptions) => {
    const places = points.ids.flatMap((_, i) =>
      points.selected[i] === isSelected ? [[points.x[i] as number, points.y[i] as number]] : [],
    );
    return Plot.dot(places, { x: "0", y: "1", r: points.ids.length > 500 ? 1.8 : 2.6, ...style });
  };
  const axis = { ticks: 5, labelArrow: false, tickFormat: (value: number) => String(Number(value.toPrecision(12))) };
  return {
    height,
    marginLeft: margin.left,
    marginRight: margin.right,
    marginTop: margin.top,
    marginBottom: margin.bottom,
    x: { ...axis, domain: endsOf(x.edges), label: x.column, labelAnchor: "right", grid: true },
    y: { ...axis, domain: endsOf(y.edges), label: y.column, labelAnchor: "top", grid: true },
    opacity: { type: "identity" },
    marks: [
      shaded(cells.all, 0.12, "var(--faint)"),
      shaded(
        cells.selected.map((count) => (count > thin ? count : 0)),
        0.3,
        "var(--accent)",
      ),
      dotted(0, { fill: "var(--faint)", fillOpacity: 0.45 }),
      dotted(1, { fill: "var(--accent)", fillOpacity: 0.75 }),
      Plot.frame({ stroke: "var(--line)" }),
    ],
  };
}
