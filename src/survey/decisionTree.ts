/** Decision trees of the Galaxy Zoo kind: questions, their answers, and which answer leads to which question. */

import { createRequire } from "node:module";
import { Fault } from "../fault.ts";

/** Vote counts of an answer are the catalogue's column `question_answer`, as in Zoobot. */
export interface DecisionTree {
  name: string;
  questions: Question[];
}

export interface Question {
  name: string;
  answers: string[];
  /** Vote columns (`question_answer`) whose voters are asked this; none for a question everyone is asked. */
  askedAfter: string[];
}

export function answerColumn(question: Question, answer: string): string {
  return `${question.name}_${answer}`;
}

/** Every vote column, question by question. */
export function answerColumns(tree: DecisionTree): string[] {
  return tree.questions.flatMap((question) => question.answers.map((answer) => answerColumn(question, answer)));
}

/** Where each question's answers stand in `answerColumns`: first and last index, both inclusive. */
export function questionSlices(tree: DecisionTree): { question: Question; first: number; last: number }[] {
  let first = 0;
  return tree.questions.map((question) => {
    const slice = { question, first, last: first + question.answers.length - 1 };
    first = slice.last + 1;
    return slice;
  });
}

/** The tree with `suffix` on every question, as one campaign's columns carry it: `bar-dr5_strong`. */
export function withSuffix(tree: DecisionTree, suffix: string): DecisionTree {
  const renamed = (column: string) => {
    const question = tree.questions.find(({ name }) => column.startsWith(`${name}_`));
    return question ? `${question.name}${suffix}${column.slice(question.name.length)}` : column;
  };
  return {
    name: tree.name,
    questions: tree.questions.map(({ name, answers, askedAfter }) => ({
      name: `${name}${suffix}`,
      answers,
      askedAfter: askedAfter.map(renamed),
    })),
  };
}

/** The questions whose answers are all in `columns`; a question whose parents are not is then asked of everyone. */
export function restrictTo(tree: DecisionTree, columns: ReadonlySet<string>): DecisionTree {
  const isKept = (question: Question) =>
    question.answers.every((answer) => columns.has(answerColumn(question, answer)));
  const questions = tree.questions.filter(isKept);
  const kept = new Set(answerColumns({ name: tree.name, questions }));
  return {
    name: tree.name,
    questions: questions.map((question) => ({
      ...question,
      askedAfter: question.askedAfter.filter((parent) => kept.has(parent)),
    })),
  };
}

/** The questions, each after all those it is asked after. */
export function parentsFirst(tree: DecisionTree): Question[] {
  const { order, cycle } = sorted(tree);
  if (cycle) throw new Fault("decision-tree", `decision tree "${tree.name}": ${cycle.join(" is asked after ")}`);
  return order;
}

/**
 * A person's own tree, in JSON or YAML:
 *
 *     name: rings
 *     questions:
 *       - { name: smooth-or-featured, answers: [smooth, featured, artifact] }
 *       - { name: ring, answers: [yes, no], askedAfter: smooth-or-featured_featured }
 *
 * @throws Fault "decision-tree" that names the file, the question and what is wrong with it
 */
export function parseDecisionTree(text: string, fileName: string): DecisionTree {
  const fail = (problem: string): never => {
    throw new Fault("decision-tree", `${fileName}: ${problem}`);
  };
  let content: unknown;
  try {
    // Loaded with the first file: those who name a tree of the package need it not.
    const { parse } = createRequire(import.meta.url)("yaml") as typeof import("yaml");
    content = parse(text);
  } catch (error) {
    return fail(`not JSON or YAML (${String((error as Error).message).split("\n")[0]})`);
  }
  if (!isRecord(content) || !Array.isArray(content.questions))
    return fail('a decision tree is "name: ..." and "questions: [...]"');
  const { name, questions } = content;
  if (typeof name !== "string" || name.trim() === "") return fail('"name" is missing: give the tree a name');
  if (questions.length === 0) return fail('"questions" is empty');
  const tree: DecisionTree = { name, questions: questions.map((question, i) => parseQuestion(question, i, fail)) };
  checkTree(tree, fail);
  return tree;
}

