import { rm } from "node:fs/promises";
import { dirname } from "node:path";
import { expect, test } from "vitest";
import { bareSurvey } from "../survey/bareSurvey.ts";
import { writeNumberColumns } from "../survey/numberColumns.ts";
import { openSurvey } from "../survey/survey.ts";
import { atPosition } from "./atPosition.ts";

test.each([
  ["ra", "dec"],
  ["ra_deg", "dec_deg"],
])("the nearest object is found by columns %s and %s; one without a place is none", async (ra, dec) => {
  const workspace = await bareSurvey(4);
  await writeNumberColumns(workspace, "bare", ["g0", "g1", "g2"], { [ra]: [10, 20, 20], [dec]: [0, 5, 5.01] });
  const survey = await openSurvey(workspace, "bare");
  expect((await atPosition(survey, 20, 5.008)).id).toBe("g2");
  await expect(atPosition(survey, 0, 0)).rejects.toThrow('the nearest, "g0", is 10.000 degrees away');
  await rm(dirname(workspace.path), { recursive: true, force: true });
});
