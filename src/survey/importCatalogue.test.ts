import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { exportSurvey } from "./exportSurvey.ts";
import { galaxiesById } from "./galaxies.ts";
import { importCatalogue } from "./importCatalogue.ts";
import { surveyInfo } from "./info.ts";
import { BadRows, countByKind } from "./rowFaults.ts";
import { selectedIds } from "./selection.ts";
import { splitOf } from "./split.ts";
import { openSurvey, readColumns, surveyLabels, surveyObjects, surveyVotes } from "./survey.ts";
import { openWorkspace, type Workspace } from "./workspace.ts";

let folder: string;
let workspace: Workspace;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "almagest-import-"));
  workspace = await openWorkspace(join(folder, "workspace"), { create: true });
  await mkdir(join(folder, "images"));
  for (const name of ["a", "b"])
    await sharp({ create: { width: 16, height: 16, channels: 3, background: name === "a" ? "navy" : "olive" } })
      .png()
      .toFile(join(folder, "images", `${name}.png`));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function catalogue(name: string, content: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
}

test("vote columns without an ending are those of gz-decals, as the guide says, though gz2 fits as well", async () => {
  const first = "smooth-or-featured";
  const path = await catalogue(
    "bare.csv",
    `id_str,file_loc,${first}_smooth,${first}_featured-or-disk,${first}_artifact\n1,images/a.png,12,27,1\n`,
  );
  expect((await importCatalogue(workspace, "bare", path)).tree).toBe("gz-decals");
});

describe("a catalogue", () => {
  test("is not stored where it was to stop, were it during the last image", async () => {
    const path = await catalogue("last.csv", "id_str,file_loc\n1,images/a.png\n2,images/b.png\n");
    const stop = new AbortController();
    const onProgress = (done: number, total: number) => done === total && stop.abort();
    await expect(importCatalogue(workspace, "last", path, { signal: stop.signal, onProgress })).rejects.toThrow(
      "interrupted: nothing was imported",
    );
    await expect(openSurvey(workspace, "last")).rejects.toThrow('no survey "last"');
  });

  test("is read from a VOTable too, numbers as numbers, and a row that lacks a cell is told by its place", async () => {
    const fields = [
      '<FIELD name="id_str" datatype="long"/><FIELD name="file_loc" datatype="char" arraysize="*"/>',
      '<FIELD name="ra" datatype="double" unit="deg"/><FIELD name="petro_r90" datatype="float"/>',
    ].join("");
    const rows = [
      ["587722953303916935", "images/a.png", "150.125", "3.5"],
      ["7", "images/b.png"],
      ["8", "images/b.png", "10", ""],
    ].map((cells) => `<TR>${cells.map((cell) => `<TD>${cell}</TD>`).join("")}</TR>`);
    const path = await catalogue(
      "sky.vot",
      `<VOTABLE><RESOURCE><TABLE>${fields}<DATA><TABLEDATA>${rows.join("")}</TABLEDATA></DATA></TABLE></RESOURCE></VOTABLE>`,
    );
    const { faults } = await importCatalogue(workspace, "sky", path, { skipBad: true });
    expect(faults).toMatchObject([{ row: 2, reason: "2 cells, where the table has 4 fields" }]);
    const survey = await openSurvey(workspace, "sky");
    expect(await readColumns(survey, ["ra", "petro_r90"])).toMatchObject([
      { id_str: "587722953303916935", ra: 150.125, petro_r90: 3.5 },
      { id_str: "8", ra: 10, petro_r90: null },
    ]);
  });

  test("keeps ids longer than a number holds, leading zeros, quotes, commas and line breaks as they are", async () => {
    const rows = [
      "id_str,file_loc,note",
      '"587722953303916935",images/a.png,"round, ""odd""\nand faint"',
      "007,images/b.png,",
    ];
    await importCatalogue(workspace, "ids", await catalogue("ids.csv", `\ufeff${rows.join("\r\n")}\r\n`));
    const survey = await openSurvey(workspace, "ids");
    expect((await surveyObjects(survey)).ids).toEqual(["007", "587722953303916935"]);
    const [galaxy] = await galaxiesById(survey, ["587722953303916935"], ["note"]);
    expect(galaxy?.columns.note).toBe('round, "odd"\nand faint');
  });

  test("merges classes, leaves out those not asked for, and names a class that no row has", async () => {
    const path = await catalogue(
      "classes.csv",
      "id_str,file_loc,class\n1,images/a.png,cw\n2,images/a.png,acw\n3,images/b.png,round\n4,images/b.png,star\n5,images/b.png,\n",
    );
    const label = { column: "class", merge: { spiral: ["cw", "acw"] }, only: ["spiral", "round"] };
    const report = await importCatalogue(workspace, "classes", path, { label });
    expect(report).toMatchObject({ rows: 5, added: 3, leftOut: 2 });
    expect(await surveyLabels(await openSurvey(workspace, "classes"), "class")).toEqual(["spiral", "spiral", "round"]);
    const misspelt = { ...label, merge: { spiral: ["clockwise"] } };
    await expect(importCatalogue(workspace, "classes", path, { label: misspelt })).rejects.toThrow(
      'no row of classes.csv has "clockwise" in column "class"; it has acw, cw, round, star',
    );
  });

  test("makes counts of vote fractions and a total, so that no question has more votes than reached it", async () => {
    const path = await catalogue(
      "fractions.csv",
      [
        "id_str,file_loc,volunteers,smooth-or-featured_smooth_fraction,smooth-or-featured_featured_fraction,bar_yes_fraction,bar_no_fraction",
        "1,images/a.png,40,0.25,0.75,0.6,0.4",
        "2,images/b.png,30,1,0,,",
      ].join("\n"),
    );
    const tree = await catalogue(
      "tree.yaml",
      "name: mine\nquestions:\n  - {name: smooth-or-featured, answers: [smooth, featured]}\n" +
        "  - {name: bar, answers: [yes, no], askedAfter: smooth-or-featured_featured}\n",
    );
    await importCatalogue(workspace, "fractions", path, { votes: tree, voteTotal: "volunteers" });
    const { counts } = await surveyVotes(await openSurvey(workspace, "fractions"));
    expect([...counts]).toEqual([10, 30, 18, 12, 30, 0, 0, 0]);
  });

  test("with one bad row in a hundred of 100,000 reports every one with its row and cause, and imports the others", async () => {
    const total = 100_000;
    const damages = [
      (id: string) => `${id},,200,10,30,5,5`,
      (id: string) => `${id},images/gone.png,200,10,30,5,5`,
      (id: string) => `${id},images/a.png,400,10,30,5,5`,
      (id: string) => `${id},images/a.png,NaN,10,30,5,5`,
      (id: string) => `${id},images/a.png,200,abc,30,5,5`,
      (id: string) => `${id},images/a.png,200,-1,30,5,5`,
      (id: string) => `${id},images/a.png,200,1.5,30,5,5`,
      (id: string) => `${id},images/a.png,200,10,3,5,5`,
      (_: string) => "0,images/a.png,200,10,30,5,5",
      (_: string) => ",images/a.png,200,10,30,5,5",
    ];
    const lines = Array.from({ length: total }, (_, i) => {
      const damage = i % 100 === 50 ? damages[Math.floor(i / 100) % damages.length] : undefined;
      return damage ? damage(String(i)) : `${i},images/${i % 2 ? "a" : "b"}.png,200,10,30,5,5`;
    });
    const header = "id_str,file_loc,ra,shape_smooth,shape_featured,bar_yes,bar_no";
    const path = await catalogue("many.csv", `${header}\n${lines.join("\n")}\n`);
    const votes = await catalogue(
      "many.json",
      JSON.stringify({
        name: "two",
        questions: [
          { name: "shape", answers: ["smooth", "featured"] },
          { name: "bar", answers: ["yes", "no"], askedAfter: "shape_featured" },
        ],
      }),
    );
    const refused = await importCatalogue(workspace, "many", path, { votes }).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(BadRows);
    await expect(openSurvey(workspace, "many")).rejects.toThrow('no survey "many"');

    const report = await importCatalogue(workspace, "many", path, { votes, skipBad: true });
    expect(report.added).toBe(total - total / 100);
    expect(report.faults.map(({ row }) => row)).toEqual(Array.from({ length: total / 100 }, (_, i) => i * 100 + 52));
    const kinds = Object.fromEntries(countByKind(report.faults).map(({ kind, count }) => [kind, count]));
    expect(kinds).toEqual({
      "image-missing": 200,
      coordinates: 200,
      votes: 300,
      "votes-exceed-parent": 100,
      "duplicate-id": 100,
      id: 100,
    });
    const survey = await openSurvey(workspace, "many");
    const last = await selectedIds(survey, {
      filters: [{ column: "shape_smooth", operator: "=", value: "10" }],
      order: "-id_str",
    });
    expect([last.length, last[0]]).toEqual([total - total / 100, "99999"]);
  }, 120_000);
});

