/** A run: how it went while it learnt, and what it reached on the galaxies held out. */

import { useCallback } from "react";
import type { ReportData } from "../../../src/methods/zoobot/reportPage.ts";
import { measureText, numberText } from "../../../src/numberText.ts";
import { spelled } from "../../../src/spelled.ts";
import { learns } from "../../../src/training/learns.ts";
import { settingsText } from "../../../src/training/settingsText.ts";
import { HeldOutResults } from "./HeldOutResults.tsx";
import { LearningCurves } from "./LearningCurves.tsx";

export function RunReport({ data }: { data: ReportData }) {
  const { card, metrics } = data;
  const steps = metrics.filter((metric) => metric.kind === "step");
  const epochs = metrics.filter((metric) => metric.kind === "epoch");
  const last = steps.at(-1);
  const text = useCallback(duration, []);
  return (
    <article>
      <h1>{card.id}</h1>
      <p role="status">
        {statusText[card.status]}
        {card.status === "failed" && card.message ? `: ${card.message}` : ""}
        {card.status === "running" && last
          ? `: epoch ${last.epoch}, step ${last.step}, ${last.imagesPerSecond.toFixed(0)} images/s, ${text(last.seconds)} so far`
          : ""}
        {card.status === "running" && !last ? ": decoding the first images" : ""}
      </p>
      {card.remark && (
        <p>
          <strong>Remark:</strong> {card.remark}.
        </p>
      )}
      <dl className="facts">
        <Fact name="Survey" value={card.survey} />
        <Fact name="Learns" value={`${learns(card.task)}: ${detailsOf(card.task)}`} />
        <Fact name="Begins with" value={card.from ? `the encoder of ${card.from}` : "nothing (from scratch)"} />
        <Fact name="Began" value={card.createdAt.slice(0, 16).replace("T", " ")} />
        {last && <Fact name="Trained for" value={`${text(last.seconds)}, ${epochs.length} epochs`} />}
        <Fact name="Settings" value={settingsText(card.configuration)} />
      </dl>
      {steps.length > 1 && <LearningCurves metrics={metrics} />}
      {metrics.flatMap((metric) =>
        metric.kind === "note"
          ? [
              <p key={`${metric.step} ${metric.text}`} className="faint">
                Step {metric.step}: {metric.text}
              </p>,
            ]
          : [],
      )}
      {card.summary && <Measures summary={card.summary} />}
      {data.heldOut && <HeldOutResults heldOut={data.heldOut} />}
    </article>
  );
}

function Measures({ summary }: { summary: Record<string, number> }) {
  const measures = Object.entries(summary);
  if (measures.length === 0) return null;
  return (
    <section aria-labelledby="measures">
      <h2 id="measures">What it reached</h2>
      <dl className="facts">
        {measures.map(([name, value]) => (
          <Fact key={name} name={spelled(name)} value={measureText(value)} />
        ))}
      </dl>
    </section>
  );
}

const statusText = {
  running: "Training",
  finished: "Finished",
  stopped: "Stopped; it can be resumed from its last checkpoint",
  failed: "Failed",
};

function detailsOf(task: ReportData["card"]["task"]): string {
  if (task.kind === "labels") return task.classes.join(", ");
  if (task.kind === "votes") return `${task.tree.questions.length} questions`;
  return `${numberText(task.mean)} ± ${numberText(task.std)} in the training galaxies, by which it was standardised`;
}

function Fact({ name, value }: { name: string; value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}

function duration(seconds: number): string {
  return seconds < 90 ? `${Math.round(seconds)} s` : `${(seconds / 60).toFixed(1)} min`;
}
