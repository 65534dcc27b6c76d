/** The simulator stands below the survey and has its own table of questions: both must be Galaxy Zoo DECaLS'. */

import { expect, test } from "vitest";
import { drawGalaxy } from "../sky/galaxyModel.ts";
import { questions, volunteerVotes, voteColumns } from "../sky/volunteers.ts";
import { answerColumns } from "./decisionTree.ts";
import { galaxyZooDecals, galaxyZooDecalsQuestions } from "./trees/galaxyZooDecals.ts";
import { parentRule } from "./voteRules.ts";

test("simulated volunteers answer the questions of gz-decals, in its columns and its order", () => {
  expect(voteColumns).toEqual(answerColumns(galaxyZooDecals));
  expect(questions.map(({ name, answers, after }) => ({ name, answers, askedAfter: after }))).toEqual(
    galaxyZooDecalsQuestions.questions,
  );
});

test("no simulated galaxy has more votes on a question than on the answers that lead to it", () => {
  const faults = parentRule(galaxyZooDecals);
  for (let index = 0; index < 300; index++) expect(faults(volunteerVotes(drawGalaxy(5, index)))).toEqual([]);
});