describe("a survey", () => {
  test("comes out as CSV and Parquet with what went in, and in again", async () => {
    const survey = await openSurvey(workspace, "fractions");
    const csv = join(folder, "out.csv");
    await exportSurvey(survey, csv);
    const [header = ""] = (await readFile(csv, "utf8")).split("\n");
    expect(header.split(",")).toContain("smooth-or-featured_smooth");
    const parquet = join(folder, "out.parquet");
    expect((await exportSurvey(survey, parquet)).rows).toBe(2);
    await importCatalogue(workspace, "again", parquet, { votes: join(folder, "tree.yaml"), imageFolder: folder });
    const { counts } = await surveyVotes(await openSurvey(workspace, "again"));
    expect([...counts]).toEqual([10, 30, 18, 12, 30, 0, 0, 0]);
    await expect(exportSurvey(survey, join(folder, "out.xlsx"))).rejects.toThrow(
      "name it .csv, .tsv, .parquet, .fits or .vot",
    );
  });

  test("splits by the id alone: a fifth held out, a tenth to validate", async () => {
    const { splits } = await surveyInfo(await openSurvey(workspace, "many"));
    expect(Math.abs((splits.test ?? 0) / 99_000 - 0.2)).toBeLessThan(0.005);
    expect(Math.abs((splits.validation ?? 0) / 99_000 - 0.1)).toBeLessThan(0.005);
    expect(["587722953303916935", "587722981742215240"].map(splitOf)).toEqual(["train", "test"]);
  });

  test("is filtered and ordered by its columns, and says which column is not there", async () => {
    const survey = await openSurvey(workspace, "classes");
    const where = (column: string, value: string) => ({ filters: [{ column, operator: "=" as const, value }] });
    expect(await selectedIds(survey, where("class", "spiral"))).toEqual(["1", "2"]);
    expect(await selectedIds(survey, { filters: [], order: "-class" })).toEqual(["1", "2", "3"]);
    await expect(selectedIds(survey, where("shape", "x"))).rejects.toThrow('survey "classes" has no column "shape"');
    await expect(selectedIds(survey, where("class", "' OR 1=1 --"))).resolves.toEqual([]);
  });
});
