/** How regions grow: each one's share of every year's papers, and its trend with the 95 % interval. */

import * as Plot from "@observablehq/plot";
import { useCallback, useMemo } from "react";
import type { PapersRegion } from "../api.ts";
import { Chart } from "../parts/Chart.tsx";

interface Props {
  regions: readonly PapersRegion[];
  /** The one that is chosen; the finer regions of it, or of the same broad one, are listed. */
  region: PapersRegion | undefined;
  choose: (region: PapersRegion | undefined) => void;
}

export function RegionGrowth({ regions, region, choose }: Props) {
  const parent = region && (region.level === "broad" ? region.id : region.parent);
  const listed = useMemo(
    () =>
      regions
        .filter(({ level, parent: of }) =>
          parent === undefined ? level === "broad" : level === "fine" && of === parent,
        )
        .sort((a, b) => (b.growth?.perYear ?? 0) - (a.growth?.perYear ?? 0)),
    [regions, parent],
  );
  const drawn = region ?? undefined;
  const options = useCallback(
    (): Plot.PlotOptions => ({
      height: 150,
      marginLeft: 40,
      marginBottom: 24,
      x: { tickFormat: "d", label: null, ticks: 5 },
      y: { label: "% of the year's papers", grid: true, ticks: 4, zero: true },
      marks: [
        Plot.ruleY([0]),
        Plot.lineY(drawn?.years ?? [], { x: "year", y: ({ share }) => 100 * share, stroke: "var(--accent)" }),
        Plot.dot(drawn?.years ?? [], { x: "year", y: ({ share }) => 100 * share, fill: "var(--accent)", r: 2 }),
      ],
    }),
    [drawn],
  );
  return (
    <section aria-label="Growth of regions">
      <div className="bar">
        <h3>Growth</h3>
        {region && (
          <button type="button" className="quiet" onClick={() => choose(undefined)}>
            All regions
          </button>
        )}
      </div>
      {drawn && <Chart title={`${drawn.name}: share of each year's papers`} options={options} />}
      <p className="faint">Change a year of a region's odds among that year's papers; in brackets the 95 % interval.</p>
      <ul className="growth">
        {listed.map((each) => (
          <li key={each.id} aria-current={each.id === region?.id ? "true" : undefined}>
            <button type="button" className="quiet" onClick={() => choose(each)}>
              {each.name}
            </button>
            <Sparkline years={each.years} />
            <span className="number">{trendText(each)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function trendText({ growth }: PapersRegion): string {
  if (growth === null) return "too few years";
  const percent = (value: number) => `${value > 0 ? "+" : ""}${(100 * value).toFixed(1)}`;
  return `${percent(growth.perYear)} % [${growth.interval.map(percent).join(", ")}]`;
}

const [width, height] = [90, 22];

/** The same numbers as the chart's, small; the text beside it says what they mean. */
function Sparkline({ years }: Pick<PapersRegion, "years">) {
  const most = Math.max(...years.map(({ share }) => share), 1e-9);
  const [first = 0, last = 1] = [years[0]?.year, years.at(-1)?.year];
  const points = years.map(
    ({ year, share }) =>
      `${(((year - first) / Math.max(1, last - first)) * (width - 2) + 1).toFixed(1)},${(height - 1 - (share / most) * (height - 2)).toFixed(1)}`,
  );
  return (
    <svg viewBox={`0 0 ${width} ${height}`} width={width} height={height} aria-hidden="true">
      <polyline points={points.join(" ")} fill="none" stroke="var(--accent)" strokeWidth="1.5" />
    </svg>
  );
}
