/** Numbers that runs predict of one galaxy, each beside the catalogue's. */

import { numberText } from "../../../src/numberText.ts";

interface Props {
  rows: readonly { column: string; run: string; predicted: number | null; known: number | null }[];
}

export function NumberTable({ rows }: Props) {
  const written = (value: number | null) => (value === null ? "–" : numberText(value));
  return (
    <table>
      <caption>Predicted numbers</caption>
      <thead>
        <tr>
          <th scope="col">column</th>
          <th scope="col">run</th>
          <th scope="col" className="number">
            predicted
          </th>
          <th scope="col" className="number">
            catalogue
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ column, run, predicted, known }) => (
          <tr key={run}>
            <th scope="row">{column}</th>
            <td>{run}</td>
            <td className="number">{written(predicted)}</td>
            <td className="number">{written(known)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
