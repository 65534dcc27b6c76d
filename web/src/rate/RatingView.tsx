/** Rating what is proposed: /anomalies/:name?interest=&run=&acquisition=ei|ucb&from=all|me&batch=10. */

import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { go, linkTo, pathTo } from "../address.ts";
import { api, type Task } from "../api.ts";
import { Person, rememberedPerson, Who } from "../label/Person.tsx";
import { Empty, Failed, Waiting } from "../parts/states.tsx";
import { Interest } from "./Interest.tsx";
import { Rater } from "./Rater.tsx";

const usualInterest = "interesting";

export function RatingView({ name, search }: { name: string; search: URLSearchParams }) {
  const tasks = useQuery({ queryKey: ["tasks", name], queryFn: () => api.tasks(name) });
  const [by, setBy] = useState(rememberedPerson);
  const [trouble, setTrouble] = useState<Error>();
  const interest = search.get("interest") ?? usualInterest;
  const task = tasks.data?.tasks.find((each) => each.name === interest);
  const { refetch, isSuccess } = tasks;
  const isMissing = isSuccess && task === undefined && by !== "" && tasks.data.representations.length > 0;
  useEffect(() => {
    if (!isMissing) return;
    setTrouble(undefined);
    api
      .addTask(name, { name: interest, kind: "rating", question: "How interesting is it, from 0 to 5?" })
      .then(() => refetch())
      .catch(setTrouble);
  }, [isMissing, name, interest, refetch]);
  if (tasks.isPending) return <Waiting what={`Opening ${name}`} />;
  if (tasks.isError) return <Failed error={tasks.error} retry={tasks.refetch} />;
  if (tasks.data.representations.length === 0)
    return (
      <Empty>
        What is alike is told by representations, and {name} has none yet. Make them:{" "}
        <code>almagest embed {name} --run RUN</code>
      </Empty>
    );
  if (by === "") return <Person title={`Find what interests you in ${name}`} chosen={setBy} />;
  return (
    <div className="label">
      <div className="bar">
        <a {...linkTo(pathTo("survey", name))}>← {name}</a>
        <h1>Find what interests you</h1>
        <Interest
          interests={interestsOf(tasks.data.tasks, interest)}
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
        <Failed error={trouble} />
      ) : task === undefined ? (
        <Waiting what={`Beginning "${interest}"`} />
      ) : task.kind === "rating" ? (
        <Rater
          key={`${task.name}\n${by}`}
          survey={name}
          task={task}
          by={by}
          search={search}
          runs={tasks.data.representations}
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
