/** Citations per paper of each subject, beside those of other papers of the same years. */

import * as Plot from "@observablehq/plot";
import { useCallback } from "react";
import { Chart } from "../parts/Chart.tsx";
import { colourOf, colours, type Shown, short } from "./subjects.ts";

export function CitedChart({ subjects, isDark }: Shown) {
  const options = useCallback(
    (width: number): Plot.PlotOptions => {
      const rows = subjects.flatMap(({ name, label, cited }) =>
        cited
          ? [
              {
                row: short(label),
                name,
                value: cited.perPaper,
                interval: cited.interval,
                is: `${cited.papers} papers`,
              },
              {
                row: `${short(label)} `,
                name: "",
                value: cited.othersPerPaper,
                interval: cited.othersInterval,
                is: `others of its years`,
              },
            ]
          : [],
      );
      return {
        height: 50 + 28 * rows.length,
        marginLeft: Math.min(0.45 * width, 180),
        marginRight: 110,
        x: { label: "citations per paper", grid: true, zero: true },
        y: {
          type: "band",
          label: null,
          domain: rows.map(({ row }) => row),
          tickFormat: (row: string) => (row.endsWith(" ") ? "others" : row),
        },
        color: colours(subjects, isDark),
        marks: [
          Plot.ruleY(rows, {
            y: "row",
            x1: ({ interval }) => interval[0],
            x2: ({ interval }) => interval[1],
            stroke: ({ name }) => (name === "" ? "var(--faint)" : colourOf(subjects, name, isDark)),
            strokeWidth: 2,
          }),
          Plot.dot(rows, {
            y: "row",
            x: "value",
            r: 5,
            fill: ({ name }) => (name === "" ? "var(--faint)" : colourOf(subjects, name, isDark)),
          }),
          Plot.text(rows, {
            y: "row",
            x: ({ interval }) => interval[1],
            text: ({ value, is }) => `${value.toFixed(1)} (${is})`,
            textAnchor: "start",
            dx: 6,
          }),
        ],
      };
    },
    [subjects, isDark],
  );
  return (
    <div>
      <Chart title="Citations per paper, beside other papers of the same years" options={options} />
      {subjects.map(
        ({ name, cited }) =>
          cited && (
            <p key={name} className="faint">
              Of two papers of one year, one of {name} and one of the others, the first is cited more in{" "}
              {(100 * cited.ahead).toFixed(0)} % [{cited.aheadInterval.map((end) => (100 * end).toFixed(0)).join(", ")}]
              (a tie is half; 50 %: alike).
            </p>
          ),
      )}
    </div>
  );
}
