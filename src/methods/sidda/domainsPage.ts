/** A run's two surveys side by side as one HTML file, with the curves of its adaptation; nothing stands beside it. */

import { counted } from "../../counted.ts";
import { escaped, svgChart, ticks, upwardName } from "../../svgChart.ts";
import type { Metric } from "../../training/metrics.ts";
import type { Run } from "../../training/run.ts";
import type { DomainMeasures, Results } from "./results.ts";

type Content = Pick<Results, "classes" | "target" | "apart" | "remark"> & { source: { measures?: DomainMeasures } };

const rows: readonly [string, keyof DomainMeasures, string][] = [
  ["accuracy", "accuracy", "share of objects given their label"],
  ["balanced accuracy", "balancedAccuracy", "mean of the classes' shares"],
  ["cross-entropy, nats", "crossEntropy", "smaller is better"],
  [
    "expected calibration error",
    "expectedCalibrationError",
    "how far confidence and accuracy are apart, in ten bins: smaller is better",
  ],
  ["Brier score", "brierScore", "mean squared error of the probabilities: smaller is better"],
  ["mean confidence gap", "meanConfidenceGap", "what the published code calls its calibration error"],
];

export function domainsPage(run: Run, content: Content, metrics: readonly Metric[]): string {
  const { survey } = run.card;
  const { target, source, apart } = content;
  const epochs = metrics.flatMap((metric) => (metric.kind === "epoch" ? [metric] : []));
  const curve = (name: string, of: (value: number) => number = (value) => value) =>
    epochs.flatMap(({ epoch, validation }) => {
      const value = validation[name];
      return value === undefined ? [] : [{ epoch, value: of(value) }];
    });
  const weight = (eta: number) => 1 / (2 * eta * eta);
  const charts = [
    { title: "Divergence of the two surveys' features (validation)", name: "divergence", points: curve("divergence") },
    { title: "Weight of the cross-entropy", name: "1 / (2 eta1²)", points: curve("eta1", weight) },
    { title: "Weight of the divergence", name: "1 / (2 eta2²)", points: curve("eta2", weight) },
    { title: "Accuracy on the source (validation)", name: "accuracy", points: curve("accuracy") },
  ].filter(({ points }) => points.length > 1);
  const cells = rows.map(([name, key, meaning]) => {
    const text = (measures: DomainMeasures | undefined) => (measures ? Number(measures[key]).toFixed(3) : "–");
    return `<tr><th>${name}</th><td>${text(source.measures)}</td><td>${text(target.measures)}</td><td>${meaning}</td></tr>`;
  });
  return `<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${run.id}</title>
<style>body{font:16px/1.5 sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}table{border-collapse:collapse}
td,th{border-bottom:1px solid #bbb;padding:.3rem .6rem;text-align:left}td{font-variant-numeric:tabular-nums}svg{max-width:100%}div{overflow-x:auto}</style>
<h1>${escaped(survey)} → ${escaped(target.survey)}</h1>
<p>${escaped(run.id)}: learnt from the labels of ${escaped(survey)}; of ${escaped(target.survey)} only images. ${escaped(sentence(content))}</p>
${content.remark === undefined ? "" : `<p><strong>${escaped(content.remark)}.</strong></p>\n`}<div><table><thead><tr><th>held-out objects</th><th>${escaped(survey)}</th><th>${escaped(target.survey)}</th><th></th></tr></thead><tbody>
<tr><th>with a label</th><td>${source.measures?.objects ?? 0}</td><td>${target.measures?.objects ?? 0}</td><td></td></tr>
${cells.join("\n")}
</tbody></table></div>
${apart ? `<p>Divergence between the held-out objects: ${apart.divergence.toPrecision(4)}${apart.blur === undefined ? "" : `, blur ${apart.blur.toPrecision(3)}`}.</p>` : ""}
${charts.map(chart).join("\n")}
</html>
`;
}

function sentence({ target, source }: Content): string {
  const unknown =
    target.unknownClasses.length > 0
      ? ` It has ${counted(target.unknownClasses.length, "class", "classes")} that the source lacks (${target.unknownClasses.join(", ")}): their objects are in no figure here, and are given one of the known classes.`
      : "";
  if (!target.measures)
    return `The target has no labels of these classes, so nothing is known of its accuracy.${unknown}`;
  const lost = (source.measures?.accuracy ?? Number.NaN) - target.measures.accuracy;
  const words = Number.isNaN(lost)
    ? ""
    : lost > 0.05
      ? `On the target it is right ${Math.round(100 * lost)} points less often than on the source.`
      : "It is right about as often on the target as on the source.";
  return `${words}${unknown} The target's labels were looked at once, after training.`;
}

function chart({ title, name, points }: { title: string; name: string; points: { epoch: number; value: number }[] }) {
  const size = { width: 760, height: 220, left: 70, right: 20, top: 34, bottom: 40 };
  const most = Math.max(1e-9, ...points.map(({ value }) => value));
  const last = Math.max(...points.map(({ epoch }) => epoch));
  const x = (epoch: number) => size.left + (epoch / last) * (size.width - size.left - size.right);
  const y = (value: number) => size.height - size.bottom - (value / most) * (size.height - size.top - size.bottom);
  const path = points.map(({ epoch, value }) => `${x(epoch).toFixed(1)},${y(value).toFixed(1)}`).join(" ");
  return svgChart(size, title, [
    ...ticks(most).map(
      (value) =>
        `<line x1="${size.left}" x2="${size.width - size.right}" y1="${y(value).toFixed(1)}" y2="${y(value).toFixed(1)}" stroke="#ddd"/>` +
        `<text x="${size.left - 6}" y="${(y(value) + 4).toFixed(1)}" text-anchor="end">${Number(value.toPrecision(3))}</text>`,
    ),
    ...ticks(last, 1).map(
      (epoch) => `<text x="${x(epoch).toFixed(1)}" y="${size.height - 22}" text-anchor="middle">${epoch}</text>`,
    ),
    `<polyline points="${path}" fill="none" stroke="#1f77b4" stroke-width="2"/>`,
    `<text x="${(size.left + size.width - size.right) / 2}" y="${size.height - 6}" text-anchor="middle">epoch</text>`,
    upwardName(size, name),
  ]);
}
