/** What a round is worth on held-out examples: measures with intervals, the learning curve, reliability. */

import * as Plot from "@observablehq/plot";
import { useCallback } from "react";
import { tooFewText } from "../../../src/explore/teach/tooFew.ts";
import type { Round } from "../api.ts";
import { Chart } from "../parts/Chart.tsx";
import { endLabels } from "../parts/endLabels.ts";

type Measured = Round["measures"]["accuracy"];

// A bar is some thirty pixels wide.
const short = new Intl.NumberFormat("en-US", { notation: "compact" });

export function RoundResults({ round }: { round: Round }) {
  const { measures, curve } = round;
  const tooFew = tooFewText(round);
  const rows: [string, Measured][] = [
    ["accuracy", measures.accuracy],
    ["balanced accuracy", measures.balancedAccuracy],
    ["ROC AUC", measures.rocAuc],
    ["average precision", measures.averagePrecision],
  ];
  const curveOptions = useCallback(() => learning(curve), [curve]);
  const barOptions = useCallback(() => reliability(measures.reliability), [measures]);
  return (
    <section aria-label={`Round ${round.round}`}>
      <p role="status">
        Round {round.round}: {round.positives} positives and {round.negatives} negatives
        {round.said > 0 && `, ${round.said} of them as people said`}
        {round.disputed > 0 && `; ${round.disputed} left out: people disagree`}
        {round.unseen > 0 && `; ${round.unseen} without a representation left out`}.{" "}
        {round.found.toLocaleString("en-US")} of {round.objects.toLocaleString("en-US")} galaxies are above 0.5, in the
        column {round.name}@teach.
      </p>
      {tooFew !== null && (
        <p role="status">
          <strong>{tooFew}</strong>
        </p>
      )}
      <div className="charts">
        <table>
          <caption>On held-out examples, {round.folds} folds</caption>
          <thead>
            <tr>
              <th scope="col">measure</th>
              <th scope="col" className="number">
                value
              </th>
              <th scope="col" className="number">
                95 %
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map(([name, { value, interval }]) => (
              <tr key={name}>
                <th scope="row">{name}</th>
                <td className="number">{value.toFixed(3)}</td>
                <td className="number">{interval.map((end) => end.toFixed(2)).join(" to ")}</td>
              </tr>
            ))}
          </tbody>
        </table>
        <Chart title="Learning curve" options={curveOptions} />
        <Chart title="Reliability" options={barOptions} />
      </div>
    </section>
  );
}

function learning(curve: Round["curve"]): Plot.PlotOptions {
  const points = curve.flatMap(({ examples, measures }) =>
    (
      [
        ["accuracy", measures.accuracy],
        ["ROC AUC", measures.rocAuc],
      ] as const
    ).map(([series, { value, interval }]) => ({ examples, value, low: interval[0], high: interval[1], series })),
  );
  const steps = [...new Set(curve.map(({ examples }) => examples))];
  const last = new Map(points.map((point) => [point.series, point]));
  return {
    height: 240,
    marginRight: 70,
    x: { label: "examples that taught", type: "log", tickFormat: "d", ...(steps.length < 3 ? { ticks: steps } : {}) },
    y: { label: "on held-out examples", grid: true },
    color: { scheme: "Observable10" },
    marks: [
      Plot.areaY(points, { x: "examples", y1: "low", y2: "high", fill: "series", z: "series", fillOpacity: 0.15 }),
      Plot.lineY(points, { x: "examples", y: "value", stroke: "series", z: "series", strokeWidth: 1.6 }),
      Plot.dot(points, { x: "examples", y: "value", fill: "series", symbol: "series", r: 3 }),
      endLabels([...last.values()], { x: "examples", y: "value" }),
    ],
  };
}

function reliability(bins: Round["measures"]["reliability"]): Plot.PlotOptions {
  const full = bins.filter(({ count }) => count > 0);
  return {
    height: 240,
    x: { label: "probability; at each bar's foot, how many examples", domain: [0, 1] },
    y: { label: "share that are positives", domain: [0, 1], grid: true },
    marks: [
      Plot.rectY(full, { x1: "from", x2: "to", y: "positive", fill: "var(--accent)", fillOpacity: 0.35, inset: 1 }),
      Plot.ruleX(full, {
        x: "expected",
        y1: ({ interval }) => interval[0],
        y2: ({ interval }) => interval[1],
        stroke: "var(--ink)",
      }),
      Plot.line(
        [
          [0, 0],
          [1, 1],
        ],
        { stroke: "var(--faint)", strokeDasharray: "4 4" },
      ),
      // In the bar's middle: the mean probability of the first bar stands on the axis.
      Plot.text(full, {
        x: ({ from, to }) => (from + to) / 2,
        y: 0.03,
        text: ({ count }) => short.format(count),
        fill: "var(--ink)",
      }),
    ],
  };
}
