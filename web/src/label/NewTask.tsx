/** A form that declares a task: what people are asked about each galaxy. */

import { type FormEvent, useState } from "react";
import { api, type NewTask as Declared, type Task } from "../api.ts";

const kinds: [Task["kind"], string][] = [
  ["classes", "one of several classes"],
  ["rating", "a rating from 0 to 5"],
  ["tree", "the questions of a decision tree"],
  ["text", "free text with #tags"],
];

export function NewTask({
  survey,
  trees,
  added,
  cancel,
}: {
  survey: string;
  trees: readonly string[];
  added: (task: string) => void;
  cancel: (() => void) | undefined;
}) {
  const [kind, setKind] = useState<Task["kind"]>("classes");
  const [fault, setFault] = useState("");
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const fields = new FormData(event.currentTarget);
    const text = (field: string) => String(fields.get(field) ?? "").trim();
    const task: Declared = { name: text("name"), kind };
    if (text("question") !== "") task.question = text("question");
    if (kind === "classes")
      task.classes = text("classes")
        .split("\n")
        .map((each) => each.trim())
        .filter(Boolean);
    if (kind === "tree") task.tree = text("tree");
    try {
      await api.addTask(survey, task);
      added(task.name);
    } catch (error) {
      setFault((error as Error).message);
    }
  };
  return (
    <div className="column">
      <h1>A task for {survey}</h1>
      <p>What people are asked about each galaxy. What a task asks stays as it is; classes can be added later.</p>
      <form className="form" onSubmit={submit}>
        <label>
          Name
          <input name="name" required maxLength={64} placeholder="shape" />
        </label>
        <label>
          The answer is
          <select value={kind} onChange={(event) => setKind(event.target.value as Task["kind"])}>
            {kinds.map(([each, words]) => (
              <option key={each} value={each}>
                {words}
              </option>
            ))}
          </select>
        </label>
        {kind === "classes" && (
          <label>
            Classes, one a line; their keys are 1, 2, 3, …
            <textarea name="classes" rows={5} required placeholder={"spiral\nelliptical\nmerger"} />
          </label>
        )}
        {kind === "tree" && (
          <label>
            Decision tree
            <select name="tree">
              {trees.map((tree) => (
                <option key={tree}>{tree}</option>
              ))}
            </select>
          </label>
        )}
        <label>
          Question in words (may be left empty)
          <input name="question" maxLength={500} />
        </label>
        {fault && <p role="alert">{fault}</p>}
        <p>
          <button type="submit">Add task</button>{" "}
          {cancel && (
            <button type="button" onClick={cancel}>
              Cancel
            </button>
          )}
        </p>
      </form>
    </div>
  );
}
