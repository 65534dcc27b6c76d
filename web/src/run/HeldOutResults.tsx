/** What a run reached on the galaxies held out: confusion or vote fractions with calibration, or numbers. */

import * as Plot from "@observablehq/plot";
import { useCallback } from "react";
import type { CalibrationBin } from "../../../src/methods/zoobot/measures.ts";
import type { HeldOut } from "../../../src/methods/zoobot/report.ts";
import { Chart } from "../parts/Chart.tsx";
import { NumberResults } from "./NumberResults.tsx";

export function HeldOutResults({ heldOut }: { heldOut: HeldOut }) {
  return (
    <section aria-labelledby="held-out">
      <h2 id="held-out">On {heldOut.objects.toLocaleString("en-US")} galaxies held out</h2>
      {heldOut.labels && <Labels labels={heldOut.labels} />}
      {heldOut.questions && <Questions questions={heldOut.questions} />}
      {heldOut.number && <NumberResults results={heldOut.number} />}
    </section>
  );
}

function Labels({ labels }: { labels: NonNullable<HeldOut["labels"]> }) {
  const { classes, confusion } = labels;
  return (
    <>
      <p>
        Accuracy <strong>{labels.accuracy.toFixed(3)}</strong>, balanced accuracy{" "}
        <strong>{labels.balancedAccuracy.toFixed(3)}</strong>.
      </p>
      <div className="charts">
        <figure>
          <figcaption>Confusion: labels down, predictions across</figcaption>
          <table className="confusion">
            <thead>
              <tr>
                <th scope="col">label</th>
                {classes.map((name) => (
                  <th scope="col" key={name} className="number">
                    {name}
                  </th>
                ))}
                <th scope="col" className="number">
                  found
                </th>
              </tr>
            </thead>
            <tbody>
              {classes.map((name, row) => {
                const counts = confusion[row] ?? [];
                const total = counts.reduce((a, b) => a + b, 0);
                return (
                  <tr key={name}>
                    <th scope="row">{name}</th>
                    {classes.map((other, column) => {
                      const share = (counts[column] ?? 0) / Math.max(1, total);
                      return (
                        <td key={other} className="number" style={{ "--share": share } as React.CSSProperties}>
                          {counts[column] ?? 0}
                        </td>
                      );
                    })}
                    <td className="number">{((100 * (counts[row] ?? 0)) / Math.max(1, total)).toFixed(0)} %</td>
                  </tr>
                );
              })}
            </tbody>
          </table>
        </figure>
        <Calibration bins={labels.calibration} of="probability" title="Calibration" />
      </div>
    </>
  );
}

function Questions({ questions }: { questions: NonNullable<HeldOut["questions"]> }) {
  return (
    <>
      <table>
        <caption>Mean absolute error of the vote fractions, against always predicting the mean</caption>
        <thead>
          <tr>
            <th scope="col">Question</th>
            <th scope="col" className="number">
              Galaxies
            </th>
            <th scope="col" className="number">
              Error
            </th>
            <th scope="col" className="number">
              Mean predictor
            </th>
            <th scope="col" className="number">
              Times better
            </th>
          </tr>
        </thead>
        <tbody>
          {questions.map(({ question, objects, error, baseline }) => (
            <tr key={question}>
              <th scope="row">{question}</th>
              <td className="number">{objects}</td>
              <td className="number">{error.toFixed(3)}</td>
              <td className="number">{baseline.toFixed(3)}</td>
              <td className="number">{error > 0 ? (baseline / error).toFixed(2) : "–"}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {questions.map((question) =>
        question.objects > 0 ? (
          <details key={question.question} open={question === questions[0]}>
            <summary>{question.question}</summary>
            <div className="charts">
              <Scatter question={question} />
              <Calibration bins={question.calibration} of="vote fraction" title={`Calibration, ${question.question}`} />
            </div>
          </details>
        ) : null,
      )}
    </>
  );
}

function Scatter({ question }: { question: NonNullable<HeldOut["questions"]>[number] }) {
  const options = useCallback(
    (): Plot.PlotOptions => ({
      height: 260,
      aspectRatio: null,
      x: { label: "volunteers' fraction", domain: [0, 1] },
      y: { label: "predicted fraction", domain: [0, 1], grid: true },
      fx: { label: null },
      marks: [
        Plot.line(
          [
            [0, 0],
            [1, 1],
          ],
          { strokeOpacity: 0.4 },
        ),
        Plot.dot(question.points, {
          x: "observed",
          y: "predicted",
          fx: "answer",
          r: 1.6,
          fill: "currentColor",
          fillOpacity: 0.45,
        }),
      ],
    }),
    [question],
  );
  return <Chart title={`Vote fractions, ${question.question}`} options={options} />;
}

function Calibration({ bins, of, title }: { bins: readonly CalibrationBin[]; of: string; title: string }) {
  const options = useCallback(
    (): Plot.PlotOptions => ({
      height: 260,
      x: { label: `predicted ${of}`, domain: [0, 1] },
      y: { label: `observed ${of}`, domain: [0, 1], grid: true },
      r: { range: [2, 9] },
      marks: [
        Plot.line(
          [
            [0, 0],
            [1, 1],
          ],
          { strokeOpacity: 0.4, strokeDasharray: "4 3" },
        ),
        Plot.line(bins, { x: "predicted", y: "observed" }),
        Plot.dot(bins, { x: "predicted", y: "observed", r: "count", fill: "currentColor", fillOpacity: 0.7 }),
      ],
    }),
    [bins, of],
  );
  return <Chart title={title} options={options} />;
}
