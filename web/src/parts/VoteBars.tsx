/** Shares of answers as bars with their numbers: one bar a series, told apart by pattern and place, not by colour alone. */

interface Props {
  title: string;
  series: readonly string[];
  rows: readonly { answer: string; values: readonly (number | null)[] }[];
}

export function VoteBars({ title, series, rows }: Props) {
  return (
    <table className="bars">
      <caption>{title}</caption>
      <thead className={series.length === 1 ? "hidden" : undefined}>
        <tr>
          <th scope="col">answer</th>
          {series.map((name, i) => (
            <th scope="col" key={name} colSpan={2}>
              <span className={`swatch series${i}`} aria-hidden="true" /> {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(({ answer, values }) => (
          <tr key={answer}>
            <th scope="row">{answer}</th>
            {values.map((value, i) => [
              <td key={`${series[i]} bar`} className="track">
                <span className={`bar-fill series${i}`} style={{ width: `${100 * (value ?? 0)}%` }} />
              </td>,
              <td key={`${series[i]} number`} className="number">
                {value === null ? "–" : value.toFixed(2)}
              </td>,
            ])}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
