/** How well a run predicts a number: predicted against observed, and the residuals. */

import * as Plot from "@observablehq/plot";
import { useCallback } from "react";
import type { HeldOut } from "../../../src/methods/zoobot/report.ts";
import { numberText } from "../../../src/numberText.ts";
import { Chart } from "../parts/Chart.tsx";

type Results = NonNullable<HeldOut["number"]>;

export function NumberResults({ results }: { results: Results }) {
  const { column, meanAbsoluteError, meanPredictorError, rootMeanSquareError, r2 } = results;
  const rows: [string, string][] = [
    ["mean absolute error", numberText(meanAbsoluteError)],
    ["the same, always predicting the mean", numberText(meanPredictorError)],
    ["times better", meanAbsoluteError > 0 ? (meanPredictorError / meanAbsoluteError).toFixed(2) : "–"],
    ["root mean square error", numberText(rootMeanSquareError)],
    ["R², share of the variance explained", r2 === undefined ? "–" : numberText(r2)],
  ];
  return (
    <>
      <table>
        <caption>{column}, in its own unit</caption>
        <tbody>
          {rows.map(([name, value]) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td className="number">{value}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <div className="charts">
        <Scatter results={results} />
        <Residuals results={results} />
      </div>
    </>
  );
}

function Scatter({ results: { column, points } }: { results: Results }) {
  const options = useCallback((): Plot.PlotOptions => {
    const all = points.flatMap(({ predicted, observed }) => [predicted, observed]);
    const domain = [Math.min(...all), Math.max(...all)];
    return {
      height: 320,
      marginLeft: 56,
      x: { label: `${column}, observed`, domain, nice: true },
      y: { label: `${column}, predicted`, domain, nice: true, grid: true },
      marks: [
        Plot.line(
          domain.map((end) => [end, end]),
          { strokeOpacity: 0.6, strokeDasharray: "4 3" },
        ),
        Plot.dot(points, { x: "observed", y: "predicted", r: 1.8, fill: "currentColor", fillOpacity: 0.5 }),
      ],
    };
  }, [column, points]);
  return <Chart title="Predicted against observed (dashed: equal)" options={options} />;
}

function Residuals({ results: { residuals } }: { results: Results }) {
  const options = useCallback(
    (): Plot.PlotOptions => ({
      height: 320,
      marginLeft: 56,
      x: { label: "predicted − observed" },
      y: { label: "galaxies", grid: true },
      marks: [
        Plot.rectY(residuals, { x1: "from", x2: "to", y: "count", fill: "currentColor", fillOpacity: 0.6 }),
        Plot.ruleX([0], { strokeDasharray: "4 3" }),
        Plot.ruleY([0]),
      ],
    }),
    [residuals],
  );
  return <Chart title="Residuals" options={options} />;
}
