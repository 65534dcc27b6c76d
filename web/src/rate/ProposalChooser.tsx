/** How the next galaxies are chosen: kept in the address. */

import type { ChangeEvent } from "react";
import { go, pathTo } from "../address.ts";

export interface ProposalQuery {
  acquisition: "ei" | "ucb";
  run: string | undefined;
  /** Whose ratings teach. */
  from: "all" | "me";
  batch: number;
}

export function proposalFrom(search: URLSearchParams): ProposalQuery {
  const batch = Number(search.get("batch"));
  return {
    acquisition: search.get("acquisition") === "ucb" ? "ucb" : "ei",
    run: search.get("run") ?? undefined,
    from: search.get("from") === "me" ? "me" : "all",
    batch: Number.isSafeInteger(batch) && batch > 0 ? Math.min(100, batch) : 10,
  };
}

export function ProposalChooser({
  survey,
  search,
  runs,
}: {
  survey: string;
  search: URLSearchParams;
  runs: readonly string[];
}) {
  const { acquisition, run, from, batch } = proposalFrom(search);
  const set = (event: ChangeEvent<HTMLSelectElement>) => {
    const query = new URLSearchParams(search);
    query.set(event.target.name, event.target.value);
    go(`${pathTo("anomalies", survey)}?${query}`, { replace: true });
    // The keys of the page are for rating again.
    event.target.blur();
  };
  return (
    <section className="order" aria-label="How the next are chosen">
      <label>
        Next
        <select name="acquisition" value={acquisition} onChange={set}>
          <option value="ei">what may be better than the best (expected improvement)</option>
          <option value="ucb">high or unknown (mean + uncertainty)</option>
        </select>
      </label>
      <label>
        Learnt from
        <select name="from" value={from} onChange={set}>
          <option value="all">everybody's ratings</option>
          <option value="me">mine alone</option>
        </select>
      </label>
      <label>
        Run
        <select name="run" value={run ?? runs.at(-1)} onChange={set}>
          {runs.map((each) => (
            <option key={each}>{each}</option>
          ))}
          {run !== undefined && !runs.includes(run) && <option>{run}</option>}
        </select>
      </label>
      <label>
        At a time
        <select name="batch" value={batch} onChange={set}>
          {[...new Set([5, 10, 20, 50, batch])].map((each) => (
            <option key={each}>{each}</option>
          ))}
        </select>
      </label>
    </section>
  );
}
