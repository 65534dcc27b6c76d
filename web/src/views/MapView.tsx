/** A survey's map: /map/:survey?run=&colour=column&view=x_y_span&density=1, and what is selected (see selectionAddress.ts). Keys: arrows, + - 0, Enter, L, V, Esc. */

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useCallback, useMemo, useState } from "react";
import { go, linkTo, pathTo } from "../address.ts";
import { api, type Cluster, imageUrl, type Maps, type SurveyDetails } from "../api.ts";
import { inksOf, valueText } from "../map/colours.ts";
import { densityLines } from "../map/contours.ts";
import type { Frame, Point } from "../map/frame.ts";
import { inside } from "../map/lasso.ts";
import { MapLegend } from "../map/MapLegend.tsx";
import { MapPlane } from "../map/MapPlane.tsx";
import { MapToggles } from "../map/MapToggles.tsx";
import { frameFrom, frameText, lassoFrom, lassoText } from "../map/mapAddress.ts";
import type { MapName } from "../map/placedNames.ts";
import type { SurveyMap } from "../map/surveyMap.ts";
import { useDark } from "../map/useDark.ts";
import { Command } from "../parts/Command.tsx";
import { CutoutGrid } from "../parts/CutoutGrid.tsx";
import { CutoutImage } from "../parts/CutoutImage.tsx";
import { FilterBar } from "../parts/FilterBar.tsx";
import { Empty, Failed, Waiting } from "../parts/states.tsx";
import { Charts } from "../selection/Charts.tsx";
import { SavedSelections } from "../selection/SavedSelections.tsx";
import { SelectionChips } from "../selection/SelectionChips.tsx";
import {
  axesFrom,
  damagedParts,
  isWhole,
  type PageSelection,
  selectionFrom,
  selectionKey,
  selectionSearch,
  withCharts,
  withSelection,
} from "../selection/selectionAddress.ts";

export function MapView({ name, search }: { name: string; search: URLSearchParams }) {
  const survey = useQuery({ queryKey: ["survey", name], queryFn: () => api.survey(name) });
  const maps = useQuery({ queryKey: ["maps", name], queryFn: () => api.maps(name) });
  const run = search.get("run") ?? maps.data?.runs.at(-1);
  const map = useQuery({
    queryKey: ["map", name, run],
    queryFn: () => api.map(name, run as string),
    enabled: run !== undefined,
    staleTime: 5 * 60_000,
  });
  if (maps.isError) return <Failed error={maps.error} retry={maps.refetch} />;
  if (survey.isError) return <Failed error={survey.error} retry={survey.refetch} />;
  if (maps.isPending || survey.isPending) return <Waiting what={`Opening ${name}`} />;
  if (run === undefined) return <NoMap name={name} maps={maps.data} />;
  if (map.isError) return <Failed error={map.error} retry={map.refetch} />;
  if (map.isPending) return <Waiting what={`Fetching the map of ${name}`} />;
  return <Shown key={run} name={name} survey={survey.data} maps={maps.data} map={map.data} search={search} />;
}

function NoMap({ name, maps }: { name: string; maps: Maps }) {
  const run = maps.representations.at(-1);
  return (
    <Empty>
      <h1>{name} has no map yet</h1>
      <p>
        {run === undefined ? (
          <>
            A map is made of representations, and there are none either. Make both: <Command line={`embed ${name}`} />,
            then <Command line={`map ${name}`} />
          </>
        ) : (
          <>
            Make one: <Command line={`map ${name} --run ${run}`} />
          </>
        )}
      </p>
      <p>
        <a {...linkTo(pathTo("survey", name))}>Back to the survey</a>
      </p>
    </Empty>
  );
}

interface ShownProps {
  name: string;
  survey: SurveyDetails;
  maps: Maps;
  map: SurveyMap;
  search: URLSearchParams;
}

