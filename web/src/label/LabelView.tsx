/** Labelling a survey: /label/:name?task=&order=&run=&seed=&where=&lasso=&map=&sky=&saved=. Who labels is remembered by the browser. */

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { go, linkTo, pathTo } from "../address.ts";
import { api, type Task } from "../api.ts";
import { Failed, Waiting } from "../parts/states.tsx";
import { labelledSelection } from "../selection/selectionAddress.ts";
import { Labeller } from "./Labeller.tsx";
import { NewTask } from "./NewTask.tsx";
import { Person, rememberedPerson, Who } from "./Person.tsx";

export function LabelView({ name, search }: { name: string; search: URLSearchParams }) {
  const tasks = useQuery({ queryKey: ["tasks", name], queryFn: () => api.tasks(name) });
  const [by, setBy] = useState(rememberedPerson);
  const [addsTask, setAddsTask] = useState(false);
  const chooseTask = (task: string) => {
    const query = new URLSearchParams(search);
    query.set("task", task);
    go(`${pathTo("label", name)}?${query}`);
  };
  if (tasks.isPending) return <Waiting what={`Opening ${name}`} />;
  if (tasks.isError) return <Failed error={tasks.error} retry={tasks.refetch} />;
  const { tasks: known, trees } = tasks.data;
  if (by === "") return <Person title={`Label ${name}`} chosen={setBy} />;
  if (known.length === 0 || addsTask)
    return (
      <NewTask
        survey={name}
        trees={trees}
        cancel={known.length > 0 ? () => setAddsTask(false) : undefined}
        added={(task) => {
          void tasks.refetch().then(() => {
            setAddsTask(false);
            chooseTask(task);
          });
        }}
      />
    );
  const wanted = search.get("task");
  const task = known.find((each) => each.name === wanted) ?? (known[0] as Task);
  return (
    <div className="label">
      <div className="bar">
        <a {...linkTo(surveyPath(name, search))}>← {name}</a>
        <h1>Label {name}</h1>
        <label>
          Task
          <select
            value={task.name}
            onChange={({ target }) => {
              // Its keys would choose another task: they are to answer again.
              target.blur();
              chooseTask(target.value);
            }}
          >
            {known.map((each) => (
              <option key={each.name}>{each.name}</option>
            ))}
          </select>
        </label>
        <button type="button" className="quiet" onClick={() => setAddsTask(true)}>
          New task
        </button>
        <Who by={by} changed={() => setBy("")} />
      </div>
      {wanted !== null && task.name !== wanted && (
        <p role="alert" className="failed">
          {name} has no task “{wanted}”: this is {task.name}.
        </p>
      )}
      <Labeller
        key={`${task.name}\n${by}`}
        survey={name}
        task={task}
        by={by}
        search={search}
        unsureRuns={tasks.data.unsureRuns}
        representations={tasks.data.representations}
      />
    </div>
  );
}

function surveyPath(name: string, search: URLSearchParams): string {
  const selection = labelledSelection(search);
  return `${pathTo("survey", name)}${selection.size > 0 ? `?${selection}` : ""}`;
}
