/** Papers that a search found, best first. Keys: down and up move, Enter opens, w says why. */

import { type KeyboardEvent, useRef, useState } from "react";
import { shownText } from "../../../src/literature/shownText.ts";
import { linkTo } from "../address.ts";
import type { FoundPaper } from "../api.ts";
import { WhyRank } from "./WhyRank.tsx";

interface Props {
  hits: readonly FoundPaper[];
  /** The one that is open beside. */
  current: string | undefined;
  to: (id: string) => string;
  /** For export. */
  ticked: ReadonlySet<string>;
  tick: (id: string) => void;
}

export function PaperList({ hits, current, to, ticked, tick }: Props) {
  const list = useRef<HTMLOListElement>(null);
  const [explained, explain] = useState<ReadonlySet<string>>(new Set());
  const toggle = (id: string) =>
    explain((before) => new Set(before.has(id) ? [...before].filter((each) => each !== id) : [...before, id]));

  const onKey = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const links = [...(list.current?.querySelectorAll<HTMLElement>("a.title") ?? [])];
    const here = links.findIndex((link) => link.closest("li")?.contains(document.activeElement));
    const hit = hits[here];
    if (event.key === "w" && hit) toggle(hit.id);
    else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      links[Math.max(0, Math.min(links.length - 1, here + (event.key === "ArrowDown" ? 1 : -1)))]?.focus();
    }
  };
  return (
    <ol ref={list} className="papers" aria-label="Papers" onKeyDown={onKey}>
      {hits.map((hit, i) => (
        <li key={hit.id} aria-current={hit.id === current ? "true" : undefined}>
          <input
            type="checkbox"
            aria-label={`Tick ${shownText(hit.title)}`}
            checked={ticked.has(hit.id)}
            onChange={() => tick(hit.id)}
          />
          <div className="found">
            <a className="title" {...linkTo(to(hit.id))}>
              {shownText(hit.title)}
            </a>
            <span className="faint">
              {hit.author} · {hit.year ?? "undated"} · <span className="id">{hit.id}</span>
            </span>
          </div>
          <button
            type="button"
            className="quiet score"
            aria-expanded={explained.has(hit.id)}
            aria-controls={explained.has(hit.id) ? `why-${i}` : undefined}
            aria-label={`Score ${hit.score.toFixed(3)}: why?`}
            title="Why this rank (w)"
            onClick={() => toggle(hit.id)}
          >
            {hit.score.toFixed(3)} <span aria-hidden="true">{explained.has(hit.id) ? "▾" : "▸"}</span>
          </button>
          {explained.has(hit.id) && <WhyRank hit={hit} id={`why-${i}`} />}
        </li>
      ))}
    </ol>
  );
}
