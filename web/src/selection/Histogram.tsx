/** How a column's numbers are spread, all and selected; drag, or type, to select a range of them. */

import * as Plot from "@observablehq/plot";
import { type FormEvent, type PointerEvent, useCallback, useRef, useState } from "react";
import type { Histograms } from "../api.ts";
import { Chart } from "../parts/Chart.tsx";
import { draggedTo, type Range } from "./range.ts";

interface Props {
  histogram: Histograms["histograms"][number];
  range: Range;
  onRange: (range: Range) => void;
  remove?: () => void;
}

const margin = { left: 44, right: 10 };
const height = 118;

export function Histogram({ histogram, range, onRange, remove }: Props) {
  const { column, edges, counts, selected, below, above, missing } = histogram;
  const [low, high] = [edges[0] ?? 0, edges.at(-1) ?? 0];
  const options = useCallback(
    (): Plot.PlotOptions => ({
      height,
      marginLeft: margin.left,
      marginRight: margin.right,
      marginTop: 6,
      marginBottom: 22,
      x: { domain: [low, high], label: null, ticks: 4 },
      y: { label: null, ticks: 3, tickFormat: "~s", grid: true },
      marks: [
        Plot.rectY(bars(edges, counts), {
          x1: "from",
          x2: "to",
          y: "count",
          fill: "var(--faint)",
          fillOpacity: 0.45,
          inset: 0.5,
        }),
        Plot.rectY(bars(edges, selected), { x1: "from", x2: "to", y: "count", fill: "var(--accent)", inset: 0.5 }),
        Plot.ruleY([0]),
      ],
    }),
    [low, high, edges, counts, selected],
  );
  const beyond = [
    below > 0 && `${below.toLocaleString("en-US")} below`,
    above > 0 && `${above.toLocaleString("en-US")} above`,
    missing > 0 && `${missing.toLocaleString("en-US")} without a number`,
  ].filter(Boolean);
  if (edges.length === 0) return <p className="faint">{column}: no object has a number.</p>;
  return (
    <section className="histogram" aria-label={`Histogram of ${column}`}>
      <div className="plotted">
        <Chart title={column} options={options} />
        <Brush low={low} high={high} range={range} onRange={onRange} />
      </div>
      <RangeForm key={`${range.low} ${range.high}`} column={column} range={range} onRange={onRange} remove={remove} />
      {beyond.length > 0 && <p className="faint">{beyond.join(", ")}</p>}
    </section>
  );
}

function bars(edges: readonly number[], counts: readonly number[]) {
  return counts.flatMap((count, i) => (count > 0 ? [{ from: edges[i], to: edges[i + 1], count }] : []));
}

function Brush({ low, high, range, onRange }: { low: number; high: number; range: Range; onRange: Props["onRange"] }) {
  const from = useRef<number>(undefined);
  const [drag, setDrag] = useState<[number, number]>();
  const valueAt = (event: PointerEvent<HTMLDivElement>) => {
    const { left, width } = event.currentTarget.getBoundingClientRect();
    const share = Math.min(1, Math.max(0, (event.clientX - left) / width));
    return draggedTo(share, [low, high]);
  };
  const shareOf = (value: number) => (100 * (Math.min(high, Math.max(low, value)) - low)) / (high - low);
  const isRange = range.low !== undefined || range.high !== undefined;
  const shown = drag ?? (isRange ? [range.low ?? low, range.high ?? high] : undefined);
  return (
    <div
      className="brush"
      style={{ left: margin.left, right: margin.right }}
      onPointerDown={(event) => {
        if (event.button !== 0) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        from.current = valueAt(event);
      }}
      onPointerMove={(event) => {
        if (from.current === undefined) return;
        const to = valueAt(event);
        setDrag([Math.min(from.current, to), Math.max(from.current, to)]);
      }}
      onPointerUp={() => {
        from.current = undefined;
        setDrag(undefined);
        // A click without a drag takes the range away.
        if (drag && drag[1] > drag[0]) onRange({ low: drag[0], high: drag[1] });
        else if (isRange) onRange({});
      }}
      onPointerCancel={() => {
        from.current = undefined;
        setDrag(undefined);
      }}
    >
      {shown && (
        <div
          className="brushed"
          style={{ left: `${shareOf(shown[0] as number)}%`, right: `${100 - shareOf(shown[1] as number)}%` }}
        />
      )}
    </div>
  );
}

function RangeForm({ column, range, onRange, remove }: Omit<Props, "histogram"> & { column: string }) {
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const entries = new FormData(event.currentTarget);
    const end = (name: string) => {
      const text = String(entries.get(name) ?? "").trim();
      return text === "" || !Number.isFinite(Number(text)) ? undefined : Number(text);
    };
    onRange({ low: end("low"), high: end("high") });
  };
  const text = (value: number | undefined) => (value === undefined ? "" : String(value));
  return (
    <form className="range" onSubmit={submit}>
      <input
        name="low"
        aria-label={`${column} from`}
        placeholder="from"
        defaultValue={text(range.low)}
        inputMode="decimal"
        size={6}
      />
      <input
        name="high"
        aria-label={`${column} to`}
        placeholder="to"
        defaultValue={text(range.high)}
        inputMode="decimal"
        size={6}
      />
      <button type="submit" aria-label={`Select this range of ${column}`}>
        Select
      </button>
      {(range.low !== undefined || range.high !== undefined) && (
        <button type="button" aria-label={`All of ${column}`} onClick={() => onRange({})}>
          All
        </button>
      )}
      {remove && (
        <button type="button" className="quiet" aria-label={`Take the histogram of ${column} away`} onClick={remove}>
          ×
        </button>
      )}
    </form>
  );
}