function Shown({ name, survey, maps, map, search }: ShownProps) {
  const isDark = useDark();
  const [isLassoing, setLassoing] = useState(false);
  const column = search.get("colour") ?? Object.keys(survey.labels)[0] ?? "";
  const colours = useQuery({
    queryKey: ["map colours", name, map.run, column],
    queryFn: () => api.mapColours(name, map.run, column),
    enabled: column !== "",
    staleTime: 5 * 60_000,
  });
  const values = column === "" ? undefined : colours.data;
  const lassoInAddress = search.get("lasso");
  const lasso = useMemo(() => lassoFrom(lassoInAddress), [lassoInAddress]);
  const selection = selectionFrom(search);
  // What is drawn on the map is found here, at once; all else by the server.
  const elsewhere: PageSelection = { ...selection, lasso: undefined };
  const isNarrowed = !isWhole(elsewhere);
  const mask = useQuery({
    queryKey: ["map selected", name, survey.importedAt, map.run, selectionKey(elsewhere)],
    queryFn: () => api.mapSelected(name, map.run, elsewhere),
    enabled: isNarrowed,
    placeholderData: keepPreviousData,
  });
  const passing = isNarrowed ? mask.data : undefined;
  const selected = useMemo(() => selectedOf(map, lasso, passing), [map, lasso, passing]);
  const showsCharts = search.has("charts");
  const showsDensity = search.has("density");
  const lines = useMemo(() => (showsDensity ? densityLines(map) : []), [map, showsDensity]);
  const clusters = useQuery({
    queryKey: ["clusters", name, "of", map.run],
    queryFn: () => api.clusters(name, { run: map.run }),
  });
  const names = useMemo(() => namesOf(clusters.data?.clusters ?? []), [clusters.data]);
  const inks = useMemo(() => inksOf(map.ids.length, values, isDark, selected), [map, values, isDark, selected]);

  const change = useCallback(
    (next: Record<string, string | undefined>, { replace = false } = {}) => {
      const query = new URLSearchParams(location.search);
      // A newer map must not take the place of the one that this address was made on.
      query.set("run", map.run);
      for (const [key, value] of Object.entries(next)) {
        if (value === undefined) query.delete(key);
        else query.set(key, value);
      }
      go(`${pathTo("map", name)}${query.size > 0 ? `?${query}` : ""}`, { replace });
    },
    [name, map.run],
  );
  const select = (next: PageSelection) => {
    const query = withSelection(new URLSearchParams(location.search), next);
    if (!query.has("run")) query.set("run", map.run);
    go(`${pathTo("map", name)}?${query}`);
  };
  const chart = (columns: readonly string[] | undefined) => {
    const query = withCharts(new URLSearchParams(location.search), columns);
    go(`${pathTo("map", name)}${query.size > 0 ? `?${query}` : ""}`);
  };
  const onFrame = useCallback((frame: Frame) => change({ view: frameText(frame) }, { replace: true }), [change]);
  const onLasso = (corners: readonly Point[] | undefined, span: number) =>
    change({ lasso: corners && lassoText(corners, span) });
  const open = useCallback((id: string) => go(pathTo("survey", name, "galaxy", id)), [name]);

  const all = `${map.ids.length.toLocaleString("en-US")} ${map.ids.length === 1 ? "object" : "objects"}`;
  const columns = survey.filterColumns.filter(({ name: each }) => !/^umap_[xy]@/.test(each));
  return (
    <div className="survey">
      <div className="bar">
        <h1>
          <a {...linkTo(pathTo("survey", name) + selectionSearch(search))}>{name}</a>, map
        </h1>
        <p className="faint" role="status">
          {selected === undefined ? all : `${selected.length.toLocaleString("en-US")} of ${all} selected`}
        </p>
        <label className="choice">
          Colour by
          <select value={column} onChange={({ target }) => change({ colour: target.value })}>
            <option value="">nothing</option>
            {columns.map((each) => (
              <option key={each.name}>{each.name}</option>
            ))}
            {column !== "" && !columns.some((each) => each.name === column) && <option>{column}</option>}
          </select>
        </label>
        {maps.runs.length > 1 && (
          <label className="choice">
            Run
            <select
              value={map.run}
              onChange={({ target }) => change({ run: target.value, view: undefined, lasso: undefined })}
            >
              {maps.runs.map((run) => (
                <option key={run}>{run}</option>
              ))}
            </select>
          </label>
        )}
        <MapToggles
          isLassoing={isLassoing}
          setLassoing={setLassoing}
          showsDensity={showsDensity}
          setDensity={(shows) => change({ density: shows ? "1" : undefined })}
        />
        {(lasso || isNarrowed) && (
          <button type="button" onClick={() => select({ filters: [] })}>
            End selection
          </button>
        )}
        <button type="button" aria-pressed={showsCharts} onClick={() => chart(showsCharts ? undefined : [])}>
          Charts
        </button>
        <a {...linkTo(pathTo("clusters", name))}>Clusters</a>
        <SavedSelections survey={name} selection={selection} change={select} />
      </div>
      <FilterBar
        columns={columns}
        filters={selection.filters}
        others={<SelectionChips selection={selection} damaged={damagedParts(search)} change={select} />}
        change={(filters) => select({ ...selection, filters })}
      />
      {colours.isError && column !== "" ? (
        <Failed error={colours.error} retry={colours.refetch} />
      ) : (
        values && <MapLegend column={column} values={values} isDark={isDark} />
      )}
      {mask.isError && isNarrowed && <Failed error={mask.error} retry={mask.refetch} />}
      <div className={showsCharts ? "with-charts" : "without-charts"}>
        {showsCharts && (
          <Charts
            name={name}
            survey={survey}
            selection={selection}
            change={select}
            chosen={search.getAll("chart")}
            choose={chart}
            axes={axesFrom(search)}
            setAxes={(axes) => change({ ...axes })}
            open={open}
          />
        )}
        <div className={selected ? "map with-selection" : "map"}>
          <MapPlane
            map={map}
            noun="object"
            pictureOf={(index) => (
              <CutoutImage
                src={imageUrl(name, map.ids[index] as string, 96)}
                alt={`galaxy ${map.ids[index]}`}
                side={64}
              />
            )}
            cardOf={(index) => (
              <>
                <CutoutImage src={imageUrl(name, map.ids[index] as string, 96)} alt="" side={96} />
                <span>{map.ids[index]}</span>
                {values && <span>{valueText(values, index) || "no value"}</span>}
              </>
            )}
            instead={
              <>
                The places are in <Command line={`map ${name} --run ${map.run} --out map.csv`} />
              </>
            }
            inks={inks}
            start={frameFrom(search.get("view"))}
            lasso={lasso}
            lines={lines}
            names={names}
            isLassoing={isLassoing}
            setLassoing={setLassoing}
            onFrame={onFrame}
            onLasso={onLasso}
            open={open}
          />
          {selected &&
            (selected.length === 0 ? (
              <Empty>
                {isNarrowed ? "No object on the map is in this selection." : "No object lies inside of the line."}
              </Empty>
            ) : (
              <CutoutGrid
                key={`${selectionKey(selection)} ${selected.length}`}
                survey={name}
                total={selected.length}
                cellAt={(at) => {
                  const index = selected[at] as number;
                  const id = map.ids[index] as string;
                  return { id, caption: valueText(values, index) || id.slice(-8) };
                }}
                onRange={ignore}
                open={open}
                start={0}
              />
            ))}
        </div>
      </div>
    </div>
  );
}

/** Objects of the map that are selected, undefined where none was. @param passing 1 for what the rest of the selection has */
function selectedOf(
  map: SurveyMap,
  lasso: readonly Point[] | undefined,
  passing: Uint8Array | undefined,
): number[] | undefined {
  const drawn = lasso && inside(map.places, lasso);
  if (!passing) return drawn;
  return (drawn ?? [...map.ids.keys()]).filter((i) => passing[i] === 1);
}

function namesOf(clusters: readonly Cluster[]): MapName[] {
  return clusters.flatMap(({ name, size, place }) => (name !== null && place !== null ? [{ name, size, place }] : []));
}

/** Every cell is known already: nothing is fetched for what comes into sight. */
function ignore(): void {}
