/** What a person can answer now in a task, and with which key. */

import type { LabelValue, Task } from "../api.ts";

export interface Choice {
  key: string;
  text: string;
  /** The whole label; or the answers so far, where a decision tree asks on. */
  leadsTo: { label: LabelValue } | { answers: Record<string, string> };
}

export interface Asked {
  question: string;
  choices: Choice[];
}

/** Digits first; then letters that mean nothing else on the page. */
const keys = "1234567890qwetyuopadfghjklzxcvbnm";
const ratings = ["not at all", "hardly", "a little", "somewhat", "clearly", "very much"];

/** @param answers along the decision tree so far */
export function askedNow(task: Task, answers: Readonly<Record<string, string>>): Asked {
  switch (task.kind) {
    case "classes":
      return {
        question: task.question ?? "Which is it?",
        choices: (task.classes ?? []).map((text, i) => ({ key: keys[i] ?? "", text, leadsTo: { label: text } })),
      };
    case "rating":
      return {
        question: task.question ?? `How ${task.name} is it?`,
        choices: ratings.map((text, score) => ({
          key: String(score),
          text,
          leadsTo: { label: score },
        })),
      };
    case "text":
      return { question: task.question ?? "What do you see?", choices: [] };
    case "tree": {
      const question = openQuestion(task, answers);
      return {
        question: question?.name ?? "",
        choices: (question?.answers ?? []).map((text, i) => {
          const next = { ...answers, [question?.name ?? ""]: text };
          return {
            key: keys[i] ?? "",
            text,
            leadsTo: openQuestion(task, next) ? { answers: next } : { label: next },
          };
        }),
      };
    }
  }
}

/** The first question that is asked after the answers so far, and is not answered. */
function openQuestion({ tree }: Task, answers: Readonly<Record<string, string>>) {
  const chosen = new Set(Object.entries(answers).map(([question, answer]) => `${question}_${answer}`));
  return tree?.questions.find(
    ({ name, askedAfter }) =>
      answers[name] === undefined && (askedAfter.length === 0 || askedAfter.some((parent) => chosen.has(parent))),
  );
}

/** A label in words. */
export function wordsOf(value: LabelValue): string {
  if (value === null) return "passed over";
  if (typeof value === "object")
    return Object.entries(value)
      .map(([question, answer]) => `${question}: ${answer}`)
      .join("; ");
  return String(value);
}
