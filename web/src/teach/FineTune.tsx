/** From a class's examples to a network of its own: a training job that begins with the run's encoder. */

import { useMutation } from "@tanstack/react-query";
import { linkTo, pathTo } from "../address.ts";
import { api } from "../api.ts";
import { Failed } from "../parts/states.tsx";

export function FineTune({ survey, className }: { survey: string; className: string }) {
  const start = useMutation({
    mutationFn: (content: { tune: string; maxMinutes: number }) => api.fineTune(survey, className, content),
  });
  return (
    <section aria-label="Full fine-tune">
      <h2>Full fine-tune</h2>
      <form
        className="bar"
        onSubmit={(event) => {
          event.preventDefault();
          const fields = new FormData(event.currentTarget);
          start.mutate({ tune: String(fields.get("tune")), maxMinutes: Number(fields.get("minutes")) });
        }}
      >
        <label>
          Learns{" "}
          <select name="tune" defaultValue="all">
            <option value="linear">the head alone</option>
            <option value="blocks:1">the last block</option>
            <option value="blocks:2">the last 2 blocks</option>
            <option value="all">all of it</option>
          </select>
        </label>
        <label>
          Minutes at most <input name="minutes" type="number" min={1} max={10000} defaultValue={15} required />
        </label>
        <button type="submit" disabled={start.isPending}>
          {start.isPending ? "Starting …" : "Start"}
        </button>
      </form>
      <p className="faint">
        The examples become the label column {className}-examples, and a network is trained on it as a run of its own.
      </p>
      {start.error && <Failed error={start.error} />}
      {start.data && (
        <p role="status">
          It trains as <a {...linkTo(pathTo("runs", start.data.run))}>{start.data.run}</a>.
        </p>
      )}
    </section>
  );
}
