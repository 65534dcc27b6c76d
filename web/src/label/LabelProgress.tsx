/** How far one is, and how far people agree. */

import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { api, type NextToLabel, type Task } from "../api.ts";

export function LabelProgress({
  survey,
  task,
  by,
  counts,
  unsent,
}: {
  survey: string;
  task: Task;
  by: string;
  counts: Pick<NextToLabel, "left" | "total"> | undefined;
  unsent: number;
}) {
  const progress = useQuery({
    queryKey: ["label-progress", survey, task.name, by],
    queryFn: () => api.progress(survey, task.name, by),
    refetchInterval: 4000,
    // What was last known stays while the server is away: `SavedState` says that it is.
    placeholderData: (before) => before,
  });
  const { refetch } = progress;
  useEffect(() => {
    if (unsent > 0) return;
    // Not at every key: when one pauses.
    const timer = setTimeout(() => void refetch(), 700);
    return () => clearTimeout(timer);
  }, [unsent, refetch]);
  const labelled = progress.data?.labelled ?? 0;
  const total = counts?.total ?? 0;
  const mine = labelled + (progress.data?.passed ?? 0) + unsent;
  return (
    <section className="label-progress" aria-labelledby="progress-title">
      <h2 id="progress-title">Progress</h2>
      <progress aria-label="Labelled by you" max={Math.max(1, total)} value={Math.min(mine, total)} />
      <p className="faint">
        {labelled.toLocaleString("en-US")} labelled and {(progress.data?.passed ?? 0).toLocaleString("en-US")} skipped
        by you, of {total.toLocaleString("en-US")}; {(progress.data?.objects ?? 0).toLocaleString("en-US")} by anyone
      </p>
      <Agreement data={progress.data} />
    </section>
  );
}

function Agreement({ data }: { data: Awaited<ReturnType<typeof api.progress>> | undefined }) {
  if (!data || data.people.length < 2 || data.agreement.length === 0)
    return <p className="faint">Agreement: not yet, until two people have labelled the same galaxies.</p>;
  return (
    <details>
      <summary>
        Agreement: α = {data.agreement[0]?.alpha?.toFixed(2)} on {data.agreement[0]?.objects.toLocaleString("en-US")}{" "}
        galaxies
      </summary>
      <table>
        <thead>
          <tr>
            <th scope="col">Question</th>
            <th scope="col" className="number">
              Krippendorff's α
            </th>
            <th scope="col" className="number">
              galaxies
            </th>
          </tr>
        </thead>
        <tbody>
          {data.agreement.map(({ question, level, alpha, objects }) => (
            <tr key={`${question}${level}`}>
              <th scope="row">{question ?? level}</th>
              <td className="number">{alpha?.toFixed(3)}</td>
              <td className="number">{objects}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className="faint">{data.people.map(({ name, labels }) => `${name}: ${labels}`).join(", ")}</p>
    </details>
  );
}
