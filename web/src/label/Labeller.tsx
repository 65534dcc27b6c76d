/** Labelling one task as one person, in an order of one's choice. */

import { useMemo } from "react";
import { api, type Task } from "../api.ts";
import { labelledSelection, selectionFrom } from "../selection/selectionAddress.ts";
import { Answering } from "./Answering.tsx";
import { LabelProgress } from "./LabelProgress.tsx";
import { OrderChooser, orderFrom } from "./OrderChooser.tsx";
import { type Coming, useLabelling } from "./useLabelling.ts";

export function Labeller({
  survey,
  task,
  by,
  search,
  unsureRuns,
  representations,
}: {
  survey: string;
  task: Task;
  by: string;
  search: URLSearchParams;
  unsureRuns: readonly string[];
  representations: readonly string[];
}) {
  const { order, run, seed } = orderFrom(search);
  const selected = labelledSelection(search).toString();
  const next = useMemo(
    (): Coming => ({
      fewest: 20,
      atOnce: 50,
      fetch: (limit) =>
        api.nextToLabel(survey, selectionFrom(new URLSearchParams(selected)), {
          task: task.name,
          by,
          order,
          seed: String(seed),
          limit: String(limit),
          ...(run ? { run } : {}),
        }),
    }),
    [survey, task.name, by, order, run, seed, selected],
  );
  const labelling = useLabelling(survey, task, by, next);
  return (
    <Answering survey={survey} task={task} labelling={labelling}>
      <LabelProgress survey={survey} task={task} by={by} counts={labelling.counts} unsent={labelling.outbox.unsent} />
      <OrderChooser survey={survey} search={search} unsureRuns={unsureRuns} representations={representations} />
    </Answering>
  );
}
