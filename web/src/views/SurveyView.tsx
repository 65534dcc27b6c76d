/** A survey's galaxies: /survey/:name?where=[filters]&order=column&at=index. */

import { useQueries, useQuery } from "@tanstack/react-query";
import { useCallback, useState } from "react";
import type { Filter } from "../../../src/survey/galaxies.ts";
import { go, linkTo, pathTo } from "../address.ts";
import { api, type SurveyDetails } from "../api.ts";
import { CutoutGrid } from "../parts/CutoutGrid.tsx";
import { FilterBar } from "../parts/FilterBar.tsx";
import { Empty, Failed, Waiting } from "../parts/states.tsx";

const pageSize = 100;

export function SurveyView({ name, search }: { name: string; search: URLSearchParams }) {
  const survey = useQuery({ queryKey: ["survey", name], queryFn: () => api.survey(name) });
  if (survey.isPending) return <Waiting what={`Opening ${name}`} />;
  if (survey.isError) return <Failed error={survey.error} retry={survey.refetch} />;
  return <Galaxies name={name} survey={survey.data} search={search} />;
}

function Galaxies({ name, survey, search }: { name: string; survey: SurveyDetails; search: URLSearchParams }) {
  const filters = filtersFrom(search);
  const order = search.get("order") ?? "";
  const shown = captionColumn(survey, filters, order);
  const [range, setRange] = useState<[number, number]>([0, pageSize - 1]);
  const onRange = useCallback((first: number, last: number) => setRange([first, last]), []);
  const pageNumbers = Array.from(
    { length: Math.floor(range[1] / pageSize) - Math.floor(range[0] / pageSize) + 1 },
    (_, i) => Math.floor(range[0] / pageSize) + i,
  );
  const where = JSON.stringify(filters);
  // The first page is always among them: it says how many galaxies there are.
  const numbers = [...new Set([0, ...pageNumbers])];
  const pages = useQueries({
    queries: numbers.map((page) => ({
      queryKey: ["galaxies", name, survey.importedAt, where, order, shown, page],
      queryFn: () =>
        api.galaxies(name, {
          where: filters,
          order: order || undefined,
          offset: page * pageSize,
          limit: pageSize,
          columns: shown ? [shown] : [],
        }),
    })),
  });
  const total = pages[0]?.data?.total;
  const failed = pages.find(({ isError }) => isError);
  const change = (next: readonly Filter[], nextOrder: string) => {
    const query = new URLSearchParams();
    if (next.length > 0) query.set("where", JSON.stringify(next));
    if (nextOrder) query.set("order", nextOrder);
    go(`${pathTo("survey", name)}${query.size > 0 ? `?${query}` : ""}`);
  };
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
            : `${total.toLocaleString("en-US")}${filters.length > 0 ? ` of ${survey.galaxies.toLocaleString("en-US")}` : ""} galaxies`}
          {shown ? `, showing ${shown}` : ""}
        </p>
        <a {...linkTo(pathTo("map", name))}>Map</a>
        <a {...linkTo(pathTo("alike", name))}>Like these</a>
        <a {...linkTo(pathTo("anomalies", name))}>What interests you</a>
        <a {...linkTo(pathTo("teach", name))}>Teach a class</a>
        <a className="action" {...linkTo(labelPath(name, filters))}>
          Label galaxies
        </a>
        <a className="action" {...linkTo(`/runs/new?survey=${encodeURIComponent(name)}`)}>
          Train a network
        </a>
      </div>
      <FilterBar columns={survey.filterColumns} filters={filters} order={order} change={change} />
      {failed?.error ? (
        <Failed error={failed.error} retry={failed.refetch} />
      ) : total === undefined ? (
        <Waiting what="Selecting galaxies" />
      ) : total === 0 ? (
        <Empty>
          No galaxy passes these filters.{" "}
          <button type="button" onClick={() => change([], order)}>
            Remove them
          </button>
        </Empty>
      ) : (
        <CutoutGrid
          key={`${where} ${order}`}
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
  );
}

/** Labels are given to what is shown here. */
function labelPath(name: string, filters: readonly Filter[]): string {
  const query = filters.length > 0 ? `?where=${encodeURIComponent(JSON.stringify(filters))}` : "";
  return `${pathTo("label", name)}${query}`;
}

export function filtersFrom(search: URLSearchParams): Filter[] {
  try {
    const list = JSON.parse(search.get("where") ?? "[]");
    return Array.isArray(list) ? list : [];
  } catch {
    return [];
  }
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
