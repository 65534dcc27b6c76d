/** What a run predicts of one picture: class by class, or question by question. */

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
  return task.tree.questions.map(({ name, answers: own, askedAfter }) => (
    <VoteBars
      key={name}
      title={askedAfter.length > 0 ? `${name}, of those asked it` : name}
      series={[run]}
      rows={own.map((answer) => ({ answer, values: [mean(`${name}_${answer}`)] }))}
    />
  ));
}
