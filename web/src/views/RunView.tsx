/** A run, live while it trains: /runs/:id. */

import { useMutation, useQuery } from "@tanstack/react-query";
import { linkTo } from "../address.ts";
import { api, reportUrl } from "../api.ts";
import { Failed, Waiting } from "../parts/states.tsx";
import { RunReport } from "../run/RunReport.tsx";

export function RunView({ id }: { id: string }) {
  const run = useQuery({
    queryKey: ["run", id],
    queryFn: () => api.run(id),
    refetchInterval: ({ state }) => (state.data?.card.status === "running" ? 1000 : 5000),
  });
  const stop = useMutation({ mutationFn: () => api.stopRun(id), onSettled: () => run.refetch() });
  const resume = useMutation({ mutationFn: () => api.resumeRun(id), onSettled: () => run.refetch() });
  if (run.isPending) return <Waiting what={`Opening run ${id}`} />;
  if (run.isError) return <Failed error={run.error} retry={run.refetch} />;
  const { status, notResumable } = run.data.card;
  const failure = stop.error ?? resume.error;
  return (
    <div className="column">
      <div className="bar end">
        {status === "running" && (
          <button type="button" onClick={() => stop.mutate()} disabled={stop.isPending}>
            {stop.isPending ? "Writing a checkpoint …" : "Stop"}
          </button>
        )}
        {(status === "stopped" || status === "failed") && notResumable === undefined && (
          <button type="button" onClick={() => resume.mutate()} disabled={resume.isPending}>
            Resume
          </button>
        )}
        {status === "finished" && (
          <a {...linkTo(`/image?${new URLSearchParams({ run: id })}`)}>Try it on your own image</a>
        )}
        {status === "finished" && (
          <a className="action" href={reportUrl(id)} download={`${id}.html`}>
            Save report
          </a>
        )}
      </div>
      {failure && <Failed error={failure} />}
      <RunReport data={run.data} />
    </div>
  );
}
