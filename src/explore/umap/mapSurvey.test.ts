import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { expect, test } from "vitest";
import { randomStream } from "../../random.ts";
import { importCatalogue } from "../../survey/importCatalogue.ts";
import { surveyNumbers } from "../../survey/numbers.ts";
import { writeRepresentations } from "../../survey/representations.ts";
import { openSurvey } from "../../survey/survey.ts";
import { openWorkspace } from "../../survey/workspace.ts";
import { mapSurvey } from "./mapSurvey.ts";

test("a map is kept as columns of the objects that were laid out; a newer one takes its place", async () => {
  const folder = await mkdtemp(join(tmpdir(), "almagest-map-"));
  await sharp({ create: { width: 4, height: 4, channels: 3, background: "black" } })
    .png()
    .toFile(join(folder, "a.png"));
  const ids = Array.from({ length: 40 }, (_, i) => `g${String(i).padStart(2, "0")}`);
  const catalogue = join(folder, "catalogue.csv");
  await writeFile(catalogue, ["id_str,file_loc,size", ...ids.map((id, i) => `${id},a.png,${i}`)].join("\n"));
  const workspace = await openWorkspace(join(folder, "workspace"), { create: true });
  await importCatalogue(workspace, "made", catalogue, {});
  const stream = randomStream(1, "map");
  const vectors = Float32Array.from({ length: 40 * 3 }, () => stream.normal());
  await writeRepresentations(workspace, "made", "run", ids, vectors, 3);

  const large = [{ column: "size", operator: ">=", value: "10" } as const];
  const map = await mapSurvey(await openSurvey(workspace, "made"), { run: "run", filters: large, neighbours: 5 });
  expect(map.ids).toEqual(ids.slice(10));
  const kept = await surveyNumbers(await openSurvey(workspace, "made"), "umap_x@run");
  expect(kept).toEqual([...Array(10).fill(null), ...map.x]);

  const whole = await mapSurvey(await openSurvey(workspace, "made"), { run: "run", seed: 2, neighbours: 5 });
  expect(await surveyNumbers(await openSurvey(workspace, "made"), "umap_y@run")).toEqual([...whole.y]);
  await expect(mapSurvey(await openSurvey(workspace, "made"), { run: "other" })).rejects.toThrow(
    'no representations of run "other"',
  );
});
