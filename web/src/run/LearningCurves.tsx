/** Loss and validation measures against steps. */

import * as Plot from "@observablehq/plot";
import { useCallback, useMemo } from "react";
import type { Metric } from "../../../src/training/metrics.ts";
import { Chart } from "../parts/Chart.tsx";
import { endLabels } from "../parts/endLabels.ts";

interface Point {
  step: number;
  value: number;
  series: string;
}

export function LearningCurves({ metrics }: { metrics: readonly Metric[] }) {
  const { loss, measures, explained } = useMemo(() => pointsOf(metrics), [metrics]);
  const lossOptions = useCallback(() => lines(loss, "loss"), [loss]);
  const measureOptions = useCallback(() => lines(measures, "validation measure"), [measures]);
  const explainedOptions = useCallback(() => lines(explained, "share explained"), [explained]);
  return (
    <div className="charts">
      <Chart title="Loss" options={lossOptions} />
      {measures.length > 0 && <Chart title="Validation" options={measureOptions} />}
      {explained.length > 0 && <Chart title="Validation, variance explained" options={explainedOptions} />}
    </div>
  );
}

function pointsOf(metrics: readonly Metric[]): Record<"loss" | "measures" | "explained", Point[]> {
  const loss: Point[] = [];
  const measures: Point[] = [];
  // Beside errors in their column's unit, a share would be a flat line, or they would be.
  const explained: Point[] = [];
  for (const metric of metrics) {
    if (metric.kind === "step") loss.push({ step: metric.step, value: metric.loss, series: "training" });
    if (metric.kind !== "epoch") continue;
    for (const [series, value] of Object.entries(metric.validation)) {
      if (series === "loss") loss.push({ step: metric.step, value, series: "validation" });
      else if (series === "r2") explained.push({ step: metric.step, value, series: "R²" });
      else measures.push({ step: metric.step, value, series: series.replace(/[A-Z]/g, (c) => ` ${c.toLowerCase()}`) });
    }
  }
  return { loss, measures, explained };
}

function lines(points: readonly Point[], label: string): Plot.PlotOptions {
  const last = new Map(points.map((point) => [point.series, point]));
  return {
    height: 260,
    marginRight: 130,
    x: { label: "step" },
    y: { label, grid: true },
    color: { scheme: "Observable10" },
    marks: [
      Plot.lineY(points, { x: "step", y: "value", stroke: "series", z: "series", strokeWidth: 1.6 }),
      Plot.dot(points.length < 60 ? points : [], {
        x: "step",
        y: "value",
        fill: "series",

        r: 2,
        symbol: "series",
      }),
      endLabels([...last.values()], { x: "step", y: "value" }),
    ],
  };
}
