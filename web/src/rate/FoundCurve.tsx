/** How many interesting galaxies were found against how many were shown. */

import * as Plot from "@observablehq/plot";
import { useCallback, useMemo, useState } from "react";
import { Chart } from "../parts/Chart.tsx";

export function FoundCurve({ shown }: { shown: readonly { score: number | null }[] }) {
  const [least, setLeast] = useState(4);
  const points = useMemo(() => {
    let found = 0;
    return shown.map(({ score }, i) => {
      if (score !== null && score >= least) found++;
      return { shown: i + 1, found };
    });
  }, [shown, least]);
  const options = useCallback(
    (): Plot.PlotOptions => ({
      height: 180,
      x: { label: "shown", domain: [0, Math.max(10, points.length)] },
      y: { label: "interesting", grid: true, domain: [0, Math.max(5, points.at(-1)?.found ?? 0)] },
      marks: [
        Plot.lineY([{ shown: 0, found: 0 }, ...points], {
          x: "shown",
          y: "found",
          curve: "step-after",
          stroke: "var(--accent)",
          strokeWidth: 2,
        }),
      ],
    }),
    [points],
  );
  return (
    <section aria-label="Found so far">
      <p className="faint">
        {points.at(-1)?.found ?? 0} of {points.length} shown got{" "}
        <label>
          <select
            aria-label="Least rating that is interesting"
            value={least}
            onChange={(event) => {
              setLeast(Number(event.target.value));
              event.target.blur();
            }}
          >
            {[1, 2, 3, 4, 5].map((each) => (
              <option key={each}>{each}</option>
            ))}
          </select>
        </label>{" "}
        or more
      </p>
      <Chart title="Interesting found against shown" options={options} />
    </section>
  );
}
