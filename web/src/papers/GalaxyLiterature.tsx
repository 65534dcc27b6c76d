/** Papers about one galaxy of a survey, and why each is one: beside the galaxy. */

import { useQuery } from "@tanstack/react-query";
import { shownText } from "../../../src/literature/shownText.ts";
import { linkTo } from "../address.ts";
import { api } from "../api.ts";
import { Command } from "../parts/Command.tsx";
import { Failed, Waiting } from "../parts/states.tsx";

export function GalaxyLiterature({ survey, id }: { survey: string; id: string }) {
  const library = useQuery({ queryKey: ["library"], queryFn: api.library });
  const isThere = library.data?.missing === null;
  const about = useQuery({
    queryKey: ["papers about", survey, id],
    queryFn: () => api.papersAbout(survey, id),
    enabled: isThere,
  });
  const failed = library.isError ? library : about.isError ? about : undefined;
  return (
    <section aria-labelledby="literature-title">
      <h2 id="literature-title">Literature</h2>
      {failed?.error ? (
        <Failed error={failed.error} retry={failed.refetch} />
      ) : library.isSuccess && !isThere ? (
        <p className="faint">
          The library has no papers to show here: <Command line="papers import" />
        </p>
      ) : !about.isSuccess ? (
        <Waiting what="Looking for papers" />
      ) : (
        <>
          {about.data.words.map(({ name, because }) => (
            <p key={name} className="faint">
              {name}: {because}
            </p>
          ))}
          {about.data.papers.length === 0 ? (
            <p className="faint">No paper names it, and no vote or label has a word for what is seen.</p>
          ) : (
            <ul className="like">
              {about.data.papers.map(({ id: paper, title, author, year, why }) => (
                <li key={paper}>
                  <a {...linkTo(`/papers?${new URLSearchParams({ paper })}`)}>{shownText(title)}</a>
                  <span className="faint">
                    {author} · {year ?? "undated"} · {why.text}
                  </span>
                </li>
              ))}
            </ul>
          )}
        </>
      )}
    </section>
  );
}
