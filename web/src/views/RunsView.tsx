/** Training runs, newest first: /runs. */

import { useQuery } from "@tanstack/react-query";
import { numberText } from "../../../src/numberText.ts";
import { spelled } from "../../../src/spelled.ts";
import { learns } from "../../../src/training/learns.ts";
import { linkTo, pathTo } from "../address.ts";
import { api } from "../api.ts";
import { ReproductionsLink } from "../parts/ReproductionsLink.tsx";
import { Empty, Failed, Waiting } from "../parts/states.tsx";

export function RunsView() {
  const runs = useQuery({
    queryKey: ["runs"],
    queryFn: api.runs,
    refetchInterval: ({ state }) => (state.data?.some(({ status }) => status === "running") ? 2000 : false),
  });
  if (runs.isPending) return <Waiting what="Looking for runs" />;
  if (runs.isError) return <Failed error={runs.error} retry={runs.refetch} />;
  return (
    <div className="column">
      <div className="bar">
        <h1>Runs</h1>
        <a className="action" {...linkTo("/runs/new")}>
          Train a network
        </a>
      </div>
      {runs.data.length === 0 ? (
        <Empty>No network has been trained in this workspace yet.</Empty>
      ) : (
        <table className="runs">
          <thead>
            <tr>
              <th scope="col">Run</th>
              <th scope="col">Survey</th>
              <th scope="col">Learns</th>
              <th scope="col">Status</th>
              <th scope="col">Began</th>
              <th scope="col">Result on held-out galaxies</th>
            </tr>
          </thead>
          <tbody>
            {runs.data.map((run) => (
              <tr key={run.id}>
                <th scope="row">
                  <a {...linkTo(pathTo("runs", run.id))}>{run.id}</a>
                </th>
                <td>{run.survey}</td>
                <td>{learns(run.task, run.method)}</td>
                <td>{run.status}</td>
                <td>{run.createdAt.slice(0, 16).replace("T", " ")}</td>
                <td>
                  {Object.entries(run.summary ?? {})
                    .map(([name, value]) => `${spelled(name)} ${numberText(Number(value))}`)
                    .join(", ") || "–"}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <ReproductionsLink leftOut="whose runs are not listed here" />
    </div>
  );
}
