import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { expect, test } from "vitest";
import { randomStream } from "../../random.ts";
import { importCatalogue } from "../../survey/importCatalogue.ts";
import { openSurvey } from "../../survey/survey.ts";
import { openWorkspace } from "../../survey/workspace.ts";
import { artefactScores } from "./artefactScores.ts";

test("groups of pictures off the field's edge, and of another size, are artefacts; so is what people called so", async () => {
  const folder = await mkdtemp(join(tmpdir(), "almagest-artefacts-"));
  const random = randomStream(1, "artefacts test");
  const count = 40;
  const kindOf = (i: number) => (i < 4 ? "edge" : i < 8 ? "small" : i < 20 ? "called" : "whole");
  for (let i = 0; i < count; i++) {
    const side = kindOf(i) === "small" ? 20 : 32;
    const data = Uint8Array.from({ length: side * side * 3 }, (_, at) => {
      const isOff = kindOf(i) === "edge" && at < side * side * 2;
      return isOff ? 0 : 30 + (Math.floor(at / 3) % 50) + 9 * random.uniform();
    });
    await sharp(data, { raw: { width: side, height: side, channels: 3 } })
      .png()
      .toFile(join(folder, `${i}.png`));
  }
  const ids = Array.from({ length: count }, (_, i) => `g${String(i).padStart(2, "0")}`);
  const rows = ids.map((id, i) => `${id},${i}.png,${kindOf(i) === "called" ? "artifact" : i < 8 ? "" : "galaxy"}`);
  await writeFile(join(folder, "catalogue.csv"), ["id_str,file_loc,kind", ...rows].join("\n"));
  const workspace = await openWorkspace(join(folder, "workspace"), { create: true });
  await importCatalogue(workspace, "s", join(folder, "catalogue.csv"), { label: { column: "kind", merge: {} } });
  const survey = await openSurvey(workspace, "s");
  // Each kind in a place of its own.
  const points = {
    values: Float64Array.from(ids, (_, i) => 100 * "escw".indexOf(kindOf(i)[0] ?? "") + i / 100),
    count,
    dimension: 1,
  };
  const groups = [0, 4, 8, 20].map((first) => Array.from({ length: 4 }, (_, i) => first + i));
  const shapes = groups.map((medoids) => ({
    medoids,
    neighbours: medoids.map((member) => ({ member, strangers: [] })),
  }));
  const [edge, small, called, whole] = await artefactScores(survey, ids, points, shapes, { seed: 1 });
  expect(edge?.blank).toBeGreaterThan(0.5);
  expect(small).toMatchObject({ score: 1, otherSize: 1 });
  expect(called).toMatchObject({ score: 1, called: 1 });
  expect(whole).toMatchObject({ otherSize: 0, called: 0 });
  expect(whole?.score).toBeLessThan(0.1);
  await rm(folder, { recursive: true, force: true });
});
