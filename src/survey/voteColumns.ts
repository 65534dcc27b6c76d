/** Which columns of a catalogue hold votes, and of which decision tree. */

import { Fault } from "../fault.ts";
import { answerColumns, type DecisionTree, restrictTo, withSuffix } from "./decisionTree.ts";
import { builtInTrees } from "./trees/builtIn.ts";
import { galaxyZoo2, galaxyZoo2Questions } from "./trees/galaxyZoo2.ts";
import { galaxyZoo2Columns, totalColumn as galaxyZoo2Total } from "./trees/galaxyZoo2Table.ts";
import { galaxyZooDecals, galaxyZooDecalsQuestions } from "./trees/galaxyZooDecals.ts";

/** Votes as the catalogue has them. */
export interface VoteSource {
  /** The part of the tree whose answers the catalogue has. */
  tree: DecisionTree;
  /** Catalogue columns, in the order of `answerColumns(tree)`. */
  columns: string[];
  kind: "counts" | "fractions";
  /** With fractions: the catalogue column with the number of volunteers. */
  totalColumn: string | undefined;
  /** Questions of the tree that the catalogue lacks. */
  leftOut: string[];
}

/** How the votes are asked for. */
export interface VoteOptions {
  /** Without one the built-in trees are tried. */
  tree?: DecisionTree;
  /** The vote columns hold fractions, and this column the number of volunteers. */
  totalColumn?: string;
}

/** Campaigns of one tree differ in the ending of their questions' names. */
const suffixes = ["-gz2", "-dr5", "-dr8", "-dr12", "-ukidss", "-cd", ""];

/**
 * @returns undefined where no tree was asked for and the columns are those of none
 * @throws Fault "missing-votes" where a tree was asked for and its columns are not there
 */
export function findVotes(
  columns: readonly string[],
  { tree, totalColumn }: VoteOptions,
  fileName: string,
): VoteSource | undefined {
  const known = Object.values(builtInTrees);
  // Trees share their first question: where as many columns fit, names with a tree's own ending decide.
  // Without an ending they are Galaxy Zoo DECaLS's, as the guide has it.
  const bare = withSuffix(galaxyZooDecalsQuestions, "");
  const spellings = tree ? spellingsOf(tree) : [...known, bare, ...known.flatMap(spellingsOf)];
  const candidates = spellings.map((spelling) =>
    sourceFrom(spelling, namesAsIs(spelling, columns, totalColumn), totalColumn),
  );
  if (!tree || tree === galaxyZoo2) candidates.push(...publicGalaxyZoo2(columns, totalColumn));
  // The first question has to be there: without it nobody knows who was asked the others.
  const usable = candidates.filter((source) => source.tree.questions.some(({ askedAfter }) => askedAfter.length === 0));
  const best = usable.reduce<VoteSource | undefined>(
    (most, source) => (most && most.columns.length >= source.columns.length ? most : source),
    undefined,
  );
  if (best && best.columns.length > 0) return best;
  if (!tree && totalColumn === undefined) return undefined;
  const wanted = tree ?? galaxyZooDecals;
  const example = `${answerColumns(wanted).slice(0, 2).join(", ")}, ...`;
  throw new Fault(
    "missing-votes",
    tree
      ? `${fileName} has no votes of decision tree "${tree.name}": no question has a column for each answer (${example})`
      : `${fileName} has no vote columns of a known decision tree: name the tree with --votes (known: ${Object.keys(builtInTrees).join(", ")}; or a file)`,
  );
}

function spellingsOf(tree: DecisionTree): DecisionTree[] {
  const questions =
    tree === galaxyZoo2 ? galaxyZoo2Questions : tree === galaxyZooDecals ? galaxyZooDecalsQuestions : undefined;
  return questions ? [tree, ...suffixes.map((suffix) => withSuffix(questions, suffix))] : [tree];
}

function namesAsIs(
  tree: DecisionTree,
  columns: readonly string[],
  totalColumn: string | undefined,
): Map<string, string> {
  const there = new Set(columns);
  return new Map(
    answerColumns(tree).flatMap((answer): [string, string][] => {
      // Zoobot's own tables have counts in `question_answer` and fractions in `question_answer_fraction`.
      const names = totalColumn === undefined ? [answer] : [`${answer}_fraction`, answer];
      const found = names.find((name) => there.has(name));
      return found === undefined ? [] : [[answer, found]];
    }),
  );
}

function publicGalaxyZoo2(columns: readonly string[], totalColumn: string | undefined): VoteSource[] {
  const total = totalColumn ?? (columns.includes(galaxyZoo2Total) ? galaxyZoo2Total : undefined);
  const fractions = total === undefined ? [] : [sourceFrom(galaxyZoo2, galaxyZoo2Columns(columns, "fraction"), total)];
  return totalColumn === undefined
    ? [sourceFrom(galaxyZoo2, galaxyZoo2Columns(columns, "count"), undefined), ...fractions]
    : fractions;
}

function sourceFrom(tree: DecisionTree, names: Map<string, string>, totalColumn: string | undefined): VoteSource {
  const found = restrictTo(tree, new Set(names.keys()));
  const kept = new Set(found.questions.map(({ name }) => name));
  return {
    tree: found,
    columns: answerColumns(found).map((answer) => names.get(answer) as string),
    kind: totalColumn === undefined ? "counts" : "fractions",
    totalColumn,
    leftOut: tree.questions.map(({ name }) => name).filter((name) => !kept.has(name)),
  };
}
