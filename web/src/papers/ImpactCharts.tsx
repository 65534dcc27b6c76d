/** Impact to look at: papers of each year, shares, topics, what is named beside, citations; each bar leads to its papers. */

import * as Plot from "@observablehq/plot";
import { useCallback } from "react";
import { ticks } from "../../../src/svgChart.ts";
import { Chart } from "../parts/Chart.tsx";
import { endLabels } from "../parts/endLabels.ts";
import { type ImpactAddress, linkBehind } from "./impactAddress.ts";
import { colours, labelsOf, percent, type Shown, short } from "./subjects.ts";
import { fewestOfSpan, spanLength, spansOf } from "./yearSpans.ts";

interface Props extends Shown {
  address: ImpactAddress;
}

const topicsShown = 12;
const togetherShown = 8;
const dashes = ["none", "8 3", "3 3", "10 3 2 3", "1 3", "14 4"];
const within = (interval: readonly number[]) => `95 %: ${interval.map(percent).join(" to ")}`;

/** One panel a subject, on one scale: compared side by side. */
export function YearsChart({ subjects, address, isDark }: Props) {
  const options = useCallback(
    (width: number): Plot.PlotOptions => {
      const rows = subjects.flatMap(({ name, kind, years }) => years.map((year) => ({ name, kind, ...year })));
      const isNarrow = width / subjects.length < 150;
      const facet = isNarrow ? { fy: "name" as const } : { fx: "name" as const };
      const linked = rows.filter(({ mentions }) => mentions > 0);
      const found = linked.map(({ year }) => year);
      const [first, last] = [Math.min(...found), Math.max(...found)];
      // Those without papers too: a gap is to be seen.
      const all = Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => first + i);
      return {
        height: isNarrow ? 40 + 120 * subjects.length : 230,
        marginLeft: 46,
        marginRight: isNarrow ? 120 : 8,
        x: {
          type: "band",
          label: null,
          domain: all,
          tickFormat: (year: number) => (year % (width / subjects.length < 420 ? 10 : 5) === 0 ? String(year) : ""),
          tickSize: 0,
        },
        y: {
          label: "papers",
          grid: true,
          ticks: ticks(Math.max(4, ...linked.map(({ mentions }) => mentions)), 1),
          tickFormat: "d",
        },
        opacity: { type: "identity" },
        fx: { label: null, domain: subjects.map(({ name }) => name), tickFormat: labelsOf(subjects), padding: 0.08 },
        fy: { label: null, domain: subjects.map(({ name }) => name), tickFormat: labelsOf(subjects), padding: 0.15 },
        color: colours(subjects, isDark),
        marks: [
          Plot.barY(linked, {
            ...facet,
            x: "year",
            y: "mentions",
            fill: "name",
            fillOpacity: ({ kind }) => (kind === "papers" ? 1 : 0.55),
            inset: 0.5,
            href: ({ name, year }) => linkBehind(address, { name, year: String(year) }),
            title: ({ name, year, mentions, uses, papers, share }) =>
              `${name}, ${year}: ${mentions} of ${papers} papers mention it (${percent(share)}), ${uses} use it`,
          }),
          Plot.barY(
            rows.filter(({ uses }) => uses > 0),
            { ...facet, x: "year", y: "uses", fill: "name", inset: 0.5, pointerEvents: "none" },
          ),
          Plot.ruleY([0]),
        ],
      };
    },
    [subjects, address, isDark],
  );
  const isGroups = subjects.every(({ kind }) => kind === "papers");
  return (
    <div className="charts one">
      <Chart
        title={`Papers of each year${isGroups ? "" : " that mention it; full colour: that say they use it"}`}
        options={options}
        isLinked
      />
    </div>
  );
}

export function SharesChart({ subjects, isDark }: Props) {
  const length = spanLength(subjects[0]?.years ?? []);
  const options = useCallback(
    (width: number): Plot.PlotOptions => {
      const rows = subjects.flatMap(({ name, label, years }) =>
        spansOf(years, length).map((span) => ({ series: short(label), name, percent: 100 * span.share, ...span })),
      );
      const ends = [...new Map(rows.map((row) => [row.name, row])).values()];
      // An interval of a span of few papers is not what the curve is about.
      const most = 115 * Math.max(0.0001, ...rows.map(({ share }) => share));
      return {
        height: 280,
        marginLeft: 46,
        marginRight: 160,
        x: { label: null, tickFormat: "d", ticks: Math.max(2, Math.min(8, Math.floor((width - 206) / 60))) },
        y: { label: `% of the ${spanName(length)} papers`, grid: true, domain: [0, most], clamp: true },
        color: colours(subjects, isDark),
        marks: [
          Plot.ruleY([0]),
          Plot.areaY(rows, {
            x: "year",
            y1: ({ interval }) => 100 * interval[0],
            y2: ({ interval }) => 100 * interval[1],
            fill: "name",
            z: "name",
            // Of many, bands upon one another would hide the curves.
            fillOpacity: subjects.length > 3 ? 0.07 : 0.18,
          }),
          ...subjects.map(({ name }, i) =>
            Plot.lineY(
              rows.filter((row) => row.name === name),
              { x: "year", y: "percent", stroke: "name", strokeWidth: 1.8, strokeDasharray: dashes[i] },
            ),
          ),
          Plot.dot(length > 1 || rows.length <= subjects.length ? rows : [], {
            x: "year",
            y: "percent",
            fill: "name",
            r: 3,
          }),
          endLabels(ends, { x: "year", y: "percent" }),
          ...(rows.length === 0
            ? [Plot.text([`No ${length} years have ${fewestOfSpan} papers.`], { frameAnchor: "middle" })]
            : []),
        ],
      };
    },
    [subjects, isDark, length],
  );
  return (
    <Chart title={`Share of each ${spanName(length)} papers (where there are ${fewestOfSpan})`} options={options} />
  );
}

