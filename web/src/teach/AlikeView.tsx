/** Galaxies like some and unlike others: /alike/:name?run=&like=[ids]&unlike=[ids]&tag=&position=&where=[filters]. Keys: y like these, n unlike these, r look again. */

import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { go, linkTo, pathTo } from "../address.ts";
import { type AlikeGalaxies, api, type SurveyDetails } from "../api.ts";
import { Command } from "../parts/Command.tsx";
import { FilterBar } from "../parts/FilterBar.tsx";
import { Empty, Failed, Waiting } from "../parts/states.tsx";
import { Strip } from "../rate/Strip.tsx";
import { hasSky } from "../selection/hasSky.ts";
import { filtersFrom } from "../selection/selectionAddress.ts";
import { AlikeSources } from "./AlikeSources.tsx";
import { Browse } from "./Browse.tsx";
import { CorrectionGrid, type Said } from "./CorrectionGrid.tsx";

const words = { yes: "Like these", no: "Unlike these" };

export function AlikeView({ name, search }: { name: string; search: URLSearchParams }) {
  const survey = useQuery({ queryKey: ["survey", name], queryFn: () => api.survey(name) });
  if (survey.isError) return <Failed error={survey.error} retry={survey.refetch} />;
  if (survey.isPending) return <Waiting what={`Opening ${name}`} />;
  if (survey.data.representations.length === 0)
    return (
      <Empty>
        What is alike is told by representations, and {name} has none yet. Make them:{" "}
        <Command line={`embed ${name} --model shipped`} />
      </Empty>
    );
  return <Examples name={name} survey={survey.data} search={search} />;
}

/** Ids that were put to either side. */
interface Sides {
  yes: readonly string[];
  no: readonly string[];
}

function Examples({ name, survey, search }: { name: string; survey: SurveyDetails; search: URLSearchParams }) {
  const sides: Sides = { yes: idsFrom(search.get("like")), no: idsFrom(search.get("unlike")) };
  const tag = search.get("tag") ?? "";
  const position = search.get("position") ?? "";
  const filters = filtersFrom(search);
  const runs = survey.representations.map(({ run }) => run);
  const run = search.get("run") ?? runs.at(-1) ?? "";
  // What is in sight was found by these, and stands still while the person goes through it.
  const [held, hold] = useState(sides);
  const hasPicked = sides.yes.length > 0 || tag !== "";
  const hasExample = hasPicked || position !== "";
  const alike = useQuery({
    queryKey: ["alike", name, run, held, tag, position, filters],
    queryFn: () =>
      api.alike(name, {
        run,
        like: JSON.stringify(held.yes),
        unlike: JSON.stringify(held.no),
        where: JSON.stringify(filters),
        ...(tag === "" ? {} : { tag }),
        ...(position === "" ? {} : { position }),
      }),
    enabled: hasExample,
    // What was found stays in sight while the next is worked out.
    placeholderData: (before) => before,
  });
  // What was found stays too where the next question is refused.
  const [before, setBefore] = useState<AlikeGalaxies>();
  useEffect(() => {
    if (alike.data && !alike.isPlaceholderData) setBefore(alike.data);
  }, [alike.data, alike.isPlaceholderData]);
  const found = alike.data ?? before;
  const change = (changes: Record<string, string>) => {
    const query = new URLSearchParams(search);
    for (const [key, value] of Object.entries(changes)) {
      if (value === "") query.delete(key);
      else query.set(key, value);
    }
    go(`${pathTo("alike", name)}?${query}`, { replace: true });
  };
  /** Another question: whatever was said till then is learnt from. */
  const ask = (changes: Record<string, string>) => {
    hold(sides);
    change(changes);
  };
  const put = (id: string, said: Said | undefined) => {
    const without = (ids: readonly string[]) => ids.filter((each) => each !== id);
    const next = { yes: without(sides.yes), no: without(sides.no) };
    if (said) next[said].push(id);
    // Nothing is in sight yet that could jump.
    if (!hasExample) hold(next);
    change({ like: JSON.stringify(next.yes), unlike: JSON.stringify(next.no) });
  };
  const saying = {
    survey: name,
    words,
    saidOf: (id: string): Said | undefined => saidIn(sides, id),
    say: put,
    takeBack: (id: string) => put(id, undefined),
  };
  const waiting = [...new Set([...sides.yes, ...sides.no, ...held.yes, ...held.no])].filter(
    (id) => saidIn(sides, id) !== saidIn(held, id),
  ).length;
  const examples = (ids: readonly string[]) => ids.map((id) => ({ id, caption: id.slice(-8) }));
  return (
    <div className="label">
      <div className="bar">
        <a {...linkTo(pathTo("survey", name))}>← {name}</a>
        <h1>Like these, unlike those</h1>
        <AlikeSources
          key={position}
          survey={name}
          runs={runs}
          run={run}
          tag={tag}
          position={position}
          hasPlaces={hasSky(survey)}
          ask={ask}
        />
        {(hasExample || sides.no.length > 0) && (
          <button
            type="button"
            onClick={() => {
              hold({ yes: [], no: [] });
              setBefore(undefined);
              change({ like: "", unlike: "", tag: "", position: "" });
            }}
          >
            Begin anew
          </button>
        )}
      </div>
      <FilterBar
        columns={survey.filterColumns}
        filters={filters}
        change={(next) => ask({ where: next.length > 0 ? JSON.stringify(next) : "" })}
      />
      <div className="halves">
        <Strip survey={name} title={words.yes} hint="Put galaxies here with y." galaxies={examples(sides.yes)} />
        <Strip survey={name} title={words.no} hint="Put galaxies here with n." galaxies={examples(sides.no)} />
      </div>
      {hasExample && alike.isError && <Failed error={alike.error} retry={alike.refetch} />}
      {!hasExample || (alike.isError && !found && !hasPicked) ? (
        <Browse key={JSON.stringify(filters)} {...saying} filters={filters} />
      ) : found ? (
        <section aria-label="Alike">
          <h2>The most alike</h2>
          <p className="faint" role="status">
            {alike.isError
              ? "What was found before:"
              : alike.isPlaceholderData || alike.isPending
                ? "Looking again …"
                : learntFrom(found, waiting)}
          </p>
          {found.galaxies.length === 0 ? (
            <Empty>
              No other galaxy that has a representation by {found.run}
              {filters.length > 0 ? " passes these filters: take one away." : " is there."}
            </Empty>
          ) : (
            <CorrectionGrid
              {...saying}
              title="The most alike"
              galaxies={found.galaxies.map(({ id, score }) => ({ id, caption: score.toFixed(2) }))}
              again={{ waiting, look: () => hold(sides) }}
            />
          )}
        </section>
      ) : (
        !alike.isError && <Waiting what="Looking for what is alike" />
      )}
    </div>
  );
}

function learntFrom({ like, unlike, at }: AlikeGalaxies, waiting: number): string {
  const place = at ? `There is ${at.id}, ${at.arcsec.toFixed(1)}″ from the place. ` : "";
  const since = waiting === 0 ? "" : ` Not learnt from yet: ${waiting} said since; r looks again.`;
  return `${place}Learnt from ${like} to be like and ${unlike} to be unlike; the score is in the survey's standard deviations.${since}`;
}

const saidIn = ({ yes, no }: Sides, id: string): Said | undefined =>
  yes.includes(id) ? "yes" : no.includes(id) ? "no" : undefined;

function idsFrom(text: string | null): string[] {
  try {
    const list = JSON.parse(text ?? "[]");
    return Array.isArray(list) ? list.map(String) : [];
  } catch {
    return [];
  }
}
