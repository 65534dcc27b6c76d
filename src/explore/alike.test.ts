import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import sharp from "sharp";
import { beforeAll, describe, expect, test } from "vitest";
import { randomStream } from "../random.ts";
import { importCatalogue } from "../survey/importCatalogue.ts";
import { appendLabels } from "../survey/labelLog.ts";
import { addTask } from "../survey/labelTask.ts";
import { writeRepresentations } from "../survey/representations.ts";
import { openSurvey, type Survey } from "../survey/survey.ts";
import { addSynonyms, writtenSynonyms } from "../survey/tagSynonyms.ts";
import { openWorkspace } from "../survey/workspace.ts";
import { temporaryFolder } from "../temporaryFolder.ts";
import { alike } from "./alike.ts";
import { atPosition } from "./atPosition.ts";
import { carriersOf, evaluateTags, findTag, knownTags, tagText, writtenTag } from "./tags.ts";
import { writtenPosition } from "./writtenPosition.ts";

const objects = 300;
const dimension = 6;

/**
 * Rings differ from the others along one number, bars along another; a third, of far larger variance, means nothing.
 * @returns kind 0: neither, 1: ring, 2: bar
 */
const kindOf = (i: number) => (i % 10 === 0 ? 1 : i % 10 === 5 ? 2 : 0);
const idOf = (i: number) => `g${String(i).padStart(3, "0")}`;
const ids = Array.from({ length: objects }, (_, i) => idOf(i));

let survey: Survey;
beforeAll(async () => {
  const folder = await temporaryFolder("alike");
  await sharp({ create: { width: 4, height: 4, channels: 3, background: "black" } })
    .png()
    .toFile(join(folder, "a.png"));
  const rows = ids.map((id, i) => `${id},a.png,${kindOf(i) === 1 ? 0.9 : 0.1},${i},${i % 90},${(i % 2) * 0.001}`);
  const catalogue = join(folder, "catalogue.csv");
  await writeFile(catalogue, ["id_str,file_loc,ring,number,ra,dec", ...rows].join("\n"));
  const workspace = await openWorkspace(join(folder, "workspace"), { create: true });
  await importCatalogue(workspace, "made", catalogue, {});
  const stream = randomStream(1, "made");
  const vectors = Float32Array.from({ length: objects * dimension }, (_, at) => {
    const [i, d] = [Math.floor(at / dimension), at % dimension];
    if (d === 5) return 100 * stream.normal();
    return stream.normal() * 0.3 + (d === kindOf(i) && d > 0 ? 2 : 0);
  });
  await writeRepresentations(workspace, "made", "run", ids, vectors, dimension);
  survey = await openSurvey(workspace, "made");
});

const kinds = (found: readonly { id: string }[]) => found.map(({ id }) => kindOf(Number(id.slice(1))));

describe("objects like several examples", () => {
  test("share what the examples have in common, whatever else varies more", async () => {
    const found = await alike(survey, "run", { like: ["g000", "g010", "g020"] }, 20);
    expect(kinds(found).every((kind) => kind === 1)).toBe(true);
    expect(found.map(({ id }) => id)).not.toContain("g010");
  });

  test("are not like the counter-examples", async () => {
    const like = ["g000", "g010", "g005", "g015"];
    const unlike = ["g025", "g035", "g045", "g055"];
    expect(kinds(await alike(survey, "run", { like }, 30))).toContain(2);
    const found = kinds(await alike(survey, "run", { like, unlike }, 20));
    expect(found).not.toContain(2);
    expect(found.filter((kind) => kind === 1).length).toBeGreaterThan(15);
  });

  test("pass the filters, which the examples need not", async () => {
    const filters = [{ column: "number", operator: ">=", value: "200" } as const];
    const found = await alike(survey, "run", { like: ["g000", "g010"] }, 5, filters);
    expect(found.every(({ id }) => id >= "g200")).toBe(true);
    expect(kinds(found)).toEqual([1, 1, 1, 1, 1]);
  });

  test("may be like a picture too", async () => {
    const found = await alike(survey, "run", { like: [], pictures: [[0, 2, 0, 0, 0, 0]] }, 10);
    expect(kinds(found).filter((kind) => kind === 1).length).toBeGreaterThan(7);
  });

  test("are refused where an example does not exist, or there is none", async () => {
    await expect(alike(survey, "run", { like: ["nowhere"] }, 5)).rejects.toThrow('no object "nowhere"');
    await expect(alike(survey, "run", { like: ["g000"], unlike: ["gone"] }, 5)).rejects.toThrow('no object "gone"');
    await expect(alike(survey, "run", { like: [] }, 5)).rejects.toThrow("no example");
    await expect(alike(survey, "other", { like: ["g000"] }, 5)).rejects.toThrow('no representations of run "other"');
  });
});

