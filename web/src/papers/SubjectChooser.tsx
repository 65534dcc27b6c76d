/** Whose impact is shown: facilities, words and groups of papers, which years, and what counts as a topic. */

import { type FormEvent, useId, useState } from "react";
import { counted } from "../../../src/counted.ts";
import { go } from "../address.ts";
import type { CountedLibrary } from "../api.ts";
import {
  type ImpactAddress,
  mostSubjects,
  type SubjectKind,
  subjectKinds,
  type TopicKind,
  topicKinds,
  writtenImpactAddress,
} from "./impactAddress.ts";

const examples: Record<SubjectKind, string> = {
  facility: "Hubble Space Telescope",
  term: "weak lensing",
  papers: 'author:"Hubble, E" year:1925-1935',
};

export function SubjectChooser({ library, address }: { library: CountedLibrary; address: ImpactAddress }) {
  const [kind, choose] = useState<SubjectKind>("facility");
  const list = useId();
  const { of } = address;
  const change = (changes: Partial<ImpactAddress>) =>
    go(writtenImpactAddress({ ...address, behind: undefined, paper: undefined, at: undefined, ...changes }));
  const add = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const written = String(new FormData(event.currentTarget).get("written") ?? "").trim();
    if (written === "" || of.some((each) => each.kind === kind && each.written === written)) return;
    change({ of: [...of, { kind, written }] });
    event.currentTarget.reset();
  };
  return (
    <div className="filters">
      <ul aria-label="Counted">
        {of.map((each) => (
          <li key={`${each.kind} ${each.written}`}>
            {each.kind === "facility" ? each.written : `${subjectKinds[each.kind]} ${each.written}`}
            <button
              type="button"
              className="quiet"
              aria-label={`Remove ${each.written}`}
              onClick={() => change({ of: of.filter((other) => other !== each) })}
            >
              ×
            </button>
          </li>
        ))}
      </ul>
      {address.leftOut !== undefined && address.leftOut > 0 && (
        <p role="status">
          At most {mostSubjects} are compared: the last {address.leftOut} of the address are left out.
        </p>
      )}
      {of.length < mostSubjects && (
        <form onSubmit={add}>
          <label>
            {of.length === 0 ? "Impact of" : "Beside"}
            <select value={kind} onChange={({ target }) => choose(target.value as SubjectKind)}>
              {Object.entries(subjectKinds).map(([name, title]) => (
                <option key={name} value={name}>
                  {title}
                </option>
              ))}
            </select>
          </label>
          <input
            key={kind}
            name="written"
            aria-label="Whose impact"
            placeholder={examples[kind]}
            list={kind === "facility" ? list : undefined}
            size={24}
            maxLength={400}
            autoComplete="off"
            spellCheck={false}
          />
          <datalist id={list}>
            {library.facilities.map(({ name, keyword, mentions }) => (
              <option key={name} value={name}>
                {keyword === name ? "" : `${keyword}, `}
                {counted(mentions, "paper")}
              </option>
            ))}
          </datalist>
          <button type="submit">Add</button>
        </form>
      )}
      <span className="choice">
        Years
        <YearField name="from" address={address} usual={library.first} change={change} />
        to
        <YearField name="to" address={address} usual={library.last} change={change} />
      </span>
      {library.hasRegions && (
        <label>
          Topics
          <select value={address.topics} onChange={({ target }) => change({ topics: target.value as TopicKind })}>
            {Object.entries(topicKinds).map(([name, title]) => (
              <option key={name} value={name}>
                {title}
              </option>
            ))}
          </select>
        </label>
      )}
    </div>
  );
}

interface YearProps {
  name: "from" | "to";
  address: ImpactAddress;
  usual: number | null;
  change: (changes: Partial<ImpactAddress>) => void;
}

/** Half a year is no year: it counts when it is left, or by Enter. */
function YearField({ name, address, usual, change }: YearProps) {
  const take = (written: string) => {
    if (written !== address[name] && /^(\d{4})?$/.test(written)) change({ [name]: written });
  };
  return (
    <input
      key={address[name]}
      aria-label={name === "from" ? "First year" : "Last year"}
      inputMode="numeric"
      size={5}
      maxLength={4}
      defaultValue={address[name]}
      placeholder={usual === null ? "" : String(usual)}
      onBlur={({ target }) => take(target.value.trim())}
      onKeyDown={(event) => {
        if (event.key === "Enter") take(event.currentTarget.value.trim());
      }}
    />
  );
}
