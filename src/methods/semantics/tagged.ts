/** Tags of subjects, from what people wrote of each: as votes for and against, and as yes or no. */

import { exitCodes, Fault } from "../../fault.ts";
import type { Column } from "../../survey/arrowTable.ts";
import { writeConsensus } from "../../survey/consensus.ts";
import { selectedIds } from "../../survey/selection.ts";
import type { Survey } from "../../survey/survey.ts";
import { neededAnswers } from "./needed.ts";
import { answersOfSubjects, type Taxonomy, tagSetOf } from "./storedTaxonomy.ts";
import { columnOf, type Tag } from "./taxonomy.ts";

export interface TagVotes {
  tag: Tag;
  /** Answers that name it, of each subject. */
  yes: Int32Array;
  /** Subjects that have it: a share of at least the tag's cut. */
  has: Uint8Array;
}

export interface Tagged {
  subjects: string[];
  /** Answers of each subject. */
  answers: Int32Array;
  tags: TagVotes[];
}

export function taggedSubjects(taxonomy: Taxonomy): Tagged {
  const { subjects, subjectOf, terms } = taxonomy;
  const answers = answersOfSubjects(taxonomy);
  const byLemma = new Map(terms.map((term) => [term.lemma, term]));
  const tags = tagSetOf(taxonomy).tags.map((tag) => {
    const yes = new Int32Array(subjects.length);
    const uses = new Set(tag.words.flatMap((word) => byLemma.get(word)?.answers ?? []));
    for (const i of uses) {
      const place = subjectOf[i] ?? 0;
      yes[place] = (yes[place] ?? 0) + 1;
    }
    const has = Uint8Array.from(yes, (count, place) =>
      Number(count > 0 && count / (answers[place] ?? 1) >= tag.cut - 1e-9),
    );
    return { tag, yes, has };
  });
  return { subjects, answers, tags };
}

/** The decision tree of the tags, which `train --votes` takes: one question a tag, asked of everyone. */
export function treeName(taxonomy: Taxonomy): string {
  return `words-${taxonomy.name}`;
}

/**
 * Writes for each tag the columns `tag_x` (1 or 0), `tag_x_yes` and `tag_x_no` (answers) into a survey whose ids are the subjects.
 * @returns how many of the survey's objects people described
 * @throws Fault "no-common-subjects", "tree-taken", "column-taken"
 */
export async function tagSurvey(
  survey: Survey,
  taxonomy: Taxonomy,
): Promise<{
  objects: number;
  unknown: number;
  tags: { name: string; column: string; needs: string; objects: number }[];
}> {
  const { workspace, card } = survey;
  const { subjects, answers, tags } = taggedSubjects(taxonomy);
  if (tags.length === 0)
    throw new Fault("words", `the tags "${taxonomy.name}" were all dropped`, { exitCode: exitCodes.usage });
  const there = new Set(await selectedIds(survey, {}));
  const rows = subjects.flatMap((id, row) => (there.has(id) ? [row] : []));
  if (rows.length === 0)
    throw new Fault(
      "no-common-subjects",
      `no object of survey "${card.name}" was described: people described "${subjects[0]}" and ${subjects.length - 1} others, and the survey has "${[...there][0]}"`,
    );
  const of = (name: string, value: (row: number) => number): Column => ({
    name,
    type: "int32",
    values: rows.map(value),
  });
  const columns = tags.flatMap(({ tag, yes, has }) => {
    const column = columnOf(tag.name);
    return [
      of(`${column}_yes`, (row) => yes[row] ?? 0),
      of(`${column}_no`, (row) => (answers[row] ?? 0) - (yes[row] ?? 0)),
      of(column, (row) => has[row] ?? 0),
    ];
  });
  const name = treeName(taxonomy);
  const questions = tags.map(({ tag }) => ({ name: columnOf(tag.name), answers: ["yes", "no"], askedAfter: [] }));
  const ids = rows.map((row) => subjects[row] ?? "");
  const consensus = { ids, columns, tree: { name, questions }, undecided: 0, tooFew: 0 };
  await writeConsensus(workspace, card.name, taxonomy.name, consensus, name);
  return {
    objects: rows.length,
    unknown: subjects.length - rows.length,
    tags: tags.map(({ tag, has }) => ({
      name: tag.name,
      column: columnOf(tag.name),
      needs: neededAnswers(tag.cut, answers),
      objects: rows.reduce((sum, row) => sum + (has[row] ?? 0), 0),
    })),
  };
}
