import { rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { importCatalogue } from "../../survey/importCatalogue.ts";
import { surveyInfo } from "../../survey/info.ts";
import { openSurvey } from "../../survey/survey.ts";
import { demonstrationName, prepareDemonstration } from "./demonstration.ts";
import { madeCatalogue, madeWorkspace } from "./madeSurvey.ts";

test("the demonstration is not simulated into a survey that somebody called so", async () => {
  const workspace = await madeWorkspace(1);
  const path = await madeCatalogue(join(workspace.path, "own"), 3);
  await importCatalogue(workspace, demonstrationName, path);
  await expect(prepareDemonstration(workspace, () => {})).rejects.toMatchObject({ code: "survey-exists" });
  expect((await surveyInfo(await openSurvey(workspace, demonstrationName))).galaxies).toBe(3);
  await rm(dirname(workspace.path), { recursive: true });
});
