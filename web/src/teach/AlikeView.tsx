/** Galaxies like some and unlike others: /alike/:name?run=&like=[ids]&unlike=[ids]&tag=. Keys: y like these, n unlike these. */

import { useQuery } from "@tanstack/react-query";
import { go, linkTo, pathTo } from "../address.ts";
import { api, type SurveyDetails } from "../api.ts";
import { Empty, Failed, Waiting } from "../parts/states.tsx";
import { Strip } from "../rate/Strip.tsx";
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
        <code>almagest embed {name} --run RUN</code>
      </Empty>
    );
  return <Examples name={name} survey={survey.data} search={search} />;
}

function Examples({ name, survey, search }: { name: string; survey: SurveyDetails; search: URLSearchParams }) {
  const like = idsFrom(search.get("like"));
  const unlike = idsFrom(search.get("unlike"));
  const tag = search.get("tag") ?? "";
  const runs = survey.representations.map(({ run }) => run);
  const run = search.get("run") ?? runs.at(-1) ?? "";
  const tags = useQuery({ queryKey: ["tags", name], queryFn: () => api.tags(name) });
  const hasExample = like.length > 0 || tag !== "";
  const alike = useQuery({
    queryKey: ["alike", name, run, like, unlike, tag],
    queryFn: () =>
      api.alike(name, {
        run,
        like: JSON.stringify(like),
        unlike: JSON.stringify(unlike),
        ...(tag === "" ? {} : { tag }),
      }),
    enabled: hasExample,
    // What was found stays in sight while the next is worked out.
    placeholderData: (before) => before,
  });
  const change = (changes: Record<string, string>) => {
    const query = new URLSearchParams(search);
    for (const [key, value] of Object.entries(changes)) query.set(key, value);
    go(`${pathTo("alike", name)}?${query}`, { replace: true });
  };
  const put = (id: string, said: Said | undefined) => {
    const sides = { yes: like.filter((each) => each !== id), no: unlike.filter((each) => each !== id) };
    if (said) sides[said].push(id);
    change({ like: JSON.stringify(sides.yes), unlike: JSON.stringify(sides.no) });
  };
  const saying = {
    survey: name,
    words,
    saidOf: (id: string): Said | undefined => (like.includes(id) ? "yes" : unlike.includes(id) ? "no" : undefined),
    say: put,
    takeBack: (id: string) => put(id, undefined),
  };
  const examples = (ids: readonly string[]) => ids.map((id) => ({ id, caption: id.slice(-8) }));
  return (
    <div className="label">
      <div className="bar">
        <a {...linkTo(pathTo("survey", name))}>← {name}</a>
        <h1>Like these, unlike those</h1>
        <label>
          Run
          <select value={run} onChange={({ target }) => change({ run: target.value })}>
            {[...new Set([...runs, run])].map((each) => (
              <option key={each}>{each}</option>
            ))}
          </select>
        </label>
        <label>
          Tag
          <select value={tag} onChange={({ target }) => change({ tag: target.value })}>
            <option value="">none</option>
            {tags.data?.tags.map((each) => (
              <option key={each.name} value={each.name}>
                {each.name} ({each.objects})
              </option>
            ))}
            {tag !== "" && !tags.data?.tags.some((each) => each.name === tag) && <option>{tag}</option>}
          </select>
        </label>
        {(hasExample || unlike.length > 0) && (
          <button type="button" onClick={() => change({ like: "[]", unlike: "[]", tag: "" })}>
            Begin anew
          </button>
        )}
      </div>
      <div className="halves">
        <Strip survey={name} title={words.yes} hint="Put galaxies here with y." galaxies={examples(like)} />
        <Strip survey={name} title={words.no} hint="Put galaxies here with n." galaxies={examples(unlike)} />
      </div>
      {alike.isError ? (
        <Failed error={alike.error} retry={alike.refetch} />
      ) : hasExample && alike.isPending ? (
        <Waiting what="Looking for what is alike" />
      ) : hasExample && alike.data ? (
        <section aria-label="Alike">
          <h2>The most alike</h2>
          <p className="faint" role="status">
            {alike.isPlaceholderData
              ? "Looking again …"
              : `Learnt from ${alike.data.like} to be like and ${alike.data.unlike} to be unlike; the score is in the survey's standard deviations.`}
          </p>
          <CorrectionGrid
            {...saying}
            title="The most alike"
            galaxies={alike.data.galaxies.map(({ id, score }) => ({ id, caption: score.toFixed(2) }))}
          />
        </section>
      ) : (
        <Browse {...saying} />
      )}
    </div>
  );
}

function idsFrom(text: string | null): string[] {
  try {
    const list = JSON.parse(text ?? "[]");
    return Array.isArray(list) ? list.map(String) : [];
  } catch {
    return [];
  }
}
