/** Start training from the page: /runs/new?survey=name. */

import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { go, pathTo } from "../address.ts";
import { api, type NewRun } from "../api.ts";
import { Empty, Failed, Waiting } from "../parts/states.tsx";

export function NewRunView({ survey }: { survey: string | undefined }) {
  const surveys = useQuery({ queryKey: ["surveys"], queryFn: api.surveys });
  const runs = useQuery({ queryKey: ["runs"], queryFn: api.runs });
  const start = useMutation({
    mutationFn: (content: NewRun) => api.startRun(content),
    onSuccess: ({ run }) => go(pathTo("runs", run)),
  });
  const [chosen, choose] = useState(survey ?? "");
  if (surveys.isPending) return <Waiting what="Looking for surveys" />;
  if (surveys.isError) return <Failed error={surveys.error} retry={surveys.refetch} />;
  const learnable = surveys.data.filter(
    ({ name, labels, tree, numbers, reproduction }) =>
      (labels.length > 0 || tree || numbers.length > 0) && (reproduction === undefined || name === survey),
  );
  const current = learnable.find(({ name }) => name === chosen) ?? learnable[0];
  if (!current)
    return (
      <Empty>
        There is nothing to learn yet: import a survey with class labels (--label), volunteers' votes or columns of
        numbers.
      </Empty>
    );
  return (
    <form
      className="column form"
      onSubmit={(event) => {
        event.preventDefault();
        const entries = new FormData(event.currentTarget);
        const text = (name: string) => String(entries.get(name) ?? "");
        const [kind = "", ...rest] = text("task").split(":");
        start.mutate({
          survey: current.name,
          [kind]: rest.join(":"),
          ...(text("from") ? { from: text("from") } : {}),
          maxMinutes: Number(text("minutes")),
          imageSize: Number(text("imageSize")),
        });
      }}
    >
      <h1>Train a network</h1>
      <label>
        Survey
        <select value={current.name} onChange={(event) => choose(event.target.value)}>
          {learnable.map(({ name, galaxies }) => (
            <option key={name} value={name}>
              {name} ({galaxies.toLocaleString("en-US")} galaxies)
            </option>
          ))}
        </select>
      </label>
      <label>
        Learn
        <select name="task" key={current.name}>
          {current.labels.map((label) => (
            <option key={label} value={`label:${label}`}>
              the label {label}
            </option>
          ))}
          {current.tree && <option value={`votes:${current.tree}`}>the votes of {current.tree}</option>}
          {current.numbers.length > 0 && (
            <optgroup label="a number, by regression">
              {current.numbers.map((column) => (
                <option key={column} value={`target:${column}`}>
                  {column}
                </option>
              ))}
            </optgroup>
          )}
        </select>
      </label>
      <label>
        Begin with
        <select name="from">
          <option value="">nothing: train from scratch</option>
          {runs.data
            ?.filter(({ status }) => status === "finished")
            .map(({ id }) => (
              <option key={id} value={id}>
                the encoder of {id}
              </option>
            ))}
        </select>
      </label>
      <label>
        Minutes at most
        <input name="minutes" type="number" min={1} max={10000} defaultValue={15} required />
      </label>
      <label>
        Image size, pixels
        <input name="imageSize" type="number" min={16} max={512} defaultValue={64} required />
      </label>
      <p className="faint">
        A fifth of the galaxies is held out to test the network; it never sees them while it learns.
      </p>
      {start.error && <Failed error={start.error} />}
      <button type="submit" disabled={start.isPending}>
        {start.isPending ? "Starting …" : "Start"}
      </button>
    </form>
  );
}
