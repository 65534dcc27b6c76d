/** A question answered by the library: sentences, each with the quotes it stands on, or the plain word that there is no answer. */

import { useQuery } from "@tanstack/react-query";
import { useEffect, useId, useState } from "react";
import type { Step } from "../../../src/literature/answer/research/research.ts";
import { shownText } from "../../../src/literature/shownText.ts";
import { linkTo } from "../address.ts";
import { type AskedPapers, api, type PapersAnswer } from "../api.ts";
import { Failed, Waiting } from "../parts/states.tsx";
import { MarkedText } from "./MarkedText.tsx";
import { type PaperAddress, type Place, searchQuery, writtenAddress } from "./paperAddress.ts";
import { StancePart } from "./StancePart.tsx";

const statusSigns = {
  quoted: ["“ ”", "quoted: word for word from the paper"],
  supported: ["✓", "supported: every check against its quotes passed"],
  rewritten: ["↻", "rewritten: in other words, from a sentence that was checked"],
  translated: ["⇄", "translated by the language model: its wording is not checked against the quotes"],
  weak: ["?", "weak: not fully supported by its quotes"],
} as const;

export function AnswerPart({ address }: { address: PaperAddress }) {
  const { q, year, author, category, lasso, region } = searchQuery({ ...address, q: address.asks });
  const query = { q, year, author, category, lasso, region };
  // As far as it has come: the answer has them all.
  const [steps, setSteps] = useState<readonly Step[]>([]);
  const asked = useQuery({
    queryKey: ["ask papers", address.research, query],
    queryFn: async ({ signal }): Promise<AskedPapers & { steps: readonly Step[] }> => {
      const done: Step[] = [];
      setSteps([]);
      if (!address.research) return { ...(await api.askPapers(query, signal)), steps: [] };
      const onStep = (step: Step) => {
        done.push(step);
        setSteps([...done]);
      };
      return { ...(await api.researchPapers(query, onStep, signal)), steps: done };
    },
    staleTime: Number.POSITIVE_INFINITY,
  });
  return (
    <section className="answer" aria-label="Answer">
      <div className="bar">
        <h2>{address.asks}</h2>
        <a
          className="action quiet"
          {...linkTo(writtenAddress({ ...address, research: !address.research }))}
          title="Takes the question apart, searches each part, and looks at what is missing"
        >
          {address.research ? "In one search" : "In several searches"}
        </a>
        <a className="action quiet" {...linkTo(writtenAddress({ ...address, asks: "" }))}>
          Close the answer
        </a>
      </div>
      {asked.isError ? (
        <>
          <Steps steps={steps} />
          <Failed error={asked.error} retry={asked.refetch} />
        </>
      ) : asked.isPending ? (
        <>
          <Steps steps={steps} />
          <Waiting what={address.research ? "Searching part by part" : "Reading the abstracts"} />
        </>
      ) : (
        <Answered {...asked.data} address={address} />
      )}
    </section>
  );
}

/** Each as soon as it is done. */
function Steps({ steps }: { steps: readonly Step[] }) {
  if (steps.length === 0) return null;
  return (
    <details className="steps" open>
      <summary>How it was searched</summary>
      <ol>
        {steps.map(({ says, seconds }) => (
          <li key={`${seconds} ${says}`}>
            {says} <span className="faint">{seconds.toFixed(1)} s</span>
          </li>
        ))}
      </ol>
    </details>
  );
}

interface AnsweredProps extends AskedPapers {
  steps: readonly Step[];
  address: PaperAddress;
}

