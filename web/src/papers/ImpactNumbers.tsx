/** The numbers behind the plots, each count a link to its papers, and all of them as CSV. */

import { csvCell } from "../../../src/csvCell.ts";
import { linkTo } from "../address.ts";
import type { PapersImpact } from "../api.ts";
import { saveFile } from "../parts/saveFile.ts";
import { type BehindAddress, type ImpactAddress, linkBehind } from "./impactAddress.ts";

const percent = (share: number) => (100 * share).toFixed(2);

export function ImpactNumbers({ impact, address }: { impact: PapersImpact; address: ImpactAddress }) {
  const { subjects } = impact;
  const years = (subjects[0]?.years ?? []).filter(({ year }) =>
    subjects.some((each) => each.years.some((other) => other.year === year && other.mentions > 0)),
  );
  const linked = (count: number, behind: BehindAddress) =>
    count === 0 ? "0" : <a {...linkTo(linkBehind(address, behind))}>{count.toLocaleString("en-US")}</a>;
  return (
    <>
      <div className="bar">
        <button
          type="button"
          onClick={() => saveFile(new Blob([impactCsv(impact)], { type: "text/csv" }), "impact.csv")}
        >
          Save the numbers as CSV
        </button>
      </div>
      <details>
        <summary>The numbers, each with its papers</summary>
        <div className="scrolled">
          <table>
            <caption>All years</caption>
            <thead>
              <tr>
                <th scope="col">of</th>
                <th scope="col" className="number">
                  papers
                </th>
                <th scope="col" className="number">
                  say that they use it
                </th>
                <th scope="col" className="number">
                  name only objects after it
                </th>
              </tr>
            </thead>
            <tbody>
              {subjects.map(({ name, mentions, uses, objects }) => (
                <tr key={name}>
                  <th scope="row">{name}</th>
                  <td className="number">{linked(mentions, { name })}</td>
                  <td className="number">{linked(uses, { name, kind: "use" })}</td>
                  <td className="number">{linked(objects, { name, kind: "object" })}</td>
                </tr>
              ))}
            </tbody>
          </table>
          <table>
            <caption>By year: papers, and in % of the year's with the 95 % interval</caption>
            <thead>
              <tr>
                <th scope="col">year</th>
                <th scope="col" className="number">
                  all papers
                </th>
                {subjects.map(({ name }) => (
                  <th key={name} scope="col" className="number">
                    {name}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {years.map(({ year, papers }) => (
                <tr key={year}>
                  <th scope="row">{year}</th>
                  <td className="number">{papers.toLocaleString("en-US")}</td>
                  {subjects.map(({ name, years: own }) => {
                    const of = own.find((each) => each.year === year);
                    return (
                      <td key={name} className="number">
                        {of ? linked(of.mentions, { name, year: String(year) }) : "0"}
                        {of && (
                          <span className="faint">
                            {" "}
                            {percent(of.share)} [{of.interval.map(percent).join(", ")}]
                          </span>
                        )}
                      </td>
                    );
                  })}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </details>
    </>
  );
}

/** A row a subject and year, then a row a subject and topic. */
export function impactCsv({ subjects }: PapersImpact): string {
  const quoted = (value: string | number) => {
    const text = String(value);
    // A sheet runs what begins with one of these.
    const safe = typeof value === "string" && /^[=+@-]/.test(text) ? `'${text}` : text;
    return csvCell(safe);
  };
  const rows: (string | number)[][] = [
    ["subject", "of", "value", "papers", "mentions", "share", "share_low", "share_high", "uses", "objects"],
  ];
  for (const { name, years, topics, cited } of subjects) {
    for (const { year, papers, mentions, share, interval, uses, objects } of years)
      rows.push([name, "year", year, papers, mentions, share, ...interval, uses, objects]);
    for (const { topic, papers, mentions, share, interval } of topics)
      rows.push([name, "topic", topic, papers, mentions, share, ...interval, "", ""]);
    if (cited)
      rows.push(
        [name, "citations_per_paper", "", cited.papers, "", cited.perPaper, ...cited.interval, "", ""],
        [
          name,
          "citations_per_paper_of_others",
          "",
          cited.others,
          "",
          cited.othersPerPaper,
          ...cited.othersInterval,
          "",
          "",
        ],
        [name, "cited_more", "", cited.papers, "", cited.ahead, ...cited.aheadInterval, "", ""],
      );
  }
  return `${rows.map((row) => row.map(quoted).join(",")).join("\n")}\n`;
}
