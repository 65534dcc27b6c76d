/** The process that learns from examples, classes and likenesses: see `createExamples`. */

import { alikeIn } from "../explore/alike.ts";
import { atPosition } from "../explore/atPosition.ts";
import type { WhitenedVectors } from "../explore/discriminant.ts";
import { whitenedSpace } from "../explore/storedComponents.ts";
import { carriersOf, findTag } from "../explore/tags.ts";
import { type TeachingSpace, teach, teachingSpace } from "../explore/teach/teach.ts";
import { writtenPosition } from "../explore/writtenPosition.ts";
import { representedBy } from "../survey/representations.ts";
import { openSurvey } from "../survey/survey.ts";
import { openWorkspace, type Workspace } from "../survey/workspace.ts";
import { answerQuestions } from "../training/standby.ts";
import type { ExampleQuestion } from "./exampleQuestions.ts";
import { remembered } from "./remembered.ts";

/** Components of a survey are worth keeping; of many surveys they would fill the memory. */
const teachingSpaces = remembered<TeachingSpace>(2);
const whitenedSpaces = remembered<WhitenedVectors & { run: string }>(2);
let workspace: Workspace | undefined;

answerQuestions<ExampleQuestion>(async ({ workspace: path, survey: name, run, ...asked }) => {
  if (workspace?.path !== path) workspace = await openWorkspace(path);
  const survey = await openSurvey(workspace, name);
  const chosen = representedBy(survey, run);
  // A round writes a column, and leaves the representations as they were.
  const key = JSON.stringify([name, survey.card.importedAt, chosen, survey.card.representations]);
  if ("teach" in asked)
    return teach(survey, await teachingSpaces(key, () => teachingSpace(survey, chosen)), asked.teach);
  const { like, unlike, tag, position, where, limit } = asked.alike;
  const at = position === undefined ? undefined : await atPosition(survey, ...writtenPosition(position));
  const tagged = tag === undefined ? [] : await carriersOf(survey, await findTag(survey, tag));
  const space = await whitenedSpaces(key, async () => ({
    ...(await whitenedSpace(survey, chosen)),
    run: chosen,
  }));
  const known = new Set(tag === undefined ? [] : space.ids);
  const all = new Set([...like, ...(at ? [at.id] : []), ...tagged.filter((id) => known.has(id))]);
  const galaxies = await alikeIn(survey, space, { like: [...all], unlike }, limit, where);
  return { run: chosen, like: all.size, unlike: unlike.length, at, galaxies };
});
