/** Which galaxy comes next: kept in the address, so that two people may go through the same ones. */

import type { ChangeEvent } from "react";
import { go, pathTo } from "../address.ts";

export interface LabelOrder {
  order: string;
  run: string | undefined;
  seed: number;
}

const orders: [string, string][] = [
  ["unlabelled", "nobody's first"],
  ["random", "at random, the same for everyone"],
  ["uncertain", "what a network is unsure of"],
  ["diverse", "unlike what you have labelled"],
];

export function orderFrom(search: URLSearchParams): LabelOrder {
  const order = search.get("order") ?? "";
  const seed = Number(search.get("seed"));
  return {
    order: orders.some(([each]) => each === order) ? order : "unlabelled",
    run: search.get("run") ?? undefined,
    seed: Number.isSafeInteger(seed) && seed > 0 ? seed : 0,
  };
}

export function OrderChooser({
  survey,
  search,
  unsureRuns,
  representations,
}: {
  survey: string;
  search: URLSearchParams;
  unsureRuns: readonly string[];
  representations: readonly string[];
}) {
  const { order, run, seed } = orderFrom(search);
  const runs = order === "uncertain" ? unsureRuns : order === "diverse" ? representations : [];
  const set = (changes: Record<string, string>) => (event: ChangeEvent<HTMLSelectElement | HTMLInputElement>) => {
    const query = new URLSearchParams(search);
    for (const [name, value] of Object.entries(changes)) query.set(name, value);
    query.set(event.target.name, event.target.value);
    if (event.target.name === "order") query.delete("run");
    go(`${pathTo("label", survey)}?${query}`, { replace: true });
    // The keys of the page are for labelling again.
    if (event.target instanceof HTMLSelectElement) event.target.blur();
  };
  const hasNone = { uncertain: unsureRuns.length === 0, diverse: representations.length === 0 } as Record<
    string,
    boolean
  >;
  return (
    <section className="order" aria-label="Order">
      <label>
        Order
        <select name="order" value={order} onChange={set({})}>
          {orders.map(([name, words]) => (
            <option key={name} value={name} disabled={hasNone[name]}>
              {words}
              {hasNone[name] ? ` (none yet: almagest ${name === "diverse" ? "embed" : "predict"})` : ""}
            </option>
          ))}
        </select>
      </label>
      {runs.length > 0 && (
        <label>
          Run
          <select name="run" value={run ?? runs.at(-1)} onChange={set({ order })}>
            {runs.map((each) => (
              <option key={each}>{each}</option>
            ))}
          </select>
        </label>
      )}
      {(order === "random" || order === "diverse") && (
        <label>
          Seed
          <input name="seed" type="number" min={0} step={1} value={seed} onChange={set({ order })} />
        </label>
      )}
    </section>
  );
}
