/** What a run predicts of one picture: class by class, question by question, or one number. */

import { numberText } from "../../../src/numberText.ts";
import type { EncoderDetails } from "../api.ts";
import { VoteBars } from "../parts/VoteBars.tsx";

export function Predicted({ run, details, means }: { run: string; details: EncoderDetails; means: number[] }) {
  const { task, answers } = details;
  const mean = (answer: string) => means[answers.indexOf(answer)] ?? null;
  if (task.kind === "labels")
    return (
      <VoteBars
        title={`${task.column}, predicted by ${run}`}
        series={[run]}
        rows={answers.map((answer) => ({ answer, values: [mean(answer)] }))}
      />
    );
  if (task.kind === "regression")
    return (
      <p>
        {task.column}, predicted by {run}: <strong>{numberText(mean(task.column) ?? 0)}</strong>
      </p>
    );
  return task.tree.questions.map(({ name, answers: own, askedAfter }) => (
    <VoteBars
      key={name}
      title={askedAfter.length > 0 ? `${name}, of those asked it` : name}
      series={[run]}
      rows={own.map((answer) => ({ answer, values: [mean(`${name}_${answer}`)] }))}
    />
  ));
}
