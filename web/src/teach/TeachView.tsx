/** Teaching a class by examples: /teach/:name?class=&run=&positive=SELECTION&negative=SELECTION. */

import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { go, linkTo, pathTo } from "../address.ts";
import { api } from "../api.ts";
import { Person, rememberedPerson, Who } from "../label/Person.tsx";
import { Command } from "../parts/Command.tsx";
import { Empty, Failed, Waiting } from "../parts/states.tsx";
import { Teacher } from "./Teacher.tsx";

export function TeachView({ name, search }: { name: string; search: URLSearchParams }) {
  const teaching = useQuery({ queryKey: ["teaching", name], queryFn: () => api.teaching(name) });
  const survey = useQuery({ queryKey: ["survey", name], queryFn: () => api.survey(name) });
  const [by, setBy] = useState(rememberedPerson);
  const [named, setNamed] = useState<string>();
  const failed = [teaching, survey].find(({ isError }) => isError);
  if (failed?.error) return <Failed error={failed.error} retry={failed.refetch} />;
  if (!teaching.data || !survey.data) return <Waiting what={`Opening ${name}`} />;
  const { classes, representations } = teaching.data;
  if (representations.length === 0)
    return (
      <Empty>
        A class is taught on representations, and {name} has none yet. Make them:{" "}
        <Command line={`embed ${name} --model shipped`} />
      </Empty>
    );
  if (by === "") return <Person title={`Teach a class in ${name}`} chosen={setBy} />;
  const set = (changes: Record<string, string>) => {
    const query = new URLSearchParams(search);
    for (const [key, value] of Object.entries(changes)) query.set(key, value);
    go(`${pathTo("teach", name)}?${query}`);
  };
  const chosen = search.get("class");
  const run = search.get("run") ?? representations.at(-1) ?? "";
  return (
    <div className="label">
      <div className="bar">
        <a {...linkTo(pathTo("survey", name))}>← {name}</a>
        <h1>Teach a class</h1>
        {chosen !== null && (
          <>
            <label>
              Class
              <select value={chosen} onChange={({ target }) => set({ class: target.value })}>
                {[...new Set([...classes, chosen])].map((each) => (
                  <option key={each}>{each}</option>
                ))}
              </select>
            </label>
            <label>
              Run
              <select value={run} onChange={({ target }) => set({ run: target.value })}>
                {[...new Set([...representations, run])].map((each) => (
                  <option key={each}>{each}</option>
                ))}
              </select>
            </label>
            <a {...linkTo(pathTo("teach", name))}>Another class</a>
          </>
        )}
        <Who by={by} changed={() => setBy("")} />
      </div>
      {chosen === null ? (
        <ChooseClass
          classes={classes}
          choose={(className) => {
            setNamed(className);
            set({ class: className });
          }}
        />
      ) : (
        <Teacher
          key={`${chosen}\n${by}`}
          survey={survey.data}
          className={chosen}
          by={by}
          run={run}
          isNew={named === chosen}
          selected={{ positive: search.get("positive"), negative: search.get("negative") }}
        />
      )}
    </div>
  );
}

function ChooseClass({ classes, choose }: { classes: readonly string[]; choose: (name: string) => void }) {
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const name = String(new FormData(event.currentTarget).get("name") ?? "").trim();
    if (name !== "") choose(name);
  };
  return (
    <div className="column">
      <p>
        Choose galaxies that are of a class and some that are not, from a few to a few hundred. A classifier on the
        network's representations answers in seconds; then look at what it finds, correct it, and train again.
      </p>
      <form className="form" onSubmit={submit}>
        <label>
          What is the class called?
          <input
            name="name"
            required
            maxLength={64}
            pattern="[A-Za-z0-9][A-Za-z0-9_\-]*"
            title="letters, digits, - and _"
            placeholder="ring"
          />
        </label>
        <p>
          <button type="submit">Begin</button>
        </p>
      </form>
      {classes.length > 0 && (
        <section aria-label="Taught before">
          <h2>Taught before</h2>
          <ul>
            {classes.map((each) => (
              <li key={each}>
                <button type="button" className="quiet" onClick={() => choose(each)}>
                  {each}
                </button>
              </li>
            ))}
          </ul>
        </section>
      )}
    </div>
  );
}
