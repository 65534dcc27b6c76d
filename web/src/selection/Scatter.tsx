/** Which two columns are plotted one against another, and their plot. */

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { api } from "../api.ts";
import { Failed, Waiting } from "../parts/states.tsx";
import { rangeOf, withRange } from "./range.ts";
import { ScatterPlot } from "./ScatterPlot.tsx";
import { type Axes, type PageSelection, selectionKey } from "./selectionAddress.ts";

interface Props {
  name: string;
  /** Of the survey: another one has other numbers. */
  version: string;
  columns: readonly string[];
  axes: Axes;
  setAxes: (axes: Axes) => void;
  selection: PageSelection;
  change: (next: PageSelection) => void;
  open: (id: string) => void;
}

const axesSaid = [
  { axis: "y", said: "Plot" },
  { axis: "x", said: "against" },
] as const;

export function Scatter({ name, version, columns, axes, setAxes, selection, change, open }: Props) {
  const { x, y } = axes;
  const isChosen = x !== undefined && y !== undefined;
  const scatter = useQuery({
    queryKey: ["scatter", name, version, x, y, selectionKey(selection)],
    queryFn: () => api.scatter(name, x ?? "", y ?? "", selection),
    enabled: isChosen,
    placeholderData: keepPreviousData,
  });
  const { filters } = selection;
  return (
    <section className="scatter" aria-label="Scatter plot">
      <div className="axes">
        {axesSaid.map(({ axis, said }) => (
          <label key={axis} className="choice">
            {said}
            <select
              aria-label={`${said} (${axis} axis)`}
              value={axes[axis] ?? ""}
              onChange={({ target }) => setAxes({ x, y, [axis]: target.value || undefined })}
            >
              <option value="">{isChosen ? "no plot" : "choose a column"}</option>
              {optionsOf(columns, axes, axis).map((column) => (
                <option key={column}>{column}</option>
              ))}
            </select>
          </label>
        ))}
      </div>
      {isChosen &&
        (scatter.isError ? (
          <Failed error={scatter.error} retry={scatter.refetch} />
        ) : scatter.data ? (
          <ScatterPlot
            scatter={scatter.data}
            ranges={{ x: rangeOf(filters, scatter.data.x.column), y: rangeOf(filters, scatter.data.y.column) }}
            onRanges={(ranges) => {
              const across = withRange(filters, scatter.data.x.column, ranges.x);
              change({ ...selection, filters: withRange(across, scatter.data.y.column, ranges.y) });
            }}
            open={open}
          />
        ) : (
          <Waiting what="Plotting" />
        ))}
    </section>
  );
}

/** All but the other axis's, and what the address names, even where the survey does not have it. */
function optionsOf(columns: readonly string[], axes: Axes, axis: "x" | "y"): string[] {
  const other = axes[axis === "x" ? "y" : "x"];
  const own = axes[axis];
  const free = columns.filter((column) => column !== other);
  return own === undefined || free.includes(own) ? free : [...free, own];
}