describe("a tag", () => {
  test("that the representation knows is found among what was held out, and one that it does not know is not", async () => {
    const tags = [writtenTag("ring=ring > 0.5"), writtenTag("last=number >= 250"), writtenTag("few=number < 5")];
    const [ring, last, few] = await evaluateTags(survey, "run", tags, { k: 5 });
    expect(ring?.evaluation).toMatchObject({ tag: "ring", count: 30, baseRate: 0.1, written: "ring=ring > 0.5" });
    expect(ring?.evaluation?.precision).toBeGreaterThan(0.9);
    expect(last?.evaluation?.precision).toBeLessThan(0.6);
    expect(few).toMatchObject({ count: 5, evaluation: null });
  });

  test("that people wrote in labels is carried by what they wrote it of, as they say it now", async () => {
    const { workspace } = survey;
    await addTask(workspace, "made", { name: "notes", kind: "text" });
    const rings = ids.filter((_, i) => kindOf(i) === 1).slice(0, 12);
    await appendLabels(workspace, "made", [
      ...rings.map((id) => ({ by: "Ada", task: "notes", id, value: "a clear #Ring, #blue" })),
      { by: "Ben", task: "notes", id: "g001", value: "#ring?" },
      { by: "Ben", task: "notes", id: "g001", value: "no, an ellipse" },
    ]);
    expect((await knownTags(survey)).map(({ name, written }) => [name, written?.length])).toEqual([
      ["#blue", 12],
      ["#ring", 12],
    ]);
    const tag = await findTag(survey, "ring");
    expect(tag.name).toBe("#ring");
    expect(await carriersOf(survey, tag)).toEqual(rings);
    const [found] = await evaluateTags(survey, "run", [tag], { k: 5 });
    expect(found?.evaluation?.precision).toBeGreaterThan(found?.evaluation?.baseRate ?? 1);
    await appendLabels(workspace, "made", [{ by: "Ben", task: "notes", id: "g002", value: "#Ringed" }]);
    await addSynonyms(workspace, "made", writtenSynonyms("#ring = #ringed"));
    for (const word of ["#ring", "ringed", "#Ringed"]) {
      const both = await findTag(survey, word);
      expect(tagText(both)).toBe("#ring=written in labels, also as #ringed");
      expect(await carriersOf(survey, both)).toEqual([...rings, "g002"].sort());
    }
    await expect(findTag(survey, "diffuse")).rejects.toThrow(/has no tag "diffuse": it has #ring, #blue/);
  });

  test("is written as a name and conditions", () => {
    expect(writtenTag("two arms = odd > 0.4 and arms contains two")).toEqual({
      name: "two arms",
      conditions: [
        { column: "odd", operator: ">", value: "0.4" },
        { column: "arms", operator: "contains", value: "two" },
      ],
    });
    expect(() => writtenTag("ring")).toThrow('"ring" is no tag');
    expect(() => writtenTag("ring=")).toThrow("is no tag");
    expect(() => writtenTag("ring=often")).toThrow('"often" is no condition');
  });
});

describe("the object at a position", () => {
  test("is the nearest one, across the end of right ascension too", async () => {
    expect(await atPosition(survey, 359.999, 0.0004)).toMatchObject({ id: "g000" });
    expect((await atPosition(survey, 3, 0.0011)).arcsec).toBeCloseTo(0.36, 2);
  });

  test("is said to be missing where nothing is within an arcminute", async () => {
    await expect(atPosition(survey, 10.5, 45)).rejects.toThrow('no object within 60" of 10.5, 45');
  });

  test("is written in degrees", () => {
    expect(writtenPosition("150.12,-2.35")).toEqual([150.12, -2.35]);
    expect(writtenPosition("150.12 -2.35")).toEqual([150.12, -2.35]);
    for (const text of ["", "150", "150,91", "-1,0", "1,2,3", "10h,2h"])
      expect(() => writtenPosition(text)).toThrow("is no position");
  });
});
