/** A survey's galaxies: /survey/:name?order=column&at=index, and what is selected (see selectionAddress.ts) with its charts. */

import { useQueries, useQuery } from "@tanstack/react-query";
import { useCallback, useState } from "react";
import type { Filter } from "../../../src/survey/galaxies.ts";
import { go, linkTo, pathTo } from "../address.ts";
import { api, type SurveyDetails } from "../api.ts";
import { CutoutGrid } from "../parts/CutoutGrid.tsx";
import { FilterBar } from "../parts/FilterBar.tsx";
import { Empty, Failed, Waiting } from "../parts/states.tsx";
import { Charts } from "../selection/Charts.tsx";
import { SavedSelections } from "../selection/SavedSelections.tsx";
import { SelectionChips } from "../selection/SelectionChips.tsx";
import {
  axesFrom,
  damagedParts,
  filterSearch,
  isWhole,
  labelSearch,
  type PageSelection,
  selectionFrom,
  selectionKey,
  selectionSearch,
  withAxes,
  withCharts,
  withSelection,
} from "../selection/selectionAddress.ts";

const pageSize = 100;

export function SurveyView({ name, search }: { name: string; search: URLSearchParams }) {
  const survey = useQuery({ queryKey: ["survey", name], queryFn: () => api.survey(name) });
  if (survey.isPending) return <Waiting what={`Opening ${name}`} />;
  if (survey.isError) return <Failed error={survey.error} retry={survey.refetch} />;
  return <Galaxies name={name} survey={survey.data} search={search} />;
}

function Galaxies({ name, survey, search }: { name: string; survey: SurveyDetails; search: URLSearchParams }) {
  const selection = selectionFrom(search);
  const { filters } = selection;
  const showsCharts = search.has("charts");
  const order = search.get("order") ?? "";
  const shown = captionColumn(survey, filters, order);
  const [range, setRange] = useState<[number, number]>([0, pageSize - 1]);
  const onRange = useCallback((first: number, last: number) => setRange([first, last]), []);
  const pageNumbers = Array.from(
    { length: Math.floor(range[1] / pageSize) - Math.floor(range[0] / pageSize) + 1 },
    (_, i) => Math.floor(range[0] / pageSize) + i,
  );
  const key = selectionKey(selection);
  // The first page is always among them: it says how many galaxies there are.
  const numbers = [...new Set([0, ...pageNumbers])];
  const pages = useQueries({
    queries: numbers.map((page) => ({
      queryKey: ["galaxies", name, survey.importedAt, key, order, shown, page],
      queryFn: () =>
        api.galaxies(name, {
          selection,
          order: order || undefined,
          offset: page * pageSize,
          limit: pageSize,
          columns: shown ? [shown] : [],
        }),
    })),
  });
  const total = pages[0]?.data?.total;
  const failed = pages.find(({ isError }) => isError);
  const to = (query: URLSearchParams) => go(`${pathTo("survey", name)}${query.size > 0 ? `?${query}` : ""}`);
  const change = (next: PageSelection) => to(withSelection(search, next));
  const arrange = (next: readonly Filter[], nextOrder: string) => {
    const query = withSelection(search, { ...selection, filters: next });
    if (nextOrder) query.set("order", nextOrder);
    else query.delete("order");
    to(query);
  };
  const chart = (columns: readonly string[] | undefined) => to(withCharts(search, columns));
  const cellAt = (index: number) => {
    const page = pages[numbers.indexOf(Math.floor(index / pageSize))];
    const galaxy = page?.data?.galaxies[index % pageSize];
    if (!galaxy) return undefined;
    const value = shown ? galaxy.columns[shown] : undefined;
    return { id: galaxy.id, caption: captionOf(galaxy.id, value) };
  };
  return (
    <div className="survey">
      <div className="bar">
        <h1>{name}</h1>
        <p role="status" className="faint">
          {total === undefined
            ? "…"
            : `${total.toLocaleString("en-US")}${isWhole(selection) ? "" : ` of ${survey.galaxies.toLocaleString("en-US")}`} ${total === 1 && isWhole(selection) ? "galaxy" : "galaxies"}`}
          {shown ? `, showing ${shown}` : ""}
        </p>
        <a {...linkTo(pathTo("map", name) + selectionSearch(search))}>Map</a>
        <a {...linkTo(pathTo("clusters", name))}>Clusters</a>
        <a {...linkTo(pathTo("alike", name) + filterSearch(search))}>Like these</a>
        <a {...linkTo(pathTo("anomalies", name))}>What interests you</a>
        <a {...linkTo(pathTo("teach", name))}>Teach a class</a>
        <button type="button" aria-pressed={showsCharts} onClick={() => chart(showsCharts ? undefined : [])}>
          Charts
        </button>
        <SavedSelections survey={name} selection={selection} change={change} />
        <a className="action" {...linkTo(pathTo("label", name) + labelSearch(search))}>
          Label galaxies
        </a>
        <a className="action" {...linkTo(`/runs/new?survey=${encodeURIComponent(name)}`)}>
          Train a network
        </a>
      </div>
      <FilterBar
        columns={survey.filterColumns}
        filters={filters}
        order={order}
        others={<SelectionChips selection={selection} damaged={damagedParts(search)} change={change} />}
        change={arrange}
      />
      <div className={showsCharts ? "with-charts" : "without-charts"}>
        {showsCharts && (
          <Charts
            name={name}
            survey={survey}
            selection={selection}
            change={change}
            chosen={search.getAll("chart")}
            choose={chart}
            axes={axesFrom(search)}
            setAxes={(axes) => to(withAxes(search, axes))}
            open={(id) => go(`${pathTo("survey", name, "galaxy", id)}?${search}`)}
          />
        )}
        {failed?.error ? (
          <Failed error={failed.error} retry={failed.refetch} />
        ) : total === undefined ? (
          <Waiting what="Selecting galaxies" />
        ) : total === 0 ? (
          <Empty>
            No galaxy is in this selection.{" "}
            <button type="button" onClick={() => change({ filters: [] })}>
              Select all
            </button>
          </Empty>
        ) : (
          <CutoutGrid
            key={`${key} ${order}`}
            survey={name}
            total={total}
            cellAt={cellAt}
            onRange={onRange}
            start={Math.min(total - 1, Number(search.get("at")) || 0)}
            open={(id, index) => {
              search.set("at", String(index));
              go(`${pathTo("survey", name)}?${search}`, { replace: true });
              search.delete("at");
              go(`${pathTo("survey", name, "galaxy", id)}${search.size > 0 ? `?${search}` : ""}`);
            }}
          />
        )}
      </div>
    </div>
  );
}

/** What is written under each cutout: what one orders or filters by, else the label. */
function captionColumn(survey: SurveyDetails, filters: readonly Filter[], order: string): string | undefined {
  const wanted = order.replace(/^-/, "") || filters.at(-1)?.column || Object.keys(survey.labels)[0];
  return survey.filterColumns.some(({ name }) => name === wanted) ? wanted : undefined;
}

function captionOf(id: string, value: string | number | null | undefined): string {
  if (typeof value === "number") return Number.isInteger(value) ? String(value) : value.toFixed(3);
  return value ?? id.slice(-8);
}
