/** Why a paper stands where it does: a bar for each part of its score, and their sum. */

import type { FoundPaper } from "../api.ts";

export function WhyRank({ hit, id }: { hit: FoundPaper; id: string }) {
  return (
    <table className="bars why" id={id}>
      <caption>Why this rank</caption>
      <thead>
        <tr>
          <th scope="col">part</th>
          <th scope="col">
            <span className="hidden">bar</span>
          </th>
          <th scope="col" className="number">
            weight × value
          </th>
          <th scope="col" className="number">
            adds
          </th>
        </tr>
      </thead>
      <tbody>
        {hit.why.parts.map(({ name, value, weight, contribution, why }) => (
          <tr key={name}>
            <th scope="row">
              {name} <span>{why}</span>
            </th>
            <td className="track">
              <span className="bar-fill series0" style={{ width: `${100 * Math.min(1, contribution)}%` }} />
            </td>
            <td className="number">
              {weight.toFixed(2)} × {value.toFixed(2)}
            </td>
            <td className="number part">{contribution.toFixed(3)}</td>
          </tr>
        ))}
        <tr>
          <th scope="row">sum</th>
          <td className="track">
            <span className="bar-fill series1" style={{ width: `${100 * Math.min(1, hit.score)}%` }} />
          </td>
          <td />
          <td className="number sum">{hit.score.toFixed(3)}</td>
        </tr>
      </tbody>
    </table>
  );
}
