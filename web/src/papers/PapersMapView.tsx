/** The library's map: /papers/map?q=&colour=year|citations|region&view=x_y_span&lasso=&region=&paper=&density=1&growth=1. Keys: as the survey's map. */

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useCallback, useMemo, useState } from "react";
import { go, linkTo } from "../address.ts";
import { api, type FoundPaper, type PapersMapAbout, type PapersRegion } from "../api.ts";
import { inksOf, valueText } from "../map/colours.ts";
import { densityLines } from "../map/contours.ts";
import { type Frame, type Point, wholeFrame } from "../map/frame.ts";
import { inside } from "../map/lasso.ts";
import { MapLegend } from "../map/MapLegend.tsx";
import { MapPlane } from "../map/MapPlane.tsx";
import { MapToggles } from "../map/MapToggles.tsx";
import { frameFrom, frameText, lassoFrom, lassoText } from "../map/mapAddress.ts";
import type { MapName } from "../map/placedNames.ts";
import type { SurveyMap } from "../map/surveyMap.ts";
import { useDark } from "../map/useDark.ts";
import { Command } from "../parts/Command.tsx";
import { Empty, Failed, Waiting } from "../parts/states.tsx";
import { AskPart } from "./AskPart.tsx";
import { PaperCard } from "./PaperCard.tsx";
import { PaperPanel } from "./PaperPanel.tsx";
import { readPlace, writtenPlace } from "./paperAddress.ts";
import { RegionGrowth } from "./RegionGrowth.tsx";
import { SelectedPapers } from "./SelectedPapers.tsx";
import { useSettled } from "./useSettled.ts";

const colourings = ["region", "year", "citations"] as const;
/** Results that are lit. */
const mostLit = 200;
/** Of the whole map: nearer than this the finer regions are named. */
const fineSpan = 0.55;
/** How much of the map is in sight when a paper is gone to. */
const paperSpan = 0.12;

export function PapersMapView({ search }: { search: URLSearchParams }) {
  const about = useQuery({ queryKey: ["papers map about"], queryFn: api.papersMapAbout, retry: false });
  const map = useQuery({
    queryKey: ["papers map", about.data?.places],
    queryFn: api.papersMap,
    enabled: about.isSuccess,
  });
  const regions = useQuery({
    queryKey: ["papers map regions", about.data?.places],
    queryFn: api.papersMapRegions,
    enabled: about.isSuccess,
  });
  if (about.isError)
    return /no map yet|no papers yet|no index yet/.test(about.error.message) ? (
      <Empty>
        <h1>The library has no map yet</h1>
        <p>
          Make it: <Command line="papers map" />
        </p>
        <button type="button" onClick={() => about.refetch()}>
          Look again
        </button>{" "}
        <a {...linkTo("/papers")}>Back to the literature</a>
      </Empty>
    ) : (
      <Failed error={about.error} retry={about.refetch} />
    );
  if (map.isError) return <Failed error={map.error} retry={map.refetch} />;
  if (regions.isError) return <Failed error={regions.error} retry={regions.refetch} />;
  if (about.isPending || map.isPending || regions.isPending) return <Waiting what="Fetching the map of the library" />;
  return <Shown key={about.data.places} about={about.data} map={map.data} regionOf={regions.data} search={search} />;
}

interface ShownProps {
  about: PapersMapAbout;
  map: SurveyMap;
  /** [papers], the fine region of each. */
  regionOf: Int32Array;
  search: URLSearchParams;
}

