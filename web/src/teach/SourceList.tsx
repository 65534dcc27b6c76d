/** Where one side's examples come from: conditions, saved selections, labels; for counter-examples also all others at random. */

import { type FormEvent, useState } from "react";
import type { Filter, FilterColumn } from "../../../src/survey/galaxies.ts";
import type { ExampleSource, Task } from "../api.ts";
import { sourceWords } from "./sourceWords.ts";

type Kind = "column" | "selection" | "task" | "random";

export function SourceList({
  title,
  side,
  sources,
  change,
  columns,
  selections,
  tasks,
  byHand,
}: {
  title: string;
  side: "positive" | "negative";
  sources: readonly ExampleSource[];
  change: (sources: readonly ExampleSource[]) => void;
  columns: readonly FilterColumn[];
  selections: readonly string[];
  /** Of classes. */
  tasks: readonly Task[];
  /** How many people have put on this side by hand, as far as the page knows. */
  byHand: number;
}) {
  const [kind, setKind] = useState<Kind>("column");
  const [column, setColumn] = useState(columns[0]?.name ?? "");
  const [task, setTask] = useState(tasks[0]?.name ?? "");
  const chosen = columns.find(({ name }) => name === column);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const fields = new FormData(event.currentTarget);
    const text = (name: string) => String(fields.get(name) ?? "").trim();
    if (text("value") === "") return;
    const added: Record<Kind, ExampleSource> = {
      column: { filters: [{ column, operator: text("operator") as Filter["operator"], value: text("value") }] },
      selection: { selection: text("value") },
      task: { task, value: text("value") },
      random: { random: Math.max(1, Math.round(Number(text("value")))) },
    };
    change([...sources, added[kind]]);
  };
  const kinds: [Kind, string, boolean][] = [
    ["column", "a column", columns.length > 0],
    ["selection", "a saved selection", selections.length > 0],
    ["task", "labels", tasks.length > 0],
    ["random", "all others, at random", side === "negative"],
  ];
  return (
    <section className="sources filters" aria-label={title}>
      <h2>{title}</h2>
      <ul>
        {sources.map((source, i) => {
          const words = sourceWords(source);
          return (
            <li key={JSON.stringify(source)}>
              {words}
              <button
                type="button"
                className="quiet"
                aria-label={`Remove ${words} from ${title}`}
                onClick={() => change(sources.filter((_, other) => other !== i))}
              >
                ×
              </button>
            </li>
          );
        })}
        {byHand > 0 && <li>{byHand} by hand</li>}
      </ul>
      <form onSubmit={submit}>
        <label>
          From
          <select value={kind} onChange={({ target }) => setKind(target.value as Kind)}>
            {kinds
              .filter(([, , isThere]) => isThere)
              .map(([each, words]) => (
                <option key={each} value={each}>
                  {words}
                </option>
              ))}
          </select>
        </label>
        {kind === "column" && (
          <>
            <select aria-label={`Column, ${title}`} value={column} onChange={({ target }) => setColumn(target.value)}>
              {columns.map(({ name }) => (
                <option key={name}>{name}</option>
              ))}
            </select>
            <select aria-label={`How it is compared, ${title}`} name="operator" key={`${column} operator`}>
              {(chosen?.kind === "number" ? [">=", "<=", "=", "!="] : ["=", "!=", "contains"]).map((operator) => (
                <option key={operator}>{operator}</option>
              ))}
            </select>
            {chosen?.values ? (
              <Choices title={title} values={chosen.values} />
            ) : (
              <input aria-label={`Value, ${title}`} name="value" size={8} autoComplete="off" />
            )}
          </>
        )}
        {kind === "selection" && <Choices title={title} values={selections} />}
        {kind === "task" && (
          <>
            <select aria-label={`Task, ${title}`} value={task} onChange={({ target }) => setTask(target.value)}>
              {tasks.map(({ name }) => (
                <option key={name}>{name}</option>
              ))}
            </select>
            <Choices title={title} values={tasks.find(({ name }) => name === task)?.classes ?? []} />
          </>
        )}
        {kind === "random" && (
          <input aria-label={`How many, ${title}`} name="value" type="number" min={1} max={100000} defaultValue={200} />
        )}
        <button type="submit">Add</button>
      </form>
    </section>
  );
}

function Choices({ title, values }: { title: string; values: readonly string[] }) {
  return (
    <select aria-label={`Value, ${title}`} name="value">
      {values.map((value) => (
        <option key={value}>{value}</option>
      ))}
    </select>
  );
}
