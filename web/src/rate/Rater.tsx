/** One person rates what a model of all ratings so far proposes, and sees what it found. */

import { useQuery } from "@tanstack/react-query";
import { useEffect, useMemo, useState } from "react";
import { counted } from "../../../src/counted.ts";
import { type Anomalies, api, type Task } from "../api.ts";
import { Answering } from "../label/Answering.tsx";
import { type Coming, useLabelling } from "../label/useLabelling.ts";
import { FoundCurve } from "./FoundCurve.tsx";
import { ProposalChooser, proposalFrom } from "./ProposalChooser.tsx";
import { Strip } from "./Strip.tsx";

export function Rater({
  survey,
  task,
  by,
  search,
  runs,
}: {
  survey: string;
  task: Task;
  by: string;
  search: URLSearchParams;
  runs: readonly string[];
}) {
  const { acquisition, run, from, batch } = proposalFrom(search);
  const [proposed, setProposed] = useState<Anomalies>();
  const next = useMemo(
    (): Coming => ({
      // The next batch is there before this one ends, and is learnt from all but the last few ratings.
      fewest: Math.min(3, batch),
      atOnce: batch,
      fetch: async (limit) => {
        const found = await api.anomalies(survey, {
          interest: task.name,
          acquisition,
          batch: String(Math.min(200, limit)),
          ...(from === "me" ? { by } : {}),
          ...(run ? { run } : {}),
        });
        setProposed(found);
        return { ids: found.proposals.map(({ id }) => id), left: found.left, total: found.objects };
      },
    }),
    [survey, task.name, by, acquisition, run, from, batch],
  );
  const labelling = useLabelling(survey, task, by, next);
  const { unsent } = labelling.outbox;
  const found = useQuery({
    queryKey: ["found", survey, task.name, by],
    queryFn: () => api.found(survey, { interest: task.name, by }),
    // What was last known stays while the server is away: `SavedState` says that it is.
    placeholderData: (before) => before,
  });
  const { refetch } = found;
  useEffect(() => {
    if (unsent > 0) return;
    // Not at every key: when one pauses.
    const timer = setTimeout(() => void refetch(), 500);
    return () => clearTimeout(timer);
  }, [unsent, refetch]);
  const { shown = [], highest = [], together = [], people = [] } = found.data ?? {};
  const rated = highest.filter(({ score }) => score > 0);
  const mine = shown.filter(({ score }) => score !== null).length;
  const others = people.filter((each) => each.by !== by);
  return (
    <>
      <Answering survey={survey} task={task} labelling={labelling}>
        <p className="faint" role="status">
          {!found.data || !proposed
            ? "Looking at what is rated …"
            : shown.length === 0 && proposed.rated === 0
              ? `Nothing rated ${others.length > 0 ? "by you " : ""}yet: the first are drawn at random.`
              : `${mine === 0 ? "None" : mine} rated by you` +
                (others.length > 0 ? `; ${others.map((each) => `${each.rated} by ${each.by}`).join(", ")}` : "") +
                (proposed.rated > 0 ? `; ${taughtBy(proposed)}` : "")}
        </p>
        {together[0] && (
          <p className="faint">
            Rated by several people: {together[0].id}
            {`: ${together[0].ratings.map((each) => `${each.by} ${each.score}`).join(", ")}. `}
            All are kept, and the mean counts{together.length > 1 ? ` (as for ${together.length - 1} more)` : ""}.
          </p>
        )}
        <FoundCurve shown={shown} />
        <ProposalChooser survey={survey} search={search} runs={runs} />
      </Answering>
      <Strip
        survey={survey}
        title="Should interest you most"
        hint={likelyHint(proposed)}
        galaxies={(proposed?.likeliest ?? []).map(({ id, mean }) => ({ id, caption: mean?.toFixed(1) ?? "" }))}
      />
      <Strip
        survey={survey}
        title="Rated highest"
        hint={rated.length === 0 ? "None yet." : "By anyone; the mean where several rated one."}
        galaxies={rated.map(({ id, score }) => ({ id, caption: Number(score.toFixed(1)).toString() }))}
      />
    </>
  );
}

/** Nothing is listed that the ratings do not tell. */
function likelyHint(proposed: Anomalies | undefined): string {
  if (!proposed) return "";
  if (proposed.basis === "drawn") return "Told when some are rated.";
  if (proposed.basis === "unlike")
    return "The ratings are too few to tell, or too alike: those shown to you are the least like what is rated. Rate some that differ.";
  return "Nobody has rated these; from the ratings so far they are expected to be the highest.";
}

/** Of very many ratings a part is learnt from, and of galaxies that the run has not seen nothing. */
function taughtBy({ rated, learntFrom, unseen, run }: Anomalies): string {
  const proposed =
    learntFrom === rated
      ? `proposed from ${counted(rated, "rating")}`
      : `proposed from ${learntFrom} of ${rated} ratings, the highest and others drawn at random`;
  return unseen === 0 ? proposed : `${proposed}; ${unseen} more are of galaxies that ${run} has no representation of`;
}
