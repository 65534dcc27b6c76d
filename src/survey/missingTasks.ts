/** Labels of a task that the survey does not have: said once, with the command that would make it. */

import { shellWord } from "../shellWord.ts";
import { valueFrom, valueFromText } from "./labelColumns.ts";
import { highestRating, type LabelValue } from "./labelValue.ts";

export interface MissingTask {
  task: string;
  rows: number;
  /** Makes a task that takes what the rows say. */
  command: string;
}

/** More distinct values than this are no classes that somebody would press a key for. */
const mostClasses = 20;

export class MissingTasks {
  readonly #survey: string;
  readonly #values = new Map<string, (LabelValue | "answers")[]>();

  constructor(survey: string) {
    this.#survey = survey;
  }

  /** A row of task `name`, of which either annotations or a plain value is there. */
  add(name: string, row: { annotations?: string; annotation?: string; value?: string | null }): void {
    const values = this.#values.get(name) ?? [];
    this.#values.set(name, values);
    const asText = { name, kind: "text" } as const;
    if (row.annotations === undefined) {
      const value = valueFromText(asText, row.value ?? null);
      values.push(typeof value === "string" && /^\{.*\}$/s.test(value) ? "answers" : value);
      return;
    }
    const found = valueFrom(asText, row.annotations, row.annotation);
    values.push(typeof found === "string" ? "answers" : found.value);
  }

  list(): MissingTask[] {
    return [...this.#values].map(([task, values]) => ({
      task,
      rows: values.length,
      command: `almagest labels tasks add ${shellWord(this.#survey)} ${shellWord(task || "<task>")} ${kindOf(values)}`,
    }));
  }
}

function kindOf(values: readonly LabelValue[]): string {
  const said = new Set(values.filter((value) => value !== null).map(String));
  if (said.has("answers")) return "--tree '<tree>'";
  const isRating = (text: string) => /^\d(\.0+)?$/.test(text) && Number(text) <= highestRating;
  if (said.size > 0 && [...said].every(isRating)) return "--kind rating";
  const isClass = (text: string) => text.length <= 100 && !/[#,\n]/.test(text);
  if (said.size < 2 || said.size > mostClasses || ![...said].every(isClass)) return "--kind text";
  return `--classes ${shellWord([...said].sort().join(","))}`;
}