function Shown({ about, map, regionOf, search }: ShownProps) {
  const isDark = useDark();
  const [isLassoing, setLassoing] = useState(false);
  const colour = colourings.find((each) => each === search.get("colour")) ?? "region";
  const colours = useQuery({
    queryKey: ["papers map colours", about.places, colour],
    queryFn: () => api.papersMapColours(colour),
    staleTime: 5 * 60_000,
  });
  const q = search.get("q") ?? "";
  const found = useFound(q);
  const numberOf = useMemo(() => new Map(map.ids.map((id, i) => [id, i])), [map]);
  const lassoInAddress = search.get("lasso");
  const lasso = useMemo(() => lassoFrom(lassoInAddress), [lassoInAddress]);
  const region = about.regions.find(({ id }) => String(id) === search.get("region"));
  const hits = q.trim() === "" ? undefined : found.data?.hits;
  const selected = useMemo(
    () => selectedOf(map, regionOf, about.regions, { lasso, region, hits, numberOf }),
    [map, regionOf, about, lasso, region, hits, numberOf],
  );
  const values = colours.data;
  const inks = useMemo(() => inksOf(map.ids.length, values, isDark, selected), [map, values, isDark, selected]);
  const showsDensity = search.has("density");
  const lines = useMemo(() => (showsDensity ? densityLines(map) : []), [map, showsDensity]);
  const names = useMemo(() => namesOf(about.regions, map), [about, map]);
  const paper = search.get("paper") ?? undefined;
  const showsGrowth = search.has("growth");

  const change = useCallback((next: Record<string, string | undefined>, { replace = false } = {}) => {
    go(changed(next), { replace });
  }, []);
  const onFrame = useCallback((frame: Frame) => change({ view: frameText(frame) }, { replace: true }), [change]);
  const onLasso = (corners: readonly Point[] | undefined, span: number) =>
    change({ lasso: corners && lassoText(corners, span), ...(corners ? {} : { region: undefined }) });
  const frameAt = (x: number, y: number, share: number) => frameText({ x, y, span: share * wholeFrame(map).span });
  const viewOf = (id: string) => {
    const at = numberOf.get(id);
    return at === undefined
      ? {}
      : { view: frameAt(map.places[2 * at] as number, map.places[2 * at + 1] as number, paperSpan) };
  };
  const open = useCallback((id: string) => change({ paper: id, at: undefined }), [change]);
  const choose = (each: PapersRegion | undefined) =>
    change({
      region: each && String(each.id),
      lasso: undefined,
      view: each && frameAt(each.place.x, each.place.y, each.level === "broad" ? 0.5 : 0.25),
    });

  return (
    <div className="survey">
      <div className="bar">
        <h1>
          <a {...linkTo(q === "" ? "/papers" : `/papers?${new URLSearchParams({ q })}`)}>Literature</a>, map
        </h1>
        <a {...linkTo("/papers/impact")}>Impact</a>
        <p className="faint" role="status">
          {selected === undefined
            ? `${map.ids.length.toLocaleString("en-US")} papers`
            : `${selected.length.toLocaleString("en-US")} of ${map.ids.length.toLocaleString("en-US")} papers lit`}
          {about.stale !== null && (
            <>
              ; {about.stale}: <Command line="papers map --update" />
            </>
          )}
        </p>
        <input
          type="search"
          className="lights"
          aria-label="Light papers on the map"
          placeholder="search: results light up"
          value={q}
          maxLength={2000}
          autoComplete="off"
          spellCheck={false}
          onChange={({ target }) => change({ q: target.value || undefined }, { replace: true })}
        />
        <label className="choice">
          Colour by
          <select value={colour} onChange={({ target }) => change({ colour: target.value })}>
            {colourings.map((each) => (
              <option key={each}>{each}</option>
            ))}
          </select>
        </label>
        <MapToggles
          isLassoing={isLassoing}
          setLassoing={setLassoing}
          showsDensity={showsDensity}
          setDensity={(shows) => change({ density: shows ? "1" : undefined })}
        />
        <button
          type="button"
          aria-pressed={showsGrowth}
          onClick={() => change({ growth: showsGrowth ? undefined : "1" })}
        >
          Growth
        </button>
        {selected !== undefined && (
          <button type="button" onClick={() => change({ q: undefined, lasso: undefined, region: undefined })}>
            End selection
          </button>
        )}
      </div>
      {colours.isError ? (
        <Failed error={colours.error} retry={colours.refetch} />
      ) : (
        values && <MapLegend column={colour} values={values} isDark={isDark} />
      )}
      {found.isError && q.trim() !== "" && <Failed error={found.error} retry={found.refetch} />}
      <div className={selected || paper || showsGrowth ? "map papers-map with-selection" : "map papers-map"}>
        <MapPlane
          map={map}
          noun="paper"
          cardOf={(index) => (
            <PaperCard
              key={map.ids[index]}
              id={map.ids[index] as string}
              region={about.regions[regionOf[index] as number]?.name ?? ""}
              value={colour === "citations" ? `citations: ${valueText(values, index) || "unknown"}` : ""}
            />
          )}
          instead={
            <>
              The places are in <Command line="papers map --update --out map.csv" />
            </>
          }
          marked={paper === undefined ? undefined : numberOf.get(paper)}
          lit={hits && selected}
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
        {(selected || paper || showsGrowth) && (
          <div className="map-side">
            {paper !== undefined && (
              <PaperPanel
                id={paper}
                asked={q}
                at={readPlace(search.get("at"))}
                to={(other, at) =>
                  changed({
                    paper: other,
                    at: at && writtenPlace(at),
                    ...(other === undefined || other === paper ? {} : viewOf(other)),
                  })
                }
              />
            )}
            {showsGrowth && <RegionGrowth regions={about.regions} region={region} choose={choose} />}
            {(lasso || region) && <AskPart q={q} lasso={lassoInAddress} region={region} />}
            {selected && (
              <SelectedPapers
                key={`${q} ${lassoInAddress} ${region?.id}`}
                ids={selected.map((i) => map.ids[i] as string)}
                title={region && !lasso ? region.name : undefined}
                to={(id) => changed({ paper: id, at: undefined, ...viewOf(id) })}
              />
            )}
          </div>
        )}
      </div>
    </div>
  );
}

