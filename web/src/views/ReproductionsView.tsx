/** Reproductions of papers, and the surveys they made for themselves: /reproductions. */

import { useQuery } from "@tanstack/react-query";
import { linkTo, pathTo } from "../address.ts";
import { api, reproductionUrl } from "../api.ts";
import { Command } from "../parts/Command.tsx";
import { Empty, Failed, Waiting } from "../parts/states.tsx";

export function ReproductionsView() {
  const reproductions = useQuery({ queryKey: ["reproductions"], queryFn: api.reproductions });
  const surveys = useQuery({ queryKey: ["surveys"], queryFn: api.surveys });
  if (reproductions.isPending) return <Waiting what="Looking for reproductions" />;
  if (reproductions.isError) return <Failed error={reproductions.error} retry={reproductions.refetch} />;
  const own = surveys.data?.filter(({ reproduction }) => reproduction !== undefined) ?? [];
  return (
    <div className="column">
      <h1>Reproductions of papers</h1>
      {reproductions.data.length === 0 ? (
        <Empty>
          None yet. Hold a paper's claims against your own machine: <Command line="reproduce sidda" />
        </Empty>
      ) : (
        <table>
          <thead>
            <tr>
              <th scope="col">Reproduction</th>
              <th scope="col">Paper</th>
              <th scope="col">Scale</th>
              <th scope="col" className="number">
                Seeds
              </th>
              <th scope="col">Claims</th>
            </tr>
          </thead>
          <tbody>
            {reproductions.data.map(({ name, result }) =>
              result === null ? (
                <tr key={name}>
                  <th scope="row">{name}</th>
                  <td colSpan={4}>Not finished: the same command goes on where it was</td>
                </tr>
              ) : (
                <tr key={name}>
                  <th scope="row">
                    <a href={reproductionUrl(name)}>{result.title}</a>
                  </th>
                  <td>{result.paper}</td>
                  <td>{result.scale}</td>
                  <td className="number">{result.seeds}</td>
                  <td>{verdictsText(result.verdicts)}</td>
                </tr>
              ),
            )}
          </tbody>
        </table>
      )}
      {own.length > 0 && (
        <section>
          <h2>Surveys that they made</h2>
          <ul>
            {own.map(({ name, galaxies }) => (
              <li key={name}>
                <a {...linkTo(pathTo("survey", name))}>{name}</a>, {galaxies.toLocaleString("en-US")} galaxies
              </li>
            ))}
          </ul>
        </section>
      )}
    </div>
  );
}

function verdictsText(verdicts: Record<string, number>): string {
  const severally: Record<string, string> = { holds: "hold", "does not": "do not" };
  return Object.entries(verdicts)
    .flatMap(([verdict, count]) =>
      count > 0
        ? [`${count} ${verdict === "cannot tell" ? "cannot be told" : (count > 1 && severally[verdict]) || verdict}`]
        : [],
    )
    .join(", ");
}
