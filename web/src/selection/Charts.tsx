/** A survey's scatter plot, sky and histograms beside what is selected: ?charts=1&x=column&y=column&chart=column&chart=column. */

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { api, type SurveyDetails } from "../api.ts";
import { Failed, Waiting } from "../parts/states.tsx";
import { Histogram } from "./Histogram.tsx";
import { hasSky } from "./hasSky.ts";
import { rangeOf, withRange } from "./range.ts";
import { Scatter } from "./Scatter.tsx";
import { SkyPlot } from "./SkyPlot.tsx";
import { type Axes, type PageSelection, selectionKey } from "./selectionAddress.ts";

interface Props {
  name: string;
  survey: SurveyDetails;
  selection: PageSelection;
  change: (next: PageSelection) => void;
  /** Columns that the address names. */
  chosen: readonly string[];
  choose: (columns: readonly string[]) => void;
  axes: Axes;
  setAxes: (axes: Axes) => void;
  /** Shows one galaxy. */
  open: (id: string) => void;
}

const shownAtFirst = 3;

export function Charts({ name, survey, selection, change, chosen, choose, axes, setAxes, open }: Props) {
  const numbers = survey.filterColumns.filter(
    ({ name: column, kind }) => kind === "number" && !/^umap_[xy]@/.test(column),
  );
  const isPlaced = hasSky(survey);
  const known = new Set(numbers.map((each) => each.name));
  const plain = numbers.map((each) => each.name).filter((column) => !/^(ra|dec)(_deg)?$/.test(column));
  // The share of the votes says more than their count, which hangs on how many people looked.
  const telling = plain.filter((column) => !known.has(`${column}_fraction`));
  const first = chosen.length > 0 ? chosen : telling.slice(0, shownAtFirst);
  const ranged = selection.filters.flatMap(({ column, operator }) => (/[<>]/.test(operator) ? [column] : []));
  const columns = [...new Set([...ranged, ...first])].filter((column) => known.has(column));
  const key = [name, survey.importedAt, selectionKey(selection)];
  const histograms = useQuery({
    queryKey: ["histograms", ...key, columns],
    queryFn: () => api.histograms(name, columns, selection),
    enabled: columns.length > 0,
    placeholderData: keepPreviousData,
  });
  const sky = useQuery({
    queryKey: ["sky", ...key],
    queryFn: () => api.sky(name, selection),
    enabled: isPlaced,
    placeholderData: keepPreviousData,
  });
  return (
    <aside className="charts-beside" aria-label="Scatter plot, sky and histograms">
      {numbers.length > 1 && (
        <Scatter
          name={name}
          version={survey.importedAt}
          columns={numbers.map((each) => each.name)}
          axes={axes}
          setAxes={setAxes}
          selection={selection}
          change={change}
          open={open}
        />
      )}
      {isPlaced &&
        (sky.isError ? (
          <Failed error={sky.error} retry={sky.refetch} />
        ) : sky.data ? (
          <SkyPlot sky={sky.data} part={selection.sky} onPart={(part) => change({ ...selection, sky: part })} />
        ) : (
          <Waiting what="Looking where the objects stand" />
        ))}
      {histograms.isError ? (
        <Failed error={histograms.error} retry={histograms.refetch} />
      ) : histograms.data ? (
        histograms.data.histograms.map((histogram) => (
          <Histogram
            key={histogram.column}
            histogram={histogram}
            range={rangeOf(selection.filters, histogram.column)}
            onRange={(range) =>
              change({ ...selection, filters: withRange(selection.filters, histogram.column, range) })
            }
            remove={
              columns.length > 1 && !ranged.includes(histogram.column)
                ? () => choose(first.filter((column) => column !== histogram.column))
                : undefined
            }
          />
        ))
      ) : columns.length > 0 ? (
        <Waiting what="Counting" />
      ) : (
        <p className="faint">No other column of this survey holds numbers.</p>
      )}
      {plain.length > columns.length && (
        <label className="choice">
          Another histogram
          <select value="" onChange={({ target }) => choose([...first, target.value])}>
            <option value="">choose a column</option>
            {plain
              .filter((column) => !columns.includes(column))
              .map((column) => (
                <option key={column}>{column}</option>
              ))}
          </select>
        </label>
      )}
    </aside>
  );
}
