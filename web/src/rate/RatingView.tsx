/** Rating what is proposed: /anomalies/:name?interest=&run=&acquisition=ei|ucb&from=all|me&batch=10. */

import { useState } from "react";
import { go, linkTo, pathTo } from "../address.ts";
import type { Task } from "../api.ts";
import { Person, rememberedPerson, Who } from "../label/Person.tsx";
import { useTask } from "../label/useTask.ts";
import { Command } from "../parts/Command.tsx";
import { Empty, Failed, Waiting } from "../parts/states.tsx";
import { Interest } from "./Interest.tsx";
import { Rater } from "./Rater.tsx";

const usualInterest = "interesting";

export function RatingView({ name, search }: { name: string; search: URLSearchParams }) {
  const [by, setBy] = useState(rememberedPerson);
  const interest = search.get("interest") ?? usualInterest;
  const { tasks, task, trouble, retry } = useTask(
    name,
    by === "" ? undefined : { name: interest, kind: "rating", question: "How interesting is it, from 0 to 5?" },
  );
  if (!tasks) return trouble ? <Failed error={trouble} retry={retry} /> : <Waiting what={`Opening ${name}`} />;
  if (tasks.representations.length === 0)
    return (
      <Empty>
        What is alike is told by representations, and {name} has none yet. Make them:{" "}
        <Command line={`embed ${name} --model shipped`} />
      </Empty>
    );
  if (by === "") return <Person title={`Find what interests you in ${name}`} kept="rating" chosen={setBy} />;
  return (
    <div className="label">
      <div className="bar">
        <a {...linkTo(pathTo("survey", name))}>← {name}</a>
        <h1>Find what interests you</h1>
        <Interest
          interests={interestsOf(tasks.tasks, interest)}
          chosen={interest}
          choose={(next) => {
            const query = new URLSearchParams(search);
            query.set("interest", next);
            go(`${pathTo("anomalies", name)}?${query}`);
          }}
        />
        <Who by={by} changed={() => setBy("")} />
      </div>
      {trouble ? (
        <Failed error={trouble} retry={retry} />
      ) : task === undefined ? (
        <Waiting what={`Beginning "${interest}"`} />
      ) : task.kind === "rating" ? (
        <Rater
          key={`${task.name}\n${by}`}
          survey={name}
          task={task}
          by={by}
          search={search}
          runs={tasks.representations}
        />
      ) : (
        <Failed
          error={new Error(`"${interest}" is a task of kind "${task.kind}", which takes no ratings: choose another`)}
        />
      )}
    </div>
  );
}

function interestsOf(tasks: readonly Task[], chosen: string): string[] {
  const rated = tasks.filter(({ kind }) => kind === "rating").map(({ name }) => name);
  return [...new Set([usualInterest, ...rated, chosen])];
}