function parseQuestion(content: unknown, index: number, fail: (problem: string) => never): Question {
  if (!isRecord(content)) return fail(`question ${index + 1} is not "name: ..." and "answers: [...]"`);
  const { name, answers, askedAfter = [], ...others } = content;
  if (typeof name !== "string" || name.trim() === "") return fail(`question ${index + 1} has no "name"`);
  const at = `question ${index + 1} ("${name}")`;
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) return fail(`${at}: "${unknown}" means nothing here (name, answers, askedAfter)`);
  if (!Array.isArray(answers)) return fail(`${at}: "answers" must be a list`);
  const parents = Array.isArray(askedAfter) ? askedAfter : [askedAfter];
  return {
    name,
    answers: answers.map((answer) => word(answer) ?? fail(`${at}: an answer must be a word, not ${show(answer)}`)),
    askedAfter: parents.map(
      (parent) => word(parent) ?? fail(`${at}: "askedAfter" must name a question_answer, not ${show(parent)}`),
    ),
  };
}

function checkTree(tree: DecisionTree, fail: (problem: string) => never): void {
  for (const { name, answers } of tree.questions) {
    if (answers.length < 2) fail(`question "${name}" needs at least 2 answers, and has ${answers.length}`);
    const twice = firstRepeated(answers);
    if (twice !== undefined) fail(`question "${name}" has the answer "${twice}" twice`);
  }
  const twice = firstRepeated(tree.questions.map(({ name }) => name));
  if (twice !== undefined) fail(`the question "${twice}" stands there twice`);
  const columns = answerColumns(tree);
  const ambiguous = firstRepeated(columns);
  if (ambiguous !== undefined) fail(`two questions would share the vote column "${ambiguous}"`);
  for (const { name, askedAfter } of tree.questions) {
    for (const parent of askedAfter) {
      if (!columns.includes(parent))
        fail(
          `question "${name}" is asked after "${parent}", which no question has (answers are written question_answer, ` +
            `such as ${columns.find((column) => !column.startsWith(`${name}_`)) ?? columns[0]})`,
        );
    }
  }
  const { cycle } = sorted(tree);
  if (cycle) fail(`questions go round in a circle: ${cycle.map((name) => `"${name}"`).join(" is asked after ")}`);
}

function sorted(tree: DecisionTree): { order: Question[]; cycle: string[] | undefined } {
  const asks = new Map(
    tree.questions.flatMap((question) =>
      question.answers.map((answer): [string, Question] => [answerColumn(question, answer), question]),
    ),
  );
  const order: Question[] = [];
  const path: Question[] = [];
  const visit = (question: Question): string[] | undefined => {
    if (order.includes(question)) return undefined;
    const start = path.indexOf(question);
    if (start >= 0) return [...path.slice(start), question].map(({ name }) => name);
    path.push(question);
    for (const parent of question.askedAfter) {
      const asking = asks.get(parent);
      const cycle = asking && visit(asking);
      if (cycle) return cycle;
    }
    path.pop();
    order.push(question);
    return undefined;
  };
  for (const question of tree.questions) {
    const cycle = visit(question);
    if (cycle) return { order, cycle };
  }
  return { order, cycle: undefined };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** YAML reads `1` as a number, `yes` as a word and `true` as neither: all three are answers people give. */
function word(value: unknown): string | undefined {
  const text = typeof value === "number" || typeof value === "boolean" ? String(value) : value;
  return typeof text === "string" && text.trim() !== "" ? text : undefined;
}

function show(value: unknown): string {
  return JSON.stringify(value) ?? "nothing";
}

function firstRepeated(values: readonly string[]): string | undefined {
  return values.find((value, i) => values.indexOf(value) !== i);
}
