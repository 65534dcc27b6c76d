/** What keeps papers out, as chips that can be taken away, and what counts, as sliders. */

import { linkTo } from "../address.ts";
import { change, filterNames, type PaperAddress, usualWeights, type WeightName, weightNames } from "./paperAddress.ts";

const examples = { year: "2010-2015", author: "Hubble, E", category: "astro-ph.GA" };

export function FilterChips({ address }: { address: PaperAddress }) {
  const { filters, lasso, region } = address;
  const part = new URLSearchParams({ ...(lasso && { lasso }), ...(region && { region }) });
  return (
    <div className="filters">
      <ul aria-label="Filters">
        {filterNames.map(
          (name) =>
            filters[name] && (
              <li key={name}>
                {name} {filters[name]}
                <button
                  type="button"
                  className="quiet"
                  aria-label={`Remove the filter ${name} ${filters[name]}`}
                  onClick={() => change(address, { filters: { ...filters, [name]: undefined } }, { isStep: true })}
                >
                  ×
                </button>
              </li>
            ),
        )}
        {part.size > 0 && (
          <li>
            <a {...linkTo(`/papers/map?${part}`)}>{lasso ? "within the lasso on the map" : "a region of the map"}</a>
            <button
              type="button"
              className="quiet"
              aria-label="Remove the part of the map"
              onClick={() => change(address, { lasso: undefined, region: undefined }, { isStep: true })}
            >
              ×
            </button>
          </li>
        )}
      </ul>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          const form = event.currentTarget;
          const entries = new FormData(form);
          const value = String(entries.get("value") ?? "").trim();
          if (value === "") return;
          change(address, { filters: { ...filters, [String(entries.get("name"))]: value } }, { isStep: true });
          form.reset();
        }}
      >
        <label>
          Filter
          <select name="name">
            {filterNames.map((name) => (
              <option key={name} value={name}>
                {name}, such as {examples[name]}
              </option>
            ))}
          </select>
        </label>
        <input aria-label="value" name="value" size={12} autoComplete="off" />
        <button type="submit">Add</button>
      </form>
    </div>
  );
}

const meanings: Record<WeightName, string> = {
  words: "the question's words",
  meaning: "nearness in meaning",
  named: "names in the question",
  neighbours: "nearness to the first answers",
  recent: "newness",
  cited: "citations",
};

export function Sliders({ address }: { address: PaperAddress }) {
  const { weights, feedback } = address;
  return (
    <details className="sliders" open={Object.keys(weights).length > 0 || feedback || undefined}>
      <summary>What counts</summary>
      <div className="bar">
        {weightNames.map((name) => {
          const value = weights[name] ?? usualWeights[name];
          return (
            <label key={name}>
              {meanings[name]}
              <input
                type="range"
                min={0}
                max={1}
                step={0.05}
                value={value}
                onChange={({ target }) => change(address, { weights: { ...weights, [name]: Number(target.value) } })}
              />
              <span className="number">{value.toFixed(2)}</span>
            </label>
          );
        })}
        <label title="Nearness to the first five answers counts twice as much">
          <input
            type="checkbox"
            checked={feedback}
            onChange={({ target }) => change(address, { feedback: target.checked })}
          />
          more of the topic
        </label>
        <button type="button" onClick={() => change(address, { weights: {}, feedback: false })}>
          As usual
        </button>
      </div>
    </details>
  );
}
