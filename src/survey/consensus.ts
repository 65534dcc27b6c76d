/** What people agreed on, as columns of the survey: classes or votes to train on, mean ratings, shares of #tags. */

import { exitCodes, Fault } from "../fault.ts";
import type { Column } from "./arrowTable.ts";
import { ownColumns, voteColumnsOf } from "./catalogueRows.ts";
import { answerColumn, answerColumns, type DecisionTree, withSuffix } from "./decisionTree.ts";
import type { LabelAct } from "./labelIndex.ts";
import type { LabelTask } from "./labelTask.ts";
import { tagsOf } from "./labelValue.ts";
import { columnName, storedName } from "./lance.ts";
import { writeSurvey } from "./surveyTable.ts";
import { mostUsedTags } from "./taskAgreement.ts";
import { upsertColumns } from "./upsertColumns.ts";
import type { Workspace } from "./workspace.ts";

export interface ConsensusOptions {
  /** Name of the column, or what the columns' names begin with. */
  column: string;
  /** Objects that fewer people answered are left out. */
  minPeople: number;
  /** A class must have more than this share of the answers; 0.5 is a majority. Ties are left out. */
  minShare: number;
  /** Vote counts too, where the task has classes. */
  votes: boolean;
}

export interface Consensus {
  ids: string[];
  columns: Column[];
  /** Where the columns are vote counts. */
  tree?: DecisionTree;
  /** Where it is a column of classes. */
  label?: string;
  /** Objects that enough people answered, and did not agree on. */
  undecided: number;
  /** Objects that too few people answered. */
  tooFew: number;
}

/** @param labels what holds now, of this task */
export function consensusOf(
  task: LabelTask,
  labels: readonly LabelAct[],
  { column, minPeople, minShare, votes }: ConsensusOptions,
): Consensus {
  const given = new Map<string, LabelAct[]>();
  for (const act of labels) if (act.value !== null) given.set(act.id, [...(given.get(act.id) ?? []), act]);
  const enough = [...given].filter(([, acts]) => acts.length >= minPeople).sort(([a], [b]) => (a < b ? -1 : 1));
  const ids = enough.map(([id]) => id);
  const values = enough.map(([, acts]) => acts.map(({ value }) => value));
  const common = { ids, undecided: 0, tooFew: given.size - enough.length };
  const people: Column = { name: `${column}_people`, type: "int32", values: values.map(({ length }) => length) };
  switch (task.kind) {
    case "classes": {
      const classes = values.map((said) => majority(said as string[], minShare));
      const label: Column = { name: column, type: "string", values: classes };
      const undecided = classes.filter((each) => each === null).length;
      if (!votes) return { ...common, undecided, label: column, columns: [label, people] };
      const tree = { name: column, questions: [{ name: column, answers: task.classes ?? [], askedAfter: [] }] };
      const counts = values.map((said) =>
        counted(
          tree,
          said.map((value) => ({ [column]: String(value) })),
        ),
      );
      return { ...common, undecided, label: column, tree, columns: [label, people, ...voteColumnsOf(tree, counts)] };
    }
    case "tree": {
      const plain = task.tree as DecisionTree;
      // With a suffix: the catalogue may have brought votes for the same questions.
      const tree = { ...withSuffix(plain, `-${column}`), name: column };
      const counts = values.map((said) => counted(plain, said as Record<string, string>[]));
      return { ...common, tree, columns: [people, ...voteColumnsOf(tree, counts)] };
    }
    case "rating": {
      const means = values.map((said) => (said as number[]).reduce((a, b) => a + b, 0) / said.length);
      return { ...common, columns: [{ name: column, type: "float64", values: means }, people] };
    }
    case "text": {
      const tags = mostUsedTags(labels, 100);
      const said = values.map((texts) => texts.map((text) => new Set(tagsOf(String(text)))));
      const shares = tags.map(
        (tag): Column => ({
          name: `${column}_${tag}`,
          type: "float64",
          values: said.map((texts) => texts.filter((own) => own.has(tag)).length / texts.length),
        }),
      );
      return { ...common, columns: [...shares, people] };
    }
  }
}

/** @returns null for a tie, or where no class has more than `minShare` */
function majority(said: readonly string[], minShare: number): string | null {
  const counts = new Map<string, number>();
  for (const each of said) counts.set(each, (counts.get(each) ?? 0) + 1);
  const [first, second] = [...counts].sort((a, b) => b[1] - a[1]);
  if (!first || first[1] === second?.[1]) return null;
  return first[1] / said.length > minShare ? first[0] : null;
}

function counted(tree: DecisionTree, said: readonly Record<string, string>[]): Int32Array {
  const place = new Map(answerColumns(tree).map((column, i) => [column, i]));
  const counts = new Int32Array(place.size);
  for (const answers of said) {
    for (const question of tree.questions) {
      const at = place.get(answerColumn(question, answers[question.name] ?? ""));
      if (at !== undefined) counts[at] = (counts[at] ?? 0) + 1;
    }
  }
  return counts;
}

/**
 * Puts the columns into the survey, in place of those the same consensus made before.
 * @throws Fault "column-taken" where the catalogue has a column of that name; "tree-taken" where the survey has votes of
 * another tree, since a survey has one
 */
export async function writeConsensus(
  workspace: Workspace,
  survey: string,
  task: string,
  { ids, columns, tree, label }: Consensus,
  name: string,
): Promise<void> {
  await writeSurvey(workspace, survey, async ({ before }) => {
    if (!before) throw new Fault("no-survey", `there is no survey "${survey}"`);
    const { card, table } = before;
    const own = card.consensus.find((each) => each.name === name);
    const { fields } = await table.schema();
    const present = new Set(fields.map((field) => columnName(field.name)));
    const mine = new Set(own?.columns);
    const taken = columns.find((column) => present.has(column.name) && !mine.has(column.name));
    if (taken)
      throw new Fault(
        "column-taken",
        `survey "${survey}" has a column "${taken.name}" already: choose another --column`,
        {
          exitCode: exitCodes.usage,
        },
      );
    if (tree && card.tree && card.tree.name !== tree.name)
      throw new Fault(
        "tree-taken",
        `survey "${survey}" has votes of decision tree "${card.tree.name}" already, and a survey has those of one: ` +
          "write these to a file with --out, and import that as a survey of its own",
      );
    const stored = await table.query().select([ownColumns.id]).toArray();
    const all = stored.map((row) => String(row[ownColumns.id]));
    const row = new Map(ids.map((id, i) => [id, i]));
    // All of them: what is made now may be fewer, or of another type under the same name.
    const old = [...mine].filter((column) => present.has(column));
    if (old.length > 0) await table.dropColumns(old.map(storedName));
    const votes = new Set(tree ? answerColumns(tree) : []);
    const spread = columns.map(
      (column): Column => ({
        ...column,
        values: all.map((id) => {
          const i = row.get(id);
          // Nobody asked is no votes.
          return i === undefined ? (votes.has(column.name) ? 0 : null) : (column.values[i] ?? null);
        }),
      }),
    );
    await upsertColumns(table, all, spread);
    const names = columns.map((column) => column.name);
    const others = (of: readonly string[]) => of.filter((column) => !mine.has(column) && present.has(column));
    const fractions = tree ? names.filter((each) => each.endsWith("_fraction")) : [];
    return {
      ...card,
      labels: [...others(card.labels), ...(label ? [label] : [])],
      tree: tree ?? (card.tree?.name === name && own ? null : card.tree),
      fractions: [...others(card.fractions), ...fractions],
      consensus: [...card.consensus.filter((each) => each.name !== name), { name, task, columns: names }],
    };
  });
}
