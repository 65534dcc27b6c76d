/** What is to be like beside the galaxies that were picked: all that carry a tag, or what stands at a place in the sky; and by which run. */

import { useQuery } from "@tanstack/react-query";
import { useId } from "react";
import { api } from "../api.ts";

export function AlikeSources({
  survey,
  runs,
  run,
  tag,
  position,
  hasPlaces,
  ask,
}: {
  survey: string;
  runs: readonly string[];
  run: string;
  tag: string;
  /** As it was written. */
  position: string;
  /** Whether the survey knows where its objects stand. */
  hasPlaces: boolean;
  ask: (changes: Record<string, string>) => void;
}) {
  const noPlaces = useId();
  const tags = useQuery({ queryKey: ["tags", survey], queryFn: () => api.tags(survey) });
  return (
    <>
      <label>
        Run
        <select value={run} onChange={({ target }) => ask({ run: target.value })}>
          {[...new Set([...runs, run])].map((each) => (
            <option key={each}>{each}</option>
          ))}
        </select>
      </label>
      <label>
        Tag
        <select value={tag} onChange={({ target }) => ask({ tag: target.value })}>
          <option value="">none</option>
          {tags.data?.tags.map((each) => (
            <option key={each.name} value={each.name}>
              {each.name} ({each.objects})
            </option>
          ))}
          {tag !== "" && !tags.data?.tags.some((each) => each.name === tag) && <option>{tag}</option>}
        </select>
      </label>
      <form
        className="choice"
        onSubmit={(event) => {
          event.preventDefault();
          ask({ position: String(new FormData(event.currentTarget).get("position") ?? "").trim() });
        }}
      >
        <label className="choice">
          Place in the sky
          <input
            name="position"
            defaultValue={position}
            placeholder="150.12, 2.35 or 10:00:28.8 +02:21:00"
            size={26}
            autoComplete="off"
            disabled={!hasPlaces && position === ""}
            aria-describedby={hasPlaces ? undefined : noPlaces}
          />
        </label>
        <button type="submit" disabled={!hasPlaces && position === ""}>
          Look there
        </button>
        {!hasPlaces && (
          <span id={noPlaces}>{survey} has no columns ra and dec: where its galaxies stand is not known.</span>
        )}
      </form>
    </>
  );
}
