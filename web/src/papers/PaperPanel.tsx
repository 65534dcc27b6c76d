/** One paper beside the list: its abstract with the question's words marked, where else it lies, and papers like it. */

import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { shownText } from "../../../src/literature/shownText.ts";
import { linkTo } from "../address.ts";
import { api } from "../api.ts";
import { Failed, Waiting } from "../parts/states.tsx";
import { MarkedText } from "./MarkedText.tsx";
import { PaperGalaxies } from "./PaperGalaxies.tsx";
import type { Place } from "./paperAddress.ts";

interface Props {
  id: string;
  /** Its words are marked. */
  asked: string;
  /** A sentence that is shown. */
  at?: Place;
  /** The address with another paper open, or none. */
  to: (paper: string | undefined, at?: Place) => string;
}

export function PaperPanel({ id, asked, at, to }: Props) {
  const details = useQuery({
    queryKey: ["paper", id, asked, at?.passage],
    queryFn: () => api.paper(id, asked, at?.passage),
    placeholderData: (before) => (before?.paper.id === id ? before : undefined),
  });
  const place = useRef<HTMLElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another sentence is scrolled to, and each paper seen from its top
  useEffect(() => {
    (place.current?.querySelector("mark") ?? place.current)?.scrollIntoView({ block: "nearest" });
  }, [id, at?.passage, at?.start, details.isSuccess, details.isPlaceholderData]);
  return (
    <aside ref={place} className="paper" aria-label="Paper">
      <div className="bar">
        <a className="close" {...linkTo(to(undefined))}>
          Close
        </a>
      </div>
      {details.isError ? (
        <Failed error={details.error} retry={details.refetch} />
      ) : details.isPending ? (
        <Waiting what="Opening the paper" />
      ) : (
        <>
          <Shown {...details.data} at={at} />
          {details.data.body && <Body {...details.data.body} at={at} to={(place) => to(id, place)} />}
          <PaperGalaxies key={`galaxies ${id}`} id={id} />
          <Like key={id} id={id} to={to} />
        </>
      )}
    </aside>
  );
}

type Details = Awaited<ReturnType<typeof api.paper>>;

function Shown({ paper, marks, at }: Pick<Details, "paper" | "marks"> & { at: Place | undefined }) {
  const { title, abstract, authors, authorCount, year, journal, volume, pages, citations, categories } = paper;
  const others = Math.max(0, (authorCount ?? authors.length) - authors.length);
  const facts = [
    year ?? "undated",
    [journal, volume, pages && `p. ${pages}`].filter(Boolean).join(", ") || null,
    citations === null ? null : `${citations.toLocaleString("en-US")} citations`,
    categories.join(" ") || null,
  ].filter((fact) => fact !== null);
  return (
    <>
      <h2>
        <MarkedText text={title} words={marks.title} quote={at?.field === "title" ? at : undefined} />
      </h2>
      <p className="faint">
        {authors.join("; ") || "no author"}
        {others > 0 && ` and ${others} more`}
      </p>
      <p className="faint">{facts.join(" · ")}</p>
      {paper.properties.includes("summary") && (
        <p className="faint">
          A summary by Almagest, not the authors' abstract
          {paper.properties.includes("summary-unchecked") && ", and not compared with it"}:
        </p>
      )}
      <p className="abstract">
        {abstract === "" ? (
          <span className="faint">The record has no abstract.</span>
        ) : (
          <MarkedText text={abstract} words={marks.abstract} quote={at?.field === "abstract" ? at : undefined} />
        )}
      </p>
      <ul className="elsewhere" aria-label="Elsewhere">
        {linksOf(paper).map(([name, href]) => (
          <li key={href}>
            <a href={href} target="_blank" rel="noreferrer noopener">
              {name}
            </a>
          </li>
        ))}
      </ul>
    </>
  );
}

/** One passage of the full text, where it stands, and the ways to those around it. */
function Body({
  passage: { number, section, page, text },
  passages,
  at,
  to,
}: NonNullable<Details["body"]> & { at: Place | undefined; to: (at: Place | undefined) => string }) {
  const [isOpen, setOpen] = useState(at?.field === "text");
  const placeOf = (passage: number) => to({ field: "text", passage, start: 0, end: 0 });
  const quote = at?.field === "text" && at.passage === number && at.end > at.start ? at : undefined;
  return (
    <details
      className="body"
      open={isOpen || at?.field === "text"}
      onToggle={(event) => setOpen(event.currentTarget.open)}
    >
      <summary>Full text, {passages.toLocaleString("en-US")} passages</summary>
      <p className="faint">
        {section === "" ? "" : `${section}, `}page {page}, passage {number + 1} of {passages}
      </p>
      <p>
        <MarkedText text={text} quote={quote} />
      </p>
      <nav className="bar" aria-label="Passages">
        {number > 0 && <a {...linkTo(placeOf(number - 1))}>Passage before</a>}
        {number + 1 < passages && <a {...linkTo(placeOf(number + 1))}>Passage after</a>}
      </nav>
    </details>
  );
}

/** Only these three sites, whatever a record says. */
function linksOf({ doi, arxivId, bibcode }: Details["paper"]): [string, string][] {
  const path = (id: string) => id.split("/").map(encodeURIComponent).join("/");
  return [
    ...(doi ? [[`DOI ${doi}`, `https://doi.org/${path(doi)}`] as [string, string]] : []),
    ...(arxivId ? [[`arXiv:${arxivId}`, `https://arxiv.org/abs/${path(arxivId)}`] as [string, string]] : []),
    ...(bibcode
      ? [[`ADS ${bibcode}`, `https://ui.adsabs.harvard.edu/abs/${encodeURIComponent(bibcode)}`] as [string, string]]
      : []),
  ];
}

function Like({ id, to }: Pick<Props, "id" | "to">) {
  const like = useQuery({ queryKey: ["papers like", id], queryFn: () => api.papersLike(id) });
  return (
    <section aria-label="Papers like this one">
      <h3>Papers like this one</h3>
      {like.isError ? (
        <Failed error={like.error} retry={like.refetch} />
      ) : like.isPending ? (
        <Waiting what="Looking" />
      ) : like.data.hits.length === 0 ? (
        <p className="faint">There are none.</p>
      ) : (
        <ul className="like">
          {like.data.hits.map(({ id: other, title, author, year, score }) => (
            <li key={other}>
              <a {...linkTo(to(other))}>{shownText(title)}</a>
              <span className="faint">
                {author} · {year ?? "undated"} · {score.toFixed(3)}
              </span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
