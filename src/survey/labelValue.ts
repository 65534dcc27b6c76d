/** What a person can say of an object: a class, a rating, answers along a decision tree, words; or that they pass. */

import { answerColumn, type DecisionTree } from "./decisionTree.ts";
import type { LabelTask } from "./labelTask.ts";

export const highestRating = 5;
const longestText = 5000;

/**
 * By the task's kind: a class's name; a whole number 0 to 5; answers by question, `{ "smooth-or-featured": "smooth" }`;
 * text, in which #words are tags. Null where the person looked and passed on ("skip").
 */
export type LabelValue = string | number | Readonly<Record<string, string>> | null;

/** @returns what is wrong with `value`, in words that follow the object's name; undefined where nothing is */
export function faultOfValue(task: LabelTask, value: unknown): string | undefined {
  if (value === null) return undefined;
  switch (task.kind) {
    case "classes":
      return typeof value === "string" && task.classes?.includes(value)
        ? undefined
        : `${show(value)} is no class of task "${task.name}"; it has ${task.classes?.join(", ")}`;
    case "rating":
      return typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= highestRating
        ? undefined
        : `${show(value)} is no rating: task "${task.name}" takes whole numbers from 0 to ${highestRating}`;
    case "text":
      if (typeof value !== "string" || value.trim() === "")
        return `${show(value)} is no text, which task "${task.name}" takes`;
      return value.length > longestText
        ? `a text of ${value.length} letters is too long: task "${task.name}" takes up to ${longestText}`
        : undefined;
    case "tree":
      return faultOfAnswers(task.tree as DecisionTree, value);
  }
}

function faultOfAnswers(tree: DecisionTree, value: unknown): string | undefined {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    return `${show(value)} is no list of answers such as {"${tree.questions[0]?.name}": "${tree.questions[0]?.answers[0]}"}`;
  const answers = Object.entries(value as Record<string, unknown>);
  if (answers.length === 0) return `no question of decision tree "${tree.name}" is answered`;
  for (const [name, answer] of answers) {
    const question = tree.questions.find((each) => each.name === name);
    if (!question)
      return `decision tree "${tree.name}" has no question ${show(name)}; it has ${tree.questions.map((each) => each.name).join(", ")}`;
    if (typeof answer !== "string" || !question.answers.includes(answer))
      return `${show(answer)} is no answer to "${name}"; it has ${question.answers.join(", ")}`;
  }
  const given = value as Record<string, string>;
  const asked = new Set(questionsAsked(tree, given).map(({ name }) => name));
  const unasked = answers.find(([name]) => !asked.has(name));
  return unasked && `"${unasked[0]}" is answered, and is not asked after the other answers`;
}

/** The questions that a person who answered `given` is asked, the answered ones among them. */
export function questionsAsked(tree: DecisionTree, given: Readonly<Record<string, string>>): DecisionTree["questions"] {
  const chosen = new Set<string>();
  const asked = new Set<string>();
  // An answer may open a question that stands before it in the list: until nothing more opens.
  for (let before = -1; asked.size > before; ) {
    before = asked.size;
    for (const question of tree.questions) {
      if (asked.has(question.name)) continue;
      if (question.askedAfter.length > 0 && !question.askedAfter.some((parent) => chosen.has(parent))) continue;
      asked.add(question.name);
      const answer = given[question.name];
      if (answer !== undefined) chosen.add(answerColumn(question, answer));
    }
  }
  return tree.questions.filter(({ name }) => asked.has(name));
}

/** `#words` of a text, in small letters, each once: "odd #Ring, #tidal-tail" has ring and tidal-tail. */
export function tagsOf(text: string): string[] {
  const found = text.matchAll(/(?<![\p{L}\p{N}_&])#([\p{L}\p{N}][\p{L}\p{N}_-]*)/gu);
  return [...new Set([...found].map(([, tag = ""]) => tag.toLowerCase().replace(/[-_]+$/, "")))];
}

function show(value: unknown): string {
  const text = JSON.stringify(value) ?? "nothing";
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}
