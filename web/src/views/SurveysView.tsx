/** The surveys of the workspace: /. */

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { counted } from "../../../src/counted.ts";
import { linkTo, pathTo } from "../address.ts";
import { api, type Status } from "../api.ts";
import { Command } from "../parts/Command.tsx";
import { ReproductionsLink } from "../parts/ReproductionsLink.tsx";
import { Empty, Failed, Waiting } from "../parts/states.tsx";

export function SurveysView() {
  const status = useQuery({
    queryKey: ["status"],
    queryFn: api.status,
    refetchInterval: ({ state }) => (state.data?.preparation.state === "working" ? 500 : 5000),
  });
  const surveys = useQuery({ queryKey: ["surveys"], queryFn: api.surveys });
  const queries = useQueryClient();
  const preparing = status.data?.preparation.state;
  useEffect(() => {
    if (preparing === "done") void queries.invalidateQueries({ queryKey: ["surveys"] });
  }, [preparing, queries]);
  if (surveys.isPending) return <Waiting what="Looking for surveys" />;
  if (surveys.isError) return <Failed error={surveys.error} retry={surveys.refetch} />;
  const own = surveys.data.filter(({ reproduction }) => reproduction === undefined);
  const others = surveys.data.length - own.length;
  return (
    <div className="column">
      <h1>Surveys</h1>
      {status.data && <Preparation state={status.data.preparation} />}
      {own.length === 0 ? (
        <Empty>
          No survey yet. Import one: <Command line="survey import my-survey catalogue.csv" />
        </Empty>
      ) : (
        <table>
          <thead>
            <tr>
              <th scope="col">Survey</th>
              <th scope="col" className="number">
                Galaxies
              </th>
              <th scope="col">Labels</th>
              <th scope="col">Votes</th>
              <th scope="col">Predicted by</th>
              <th scope="col">Imported</th>
            </tr>
          </thead>
          <tbody>
            {own.map((survey) =>
              survey.problem === undefined ? (
                <tr key={survey.name}>
                  <th scope="row">
                    <a {...linkTo(pathTo("survey", survey.name))}>{survey.name}</a>
                  </th>
                  <td className="number">{survey.galaxies.toLocaleString("en-US")}</td>
                  <td>{survey.labels.join(", ") || "–"}</td>
                  <td>{survey.tree ?? "–"}</td>
                  <td>{survey.predictions.join(", ") || "–"}</td>
                  <td>{survey.importedAt.slice(0, 10)}</td>
                </tr>
              ) : (
                <tr key={survey.name}>
                  <th scope="row">{survey.name}</th>
                  <td colSpan={5}>{survey.problem}</td>
                </tr>
              ),
            )}
          </tbody>
        </table>
      )}
      <ReproductionsLink leftOut={others > 0 ? `with ${counted(others, "survey")} of their own` : ""} />
      {status.data && <p className="faint">Workspace: {status.data.workspace}</p>}
    </div>
  );
}

function Preparation({ state }: { state: Status["preparation"] }) {
  if (state.state === "working")
    return (
      <p role="status">
        <label>
          Preparing the demonstration survey, {state.text}
          <progress value={state.fraction} max={1} />
        </label>
      </p>
    );
  if (state.state === "failed")
    return <Failed error={new Error(`The demonstration could not be prepared: ${state.text}`)} />;
  return null;
}