function Answered({ answer, texts, steps, address }: AnsweredProps) {
  const { says, refused, papers, advice, footer, remarks, writtenBy } = answer;
  const number = new Map(papers.map(({ id }, i) => [id, i + 1]));
  return (
    <>
      <Steps steps={steps} />
      <p className={refused ? "says refused" : "says"}>{says}</p>
      <StancePart answer={answer} texts={texts} address={address} />
      {groupsOf(answer).map(({ heading, sentences }) => (
        <div key={heading}>
          {heading !== "" && <h3>{heading}</h3>}
          <ul className="sentences">
            {sentences.map(({ sentence, citations, status, why, original }) => (
              <li key={sentence}>
                <span
                  className={`status ${status}`}
                  role="img"
                  aria-label={statusSigns[status][1]}
                  title={statusSigns[status][1]}
                >
                  {statusSigns[status][0]}
                </span>{" "}
                {sentence}{" "}
                {citations.map((citation) => (
                  <Cited
                    key={`${citation.id} ${citation.place?.passage ?? citation.field} ${citation.start}`}
                    citation={citation}
                    number={number.get(citation.id) ?? 0}
                    source={citation.field === "text" ? undefined : texts[citation.id]?.[citation.field]}
                    address={address}
                  />
                ))}
                {status === "weak" && <span className="faint"> (not fully supported{why ? `: ${why}` : ""})</span>}
                {(status === "rewritten" || status === "translated") && why && <span className="faint"> ({why})</span>}
                {original !== undefined && (
                  <details>
                    <summary>The sentence that was checked</summary>
                    <p>{original}</p>
                  </details>
                )}
              </li>
            ))}
          </ul>
        </div>
      ))}
      <h3>{refused ? "Nearest papers" : "Cited papers"}</h3>
      <ol className="cited">
        {papers.map(({ id, title, year, authors }) => (
          <li key={id}>
            <a {...linkTo(writtenAddress({ ...address, paper: id, at: undefined }))}>{shownText(title)}</a>{" "}
            <span className="faint">
              {authors} ({year ?? "undated"})
            </span>
          </li>
        ))}
      </ol>
      {[...advice, ...remarks].map((line) => (
        <p key={line}>{line}</p>
      ))}
      <p className="faint">
        {footer}
        {writtenBy === null &&
          ". No language model wrote any of it. With one, almagest papers ask --llm writes an answer in its own words, each sentence checked against its quotes."}
      </p>
    </>
  );
}

/** Characters of an abstract that are shown before a quote, and after it. */
const around = 200;

type Citation = PapersAnswer["answer"][number]["citations"][number];

/** Its number; the quote in its abstract where the pointer or the focus is; a click opens the paper at it. */
function Cited({
  citation,
  number,
  source: text,
  address,
}: {
  citation: Citation;
  number: number;
  /** What the quote stands in, where the page has it. */
  source: string | undefined;
  address: PaperAddress;
}) {
  const quote = useId();
  const { id, field, place } = citation;
  const source = text ?? citation.quote;
  const { start, end } = text === undefined ? { start: 0, end: source.length } : citation;
  const cited = { start: citation.start, end: citation.end };
  const at: Place | undefined =
    field !== "text" ? { field, ...cited } : place && { field, passage: place.passage, ...cited };
  // Escape puts the box away without moving the pointer or the focus (WCAG 1.4.13).
  const [isPutAway, putAway] = useState(false);
  const [isNear, near] = useState(false);
  useEffect(() => {
    if (!isNear) return;
    const onKey = ({ key }: KeyboardEvent) => {
      if (key === "Escape") putAway(true);
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, [isNear]);
  const come = () => near(true);
  const leave = () => {
    near(false);
    putAway(false);
  };
  const from = start > around ? Math.min(start, source.indexOf(" ", start - around) + 1) : 0;
  const to = source.length - end > around ? Math.max(end, source.lastIndexOf(" ", end + around)) : source.length;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it acts on nothing, it only knows when it is left
    <span
      className={isPutAway ? "citation put-away" : "citation"}
      onMouseEnter={come}
      onMouseLeave={leave}
      onFocus={come}
      onBlur={leave}
    >
      <a {...linkTo(writtenAddress({ ...address, paper: id, at }))} aria-describedby={quote}>
        <span className="hidden">paper </span>[{number}
        {place && `, p. ${place.page}`}]
      </a>
      <span className="quote" role="tooltip" id={quote}>
        {place && (
          <span className="faint">
            {place.section === "" ? "" : `${place.section}, `}page {place.page}:{" "}
          </span>
        )}
        {from > 0 && "… "}
        <MarkedText text={source.slice(from, to)} quote={{ start: start - from, end: end - from }} />
        {to < source.length && " …"}
      </span>
    </span>
  );
}

/** Sentences under their headings, in order. */
function groupsOf({ answer }: PapersAnswer) {
  const groups: { heading: string; sentences: PapersAnswer["answer"] }[] = [];
  for (const each of answer) {
    const last = groups.at(-1);
    if (last?.heading === each.heading) last.sentences.push(each);
    else groups.push({ heading: each.heading, sentences: [each] });
  }
  return groups;
}
