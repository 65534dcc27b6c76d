import { rm } from "node:fs/promises";
import { dirname } from "node:path";
import { expect, test } from "vitest";
import { bareSurvey } from "../survey/bareSurvey.ts";
import { openSurvey } from "../survey/survey.ts";
import { createSelections } from "./selections.ts";

test("what is remembered is bounded by how many ids it has, not by how many selections", async () => {
  const workspace = await bareSurvey(20_000);
  const survey = await openSurvey(workspace, "bare");
  const listed = (value: string) => ({ filters: [{ column: "id_str", operator: "contains" as const, value }] });
  const selections = createSelections(70_000);
  const [whole, ones] = [await selections.idsOf(survey, {}), await selections.idsOf(survey, listed("g1"))];
  expect([whole.length, ones.length]).toEqual([20_000, 11_111]);
  expect(await selections.idsOf(survey, {})).toBe(whole);
  // Three of them have more than 70,000 ids: the one that was asked for longest ago goes.
  await selections.idsOf(survey, listed("g"));
  expect(await selections.idsOf(survey, {})).toBe(whole);
  expect(await selections.idsOf(survey, listed("g1"))).not.toBe(ones);
  await rm(dirname(workspace.path), { recursive: true, force: true });
});
