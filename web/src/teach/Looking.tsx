/** What to look at and say yes or no to: what was found, what is uncertain, examples that look wrong, and the survey itself. */

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api, type Taught } from "../api.ts";
import { Failed, Waiting } from "../parts/states.tsx";
import { CorrectionGrid, type Shown } from "./CorrectionGrid.tsx";
import type { Saying } from "./useSaid.ts";

const pageSize = 60;

type List = "top" | "uncertain" | "doubtful" | "survey";

const lists: [List, string, string][] = [
  ["top", "Most probable", "Galaxies that are no examples yet, the most probable first."],
  ["uncertain", "Uncertain", "Galaxies that are no examples yet, those nearest to a half first: they teach most."],
  ["doubtful", "Doubtful examples", "Examples that the others put on the other side: is it the example that is wrong?"],
  ["survey", "The survey", "Any galaxies, to choose examples by hand."],
];

export function Looking({
  survey,
  className,
  taught,
  said,
}: {
  survey: string;
  className: string;
  /** By the round of this visit; before it only the survey can be looked at. */
  taught: Taught | undefined;
  said: Saying;
}) {
  const [wanted, setWanted] = useState<List>();
  const list = wanted ?? (taught ? "top" : "survey");
  const [, title = "", hint] = lists.find(([each]) => each === list) ?? [];
  return (
    <section aria-labelledby="looking">
      <h2 id="looking">Is it {className}?</h2>
      <div className="bar">
        {lists.map(([each, words]) => (
          <button
            key={each}
            type="button"
            aria-pressed={list === each}
            disabled={each !== "survey" && !taught}
            onClick={() => setWanted(each)}
          >
            {words}
          </button>
        ))}
      </div>
      <p className="faint">{hint} What you say of one holds over columns and selections when you train again.</p>
      {list === "survey" || !taught ? (
        <Browse survey={survey} said={said} />
      ) : (
        <CorrectionGrid
          key={`${list} ${taught.round}`}
          survey={survey}
          title={title}
          galaxies={taught[list].map((each) => ({ id: each.id, caption: captionOf(each) }))}
          {...said}
        />
      )}
    </section>
  );
}

function captionOf(each: { probability: number; side?: string }): string {
  return `${each.side ? `${each.side}? ` : ""}${each.probability.toFixed(2)}`;
}

function Browse({ survey, said }: { survey: string; said: Saying }) {
  const [page, setPage] = useState(0);
  const galaxies = useQuery({
    queryKey: ["browse", survey, page],
    queryFn: () => api.galaxies(survey, { where: [], offset: page * pageSize, limit: pageSize, columns: [] }),
  });
  if (galaxies.isPending) return <Waiting what="Fetching galaxies" />;
  if (galaxies.isError) return <Failed error={galaxies.error} retry={galaxies.refetch} />;
  const pages = Math.max(1, Math.ceil(galaxies.data.total / pageSize));
  return (
    <>
      <CorrectionGrid
        key={page}
        survey={survey}
        title="Galaxies of the survey"
        galaxies={galaxies.data.galaxies.map(({ id }): Shown => ({ id, caption: id.slice(-8) }))}
        {...said}
      />
      <div className="bar">
        <button type="button" disabled={page === 0} onClick={() => setPage(page - 1)}>
          Earlier
        </button>
        <span className="faint">
          page {page + 1} of {pages}
        </span>
        <button type="button" disabled={page + 1 >= pages} onClick={() => setPage(page + 1)}>
          Later
        </button>
      </div>
    </>
  );
}
