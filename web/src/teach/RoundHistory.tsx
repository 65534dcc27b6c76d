/** Rounds of a class, the newest first. */

import type { Round } from "../api.ts";

export function RoundHistory({ rounds }: { rounds: readonly Round[] }) {
  const shown = ({ value, interval }: Round["measures"]["accuracy"]) =>
    `${value.toFixed(3)} (${interval.map((end) => end.toFixed(2)).join(" to ")})`;
  return (
    <section aria-label="Rounds">
      <h2>Rounds</h2>
      <table>
        <thead>
          <tr>
            <th scope="col">round</th>
            <th scope="col">when</th>
            <th scope="col">by</th>
            <th scope="col">run</th>
            <th scope="col" className="number">
              yes
            </th>
            <th scope="col" className="number">
              no
            </th>
            <th scope="col" className="number">
              said
            </th>
            <th scope="col" className="number">
              accuracy
            </th>
            <th scope="col" className="number">
              ROC AUC
            </th>
          </tr>
        </thead>
        <tbody>
          {rounds.toReversed().map((round) => (
            <tr key={round.round}>
              <th scope="row">{round.round}</th>
              <td>{round.at.slice(0, 16).replace("T", " ")}</td>
              <td>{round.by ?? "–"}</td>
              <td>{round.run}</td>
              <td className="number">{round.positives}</td>
              <td className="number">{round.negatives}</td>
              <td className="number">{round.said}</td>
              <td className="number">{shown(round.measures.accuracy)}</td>
              <td className="number">{shown(round.measures.rocAuc)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
