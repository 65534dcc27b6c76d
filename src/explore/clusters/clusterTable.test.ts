import { readFile, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { readFitsTables } from "../../sky/readFitsTable.ts";
import { bareSurvey } from "../../survey/bareSurvey.ts";
import { mapColumns } from "../../survey/mapColumns.ts";
import { writeNumberColumns } from "../../survey/numberColumns.ts";
import { writeRepresentations } from "../../survey/representations.ts";
import { openSurvey } from "../../survey/survey.ts";
import { clusterSurvey } from "./clusterSurvey.ts";
import { writeClusterTable } from "./clusterTable.ts";

test("the table of a clustering has where each object stands in the sky and on the map, where that is known", async () => {
  const count = 24;
  const ids = Array.from({ length: count }, (_, i) => `g${i}`);
  const workspace = await bareSurvey(count);
  await writeRepresentations(
    workspace,
    "bare",
    "run",
    ids,
    Float32Array.from(ids, (_, i) => (i % 2) * 10 + i / 100),
    1,
  );
  const request = {
    run: "run",
    filters: [],
    components: 1,
    minSize: 5,
    selection: "eom",
    subsamples: 0,
    seed: 1,
  } as const;
  const { clustering } = await clusterSurvey(await openSurvey(workspace, "bare"), request);
  const out = join(workspace.path, "clusters.csv");
  const linesOf = async () => {
    await writeClusterTable(await openSurvey(workspace, "bare"), clustering, out);
    return (await readFile(out, "utf8")).trim().split("\n");
  };
  expect((await linesOf())[0]).toBe("id_str,cluster,cluster_name,probability,outlier_score");
  const { x, y } = mapColumns("run");
  await writeNumberColumns(workspace, "bare", ids.slice(0, 23), {
    ra_deg: ids.slice(0, 23).map((_, i) => i),
    dec_deg: ids.slice(0, 23).map((_, i) => -i),
    [x]: ids.slice(0, 23).map((_, i) => i / 2),
    [y]: ids.slice(0, 23).map((_, i) => i / 4),
  });
  const [head, ...rows] = await linesOf();
  expect(head).toBe("id_str,ra,dec,cluster,cluster_name,probability,outlier_score,umap_x,umap_y");
  const cells = rows.map((row) => row.split(","));
  const seventh = cells.find(([id]) => id === "g7") ?? [];
  expect([seventh.slice(1, 3), seventh.slice(-2)].flat().map(Number)).toEqual([7, -7, 3.5, 1.75]);
  const last = cells.find(([id]) => id === "g23") ?? [];
  expect([...last.slice(1, 3), ...last.slice(-2)]).toEqual(["", "", "", ""]);
  const votable = join(workspace.path, "clusters.vot");
  await writeClusterTable(await openSurvey(workspace, "bare"), clustering, votable);
  const xml = await readFile(votable, "utf8");
  expect(xml.match(/<TR>/g)).toHaveLength(count);
  expect(xml).toContain('<FIELD name="ra" datatype="double" unit="deg" ucd="pos.eq.ra;meta.main"/>');
  const fits = join(workspace.path, "clusters.fits");
  await writeClusterTable(await openSurvey(workspace, "bare"), clustering, fits);
  const [table] = readFitsTables(await readFile(fits), fits);
  expect(table).toMatchObject({ name: "clusters", rows: count });
  expect(table?.columns.find(({ name }) => name === "ra")?.values.slice(7, 8)).toEqual([Number(cells[7]?.[1])]);
  await rm(dirname(workspace.path), { recursive: true, force: true });
});
