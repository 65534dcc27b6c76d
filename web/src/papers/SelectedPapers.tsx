/** Papers that were selected on the map: their titles as far as one looks, and their ids to take along. */

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { linkTo } from "../address.ts";
import { api } from "../api.ts";
import { Command } from "../parts/Command.tsx";
import { Failed, Waiting } from "../parts/states.tsx";
import { ExportPapers } from "./ExportPapers.tsx";

interface Props {
  ids: readonly string[];
  title?: string;
  to: (id: string) => string;
}

const pageSize = 50;
const mostShown = 200;
/** What the server writes at once. */
const mostExported = 10_000;
const noneTicked: ReadonlySet<string> = new Set();

export function SelectedPapers({ ids, title = "Selected papers", to }: Props) {
  const [count, setCount] = useState(pageSize);
  const shown = ids.slice(0, count);
  const named = useQuery({
    queryKey: ["titles", shown.join("\n")],
    queryFn: () => api.papersTitles(shown),
    enabled: shown.length > 0,
    placeholderData: keepPreviousData,
  });
  const save = () => {
    const url = URL.createObjectURL(new Blob([`${ids.join("\n")}\n`], { type: "text/plain" }));
    Object.assign(document.createElement("a"), { href: url, download: "papers.txt" }).click();
    URL.revokeObjectURL(url);
  };
  return (
    <section aria-label={title}>
      <div className="bar">
        <h3>{title}</h3>
        {ids.length > 0 && (
          <button type="button" className="quiet" onClick={save}>
            Save {ids.length.toLocaleString("en-US")} ids
          </button>
        )}
      </div>
      {ids.length > 0 &&
        (ids.length <= mostExported ? (
          <ExportPapers ids={ids} ticked={noneTicked} />
        ) : (
          <p className="faint">
            More than {mostExported.toLocaleString("en-US")} papers: save their ids, then{" "}
            <Command line="papers export papers.txt --format bibtex" />
          </p>
        ))}
      {ids.length === 0 ? (
        <p className="faint">No paper is in all that was chosen.</p>
      ) : named.isError ? (
        <Failed error={named.error} retry={named.refetch} />
      ) : named.isPending ? (
        <Waiting what="Reading titles" />
      ) : (
        <ul className="like">
          {named.data.papers.map(({ id, title: each, author, year }) => (
            <li key={id}>
              <a {...linkTo(to(id))}>{each}</a>
              <span className="faint">
                {author} · {year ?? "undated"}
              </span>
            </li>
          ))}
        </ul>
      )}
      {count < Math.min(ids.length, mostShown) && (
        <button type="button" onClick={() => setCount(count + pageSize)}>
          More
        </button>
      )}
    </section>
  );
}