function spanName(length: number): string {
  return length === 1 ? "year's" : `${length} years'`;
}

export function TopicsChart({ subjects, address, isDark }: Props) {
  const options = useCallback(
    (width: number): Plot.PlotOptions => {
      const totals = new Map<string, number>();
      for (const { topics } of subjects)
        for (const { topic, mentions } of topics) totals.set(topic, (totals.get(topic) ?? 0) + mentions);
      const shown = [...totals].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)).slice(0, topicsShown);
      const rows = subjects.flatMap(({ name, topics }, i) =>
        topics
          .filter(({ topic }) => shown.some(([each]) => each === topic))
          .map((topic) => ({ name, dy: offsetOf(i, subjects.length), ...topic })),
      );
      const marginLeft = Math.min(0.45 * width, 24 + 6.5 * Math.max(8, ...shown.map(([topic]) => topic.length)));
      const fits = Math.floor((marginLeft - 16) / 6.2);
      return {
        height: 60 + shown.length * Math.max(20, 9 * subjects.length + 6),
        marginLeft,
        x: { label: "% of the topic's papers", grid: true, zero: true, transform: (share: number) => 100 * share },
        y: {
          type: "band",
          label: null,
          domain: shown.map(([topic]) => topic),
          tickFormat: (topic: string) => (topic.length > fits ? `${topic.slice(0, fits - 1)}…` : topic),
        },
        color: colours(subjects, isDark),
        symbol: { domain: subjects.map(({ name }) => name) },
        marks: [
          ...subjects.flatMap(({ name, kind }, i) => {
            const own = rows.filter((row) => row.name === name);
            const dy = offsetOf(i, subjects.length);
            return [
              Plot.ruleY(own, {
                y: "topic",
                x1: ({ interval }) => interval[0],
                x2: ({ interval }) => interval[1],
                stroke: "name",
                strokeWidth: 1.6,
                dy,
              }),
              Plot.dot(own, {
                y: "topic",
                x: "share",
                fill: "name",
                symbol: "name",
                r: 4.5,
                dy,
                href: (row) => linkBehind(address, { name, topic: row.topic }),
                title: (row) =>
                  `${name}: ${row.mentions} of ${row.papers} papers of ${row.topic}, ${percent(row.share)} (${within(row.interval)})${row.place === 1 && kind === "facility" ? "; no other facility is mentioned by more" : ""}`,
              }),
            ];
          }),
        ],
      };
    },
    [subjects, address, isDark],
  );
  return <Chart title="Share of each topic's papers" options={options} isLinked />;
}

/** Of several in one row each a little lower than the one before. */
function offsetOf(i: number, of: number): number {
  return (i - (of - 1) / 2) * 8;
}

export function TogetherChart({ subjects, address, isDark }: Props) {
  const options = useCallback(
    (width: number): Plot.PlotOptions => {
      const rows = subjects.flatMap(({ name, together, mentions }) =>
        together.slice(0, subjects.length > 2 ? 5 : togetherShown).map((other) => ({
          subject: name,
          other: other.name,
          papers: other.papers,
          share: other.papers / Math.max(1, mentions),
        })),
      );
      const ranked = rows.map((row, i) => ({ ...row, row: `${i}` }));
      const marginLeft = Math.min(0.5 * width, 190);
      const fits = Math.floor((marginLeft - 12) / 6.2);
      return {
        height: 50 + 20 * ranked.length,
        marginLeft,
        marginRight: 40,
        x: {
          label: "papers that name both",
          grid: true,
          ticks: ticks(Math.max(4, ...ranked.map(({ papers }) => papers)), 1),
          tickFormat: "d",
        },
        y: {
          type: "band",
          label: null,
          domain: ranked.map(({ row }) => row),
          tickSize: 0,
          tickFormat: (row: string) => {
            const { other = "" } = ranked[Number(row)] ?? {};
            return other.length > fits ? `${other.slice(0, fits - 1)}…` : other;
          },
        },
        color: colours(subjects, isDark),
        marks: [
          Plot.barX(ranked, {
            y: "row",
            x: "papers",
            fill: "subject",
            inset: 1.5,
            href: ({ subject, other }) => linkBehind(address, { name: subject, together: other }),
            title: ({ subject, other, papers, share }) =>
              `${subject} with ${other}: ${papers} papers, ${percent(share)} of ${subject}'s`,
          }),
          Plot.text(ranked, { y: "row", x: "papers", text: "papers", textAnchor: "start", dx: 4 }),
          Plot.ruleX([0]),
          ...(ranked.length === 0 ? [Plot.text(["Nothing else is named with it."], { frameAnchor: "middle" })] : []),
        ],
      };
    },
    [subjects, address, isDark],
  );
  return (
    <Chart
      title={`Named together with${subjects.length > 1 ? " (by colour, as above)" : ""}`}
      options={options}
      isLinked
    />
  );
}
