/** The literature: /papers?q=&ask=&paper=. Search as you type, papers with reasons, answers that quote. Keys: / to the field. */

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { linkTo } from "../address.ts";
import { api, Refusal } from "../api.ts";
import { Command } from "../parts/Command.tsx";
import { Empty, Failed, Waiting } from "../parts/states.tsx";
import { isTyping } from "../typing.ts";
import { AnswerPart } from "./AnswerPart.tsx";
import { ExportPapers } from "./ExportPapers.tsx";
import { InTexts } from "./InTexts.tsx";
import { FilterChips, Sliders } from "./Narrowing.tsx";
import { PaperList } from "./PaperList.tsx";
import { PaperPanel } from "./PaperPanel.tsx";
import { change, type PaperAddress, readAddress, searchQuery, writtenAddress } from "./paperAddress.ts";
import { SavedSearches, SaveSearch } from "./SavedSearches.tsx";
import { useSettled } from "./useSettled.ts";

export function PapersView({ search }: { search: URLSearchParams }) {
  const library = useQuery({ queryKey: ["library"], queryFn: api.library });
  const address = readAddress(search);
  if (library.isError) return <Failed error={library.error} retry={library.refetch} />;
  if (library.isPending) return <Waiting what="Opening the library" />;
  const { papers, missing, isBehind } = library.data;
  if (missing !== null)
    return (
      <Empty>
        <h1>{missing === "library" ? "The library has no papers yet" : "The library has no index yet"}</h1>
        {missing === "library" ? (
          <p>
            Bring an export of ADS, arXiv or Zotero in: <Command line="papers import export.bib" />
          </p>
        ) : (
          <p>
            Make it: <Command line="papers index" />
          </p>
        )}
        <button type="button" onClick={() => library.refetch()}>
          Look again
        </button>
      </Empty>
    );
  return (
    <div className="literature">
      <div className="bar">
        <h1>Literature</h1>
        <p className="faint">
          {papers.toLocaleString("en-US")} papers
          {isBehind && (
            <>
              ; newer ones are not in the index: <Command line="papers index" />
            </>
          )}
        </p>
        <a {...linkTo(`/papers/map${address.q === "" ? "" : `?${new URLSearchParams({ q: address.q })}`}`)}>Map</a>
        <a {...linkTo("/papers/impact")}>Impact</a>
      </div>
      <SearchField address={address} />
      <FilterChips address={address} />
      <Sliders address={address} />
      <div className={address.paper === undefined ? "beside alone" : "beside"}>
        <div>
          {address.asks !== "" && <AnswerPart key={address.asks} address={address} />}
          <Results address={address} />
        </div>
        {address.paper !== undefined && (
          <PaperPanel
            id={address.paper}
            asked={address.asks || address.q}
            at={address.at}
            to={(paper, at) => writtenAddress({ ...address, paper, at })}
          />
        )}
      </div>
    </div>
  );
}

function SearchField({ address }: { address: PaperAddress }) {
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== "/" || isTyping(event.target) || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      field.current?.focus();
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, []);
  return (
    <form
      className="search"
      onSubmit={(event) => {
        event.preventDefault();
        if (address.q.trim() !== "") change(address, { asks: address.q.trim() }, { isStep: true });
      }}
    >
      <input
        ref={field}
        type="search"
        aria-label="Search or ask"
        placeholder='a question, or author:"Hubble, E" year:1925-1935'
        value={address.q}
        maxLength={2000}
        autoComplete="off"
        spellCheck={false}
        onChange={({ target }) => change(address, { q: target.value })}
        onKeyDown={(event) => {
          if (event.key !== "ArrowDown") return;
          event.preventDefault();
          document.querySelector<HTMLElement>(".papers a.title")?.focus();
        }}
      />
      <button type="submit" title="Answer it from the papers (Enter)">
        Ask
      </button>
    </form>
  );
}

function Results({ address }: { address: PaperAddress }) {
  const query = useSettled(JSON.stringify(searchQuery(address)));
  const asked: Record<string, string> = JSON.parse(query);
  const isEmpty = asked.q === "";
  // Ticks outlive a search: papers of several can be gathered, and what is not listed is not exported.
  const [ticked, tick] = useState<ReadonlySet<string>>(new Set());
  const found = useQuery({
    queryKey: ["search papers", query],
    queryFn: ({ signal }) => api.searchPapers(asked, signal),
    enabled: !isEmpty,
    placeholderData: keepPreviousData,
  });
  if (isEmpty)
    return (
      <>
        <Empty>
          Type a question, or fields as ADS has them: author: title: abs: year: citation_count: with AND, OR, NOT.
        </Empty>
        <p className="faint">
          All of this works without a language model: answers are quotes. With one, in the terminal,{" "}
          <code>almagest papers ask --llm</code> would write the answer in its own words, each sentence checked, and{" "}
          <code>almagest papers search --hyde --rerank --llm</code> would search by a made-up abstract and order the
          first papers again.
        </p>
        <SavedSearches />
      </>
    );
  if (found.isError) return <Misread error={found.error} retry={found.refetch} />;
  if (found.isPending) return <Waiting what="Searching" />;
  const { hits, selected, filter, inTexts, understood, remarks, nothing } = found.data;
  return (
    <section aria-label="Found" aria-busy={found.isPlaceholderData}>
      <p className="faint" role="status">
        {hits.length === 0 ? (nothing ?? "No paper was found") : `The best ${hits.length}`}
        {filter !== null && nothing === undefined && ` of ${selected.toLocaleString("en-US")} with ${filter}`}
      </p>
      {[...understood, ...remarks].map((line) => (
        <p key={line} className="remark">
          {line}
        </p>
      ))}
      {hits.length > 0 && (
        <div className="bar">
          <ExportPapers ids={hits.map(({ id }) => id)} ticked={ticked} />
          {!address.lasso && !address.region && <SaveSearch address={address} />}
        </div>
      )}
      <PaperList
        ticked={ticked}
        tick={(id) =>
          tick((before) => new Set(before.has(id) ? [...before].filter((each) => each !== id) : [...before, id]))
        }
        hits={hits}
        current={address.paper}
        to={(id) => writtenAddress({ ...address, paper: id, at: undefined })}
      />
      {inTexts.length > 0 && (
        <InTexts
          matches={inTexts}
          to={({ id, passage, start, end }) =>
            writtenAddress({ ...address, paper: id, at: { field: "text", passage, start, end } })
          }
        />
      )}
    </section>
  );
}

/** A query that cannot be read is shown with the place where it goes wrong. */
function Misread({ error, retry }: { error: Error; retry: () => void }) {
  const details = error instanceof Refusal ? error.details : [];
  if (details.length === 0) return <Failed error={error} retry={retry} />;
  return (
    <div className="state failed misread" role="alert">
      <p>{error.message}</p>
      <pre>{details.join("\n")}</pre>
    </div>
  );
}
