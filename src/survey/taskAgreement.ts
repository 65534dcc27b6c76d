/** How far the people who label a survey agree: overall and two by two, question by question. */

import { cohenKappa, krippendorffAlpha, type Level } from "./agreement.ts";
import type { LabelAct } from "./labelIndex.ts";
import type { LabelTask } from "./labelTask.ts";
import { tagsOf } from "./labelValue.ts";

export interface QuestionAgreement {
  /** Of a decision tree; a #tag, given or not; null where the task asks one thing. */
  question: string | null;
  level: Level;
  /** Krippendorff's; null where it cannot be had (see `krippendorffAlpha`). */
  alpha: number | null;
  /** Objects that two or more answered. */
  objects: number;
}

export interface PairAgreement {
  question: string | null;
  people: [string, string];
  /** That both answered. */
  objects: number;
  /** Share of them with the same answer. */
  same: number;
  /** Cohen's; null where it cannot be had. */
  kappa: number | null;
  /** Cohen's, with ratings further apart disagreeing more (by the square); of ratings only. */
  weightedKappa?: number | null;
}

export interface TaskAgreement {
  task: string;
  /** Objects that somebody answered; passed over does not count. */
  objects: number;
  people: { name: string; labels: number }[];
  questions: QuestionAgreement[];
  /** Of those who labelled most. */
  pairs: PairAgreement[];
}

const peoplePaired = 12;
const tagsShown = 20;

/** @param labels what holds now, of this task */
export function taskAgreement(task: LabelTask, labels: readonly LabelAct[]): TaskAgreement {
  const given = labels.filter(({ value }) => value !== null);
  const counts = new Map<string, number>();
  for (const { by } of given) counts.set(by, (counts.get(by) ?? 0) + 1);
  const people = [...counts].map(([name, count]) => ({ name, labels: count })).sort((a, b) => b.labels - a.labels);
  const asked = questionsOf(task, given);
  const most = people.slice(0, peoplePaired).map(({ name }) => name);
  return {
    task: task.name,
    objects: new Set(given.map(({ id }) => id)).size,
    people,
    questions: asked.flatMap(({ question, answers }) => {
      const units = [...answers.values()].map((byPerson) => [...byPerson.values()]);
      const objects = units.filter(({ length }) => length > 1).length;
      const levels: Level[] = task.kind === "rating" ? ["ordinal", "interval"] : ["nominal"];
      return levels.map((level) => ({ question, level, alpha: krippendorffAlpha(units, level), objects }));
    }),
    pairs: asked.flatMap(({ question, answers }) => pairsOf(question, answers, most, task.kind === "rating")),
  };
}

/** By object, by person. */
type Answers = Map<string, Map<string, string | number>>;

function questionsOf(task: LabelTask, given: readonly LabelAct[]): { question: string | null; answers: Answers }[] {
  const collect = (answerOf: (act: LabelAct) => string | number | undefined): Answers => {
    const answers: Answers = new Map();
    for (const act of given) {
      const answer = answerOf(act);
      if (answer === undefined) continue;
      const byPerson = answers.get(act.id) ?? new Map<string, string | number>();
      answers.set(act.id, byPerson.set(act.by, answer));
    }
    return answers;
  };
  switch (task.kind) {
    case "classes":
    case "rating":
      return [{ question: null, answers: collect(({ value }) => value as string | number) }];
    case "tree":
      return (task.tree?.questions ?? []).map(({ name }) => ({
        question: name,
        answers: collect(({ value }) => (value as Record<string, string>)[name]),
      }));
    case "text":
      return mostUsedTags(given).map((tag) => ({
        question: `#${tag}`,
        answers: collect(({ value }) => (tagsOf(String(value)).includes(tag) ? "given" : "not given")),
      }));
  }
}

/** Tags of texts, most used first. */
export function mostUsedTags(labels: readonly LabelAct[], most = tagsShown): string[] {
  const counts = new Map<string, number>();
  for (const { value } of labels)
    if (typeof value === "string") for (const tag of tagsOf(value)) counts.set(tag, (counts.get(tag) ?? 0) + 1);
  return [...counts]
    .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
    .slice(0, most)
    .map(([tag]) => tag);
}

function pairsOf(
  question: string | null,
  answers: Answers,
  people: readonly string[],
  isRating: boolean,
): PairAgreement[] {
  return people.flatMap((a, i) =>
    people.slice(i + 1).flatMap((b): PairAgreement[] => {
      const both = [...answers.values()].filter((byPerson) => byPerson.has(a) && byPerson.has(b));
      if (both.length === 0) return [];
      const of = (name: string) => both.map((byPerson) => byPerson.get(name) as string | number);
      const [first, second] = [of(a), of(b)];
      const same = first.filter((answer, o) => answer === second[o]).length / both.length;
      const pair = { question, people: [a, b] as [string, string], objects: both.length, same };
      const kappa = cohenKappa(first, second);
      return [
        isRating
          ? { ...pair, kappa, weightedKappa: cohenKappa(first, second, { weights: "quadratic" }) }
          : { ...pair, kappa },
      ];
    }),
  );
}