function useFound(q: string) {
  const asked = useSettled(q.trim());
  return useQuery({
    queryKey: ["light papers", asked],
    queryFn: ({ signal }) => api.searchPapers({ q: asked, limit: String(mostLit) }, signal),
    enabled: asked !== "",
    placeholderData: keepPreviousData,
  });
}

/** The address as it is, with these changed. */
function changed(next: Record<string, string | undefined>): string {
  const query = new URLSearchParams(location.search);
  for (const [key, value] of Object.entries(next)) {
    if (value === undefined) query.delete(key);
    else query.set(key, value);
  }
  return `/papers/map${query.size > 0 ? `?${query}` : ""}`;
}

interface Chosen {
  lasso: readonly Point[] | undefined;
  region: PapersRegion | undefined;
  hits: readonly FoundPaper[] | undefined;
  numberOf: ReadonlyMap<string, number>;
}

/** Papers that are in all that was chosen, best first where something was searched for; undefined where nothing was. */
function selectedOf(
  map: SurveyMap,
  regionOf: Int32Array,
  regions: readonly PapersRegion[],
  { lasso, region, hits, numberOf }: Chosen,
): number[] | undefined {
  if (!lasso && !region && !hits) return undefined;
  let chosen = hits?.flatMap(({ id }) => numberOf.get(id) ?? []) ?? [...map.ids.keys()];
  if (lasso) {
    const drawn = new Set(inside(map.places, lasso));
    chosen = chosen.filter((i) => drawn.has(i));
  }
  if (region)
    chosen = chosen.filter((i) => regionOf[i] === region.id || regions[regionOf[i] as number]?.parent === region.id);
  return chosen;
}

function namesOf(regions: readonly PapersRegion[], map: SurveyMap): MapName[] {
  const limit = fineSpan * wholeFrame(map).span;
  return regions.map(({ name, papers, place, level }) => ({
    name,
    size: papers,
    place,
    spans: level === "broad" ? [limit, Number.POSITIVE_INFINITY] : [0, limit],
  }));
}
