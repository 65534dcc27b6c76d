/** Cutouts of a simulated strip of sky: what is cut is what was put there. */

import { cp, mkdir, mkdtemp, readdir, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import sharp from "sharp";
import { afterAll, beforeAll, expect, test } from "vitest";
import { fitsCutout } from "../../sky/cutoutPicture.ts";
import { openFitsImage } from "../../sky/fitsImage.ts";
import { simulateMosaic } from "../../sky/simulateMosaic.ts";
import { worldCoordinates } from "../../sky/worldCoordinates.ts";
import { catalogPath, leftOutPath } from "./cutoutFolder.ts";
import { openCutoutPlan, plannedObjects } from "./cutoutPlan.ts";
import { beginAgain, type CutoutsRequest, mergeCutoutFolder, runCutoutShard } from "./cutouts.ts";
import { cutShard } from "./cutShard.ts";
import { absolutePattern } from "./planCutouts.ts";

let folder: string;
let sky: { catalogue: string; mosaics: string };
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "almagest-cutouts-"));
  sky = await simulateMosaic({ count: 60, seed: 4, tiles: 2, side: 300, folder: join(folder, "sky") });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

let made = 0;

function request(changes: Partial<CutoutsRequest["asked"]> = {}, catalogue = sky.catalogue): CutoutsRequest {
  return {
    source: { catalogue },
    folder: join(folder, `cutouts-${++made}`),
    asked: {
      mosaics: [sky.mosaics],
      bands: ["g", "r", "i"],
      size: 32,
      arcsec: null,
      sizeColumn: null,
      sizeFactor: 4,
      isNorthUp: false,
      format: "jpeg",
      stretch: "lupton",
      scale: [1, 1, 1],
      sky: [0, 0, 0],
      turn: 15,
      softness: 6,
      minCovered: 0,
      where: [],
      skipBad: false,
      ...changes,
    },
    command: ["cutout", catalogue],
  };
}

async function cut(wanted: CutoutsRequest, shards = 1) {
  for (let shard = 1; shard <= shards; shard++) await runCutoutShard(wanted, { shard, of: shards });
  return (await mergeCutoutFolder(wanted.folder)).done;
}

type Row = Record<string, string>;

async function rowsIn(path: string): Promise<Row[]> {
  const [head = "", ...lines] = (await readFile(path, "utf8")).trimEnd().split("\n");
  const names = head.split(",");
  return lines.map((line) => {
    const fields = line.match(/("[^"]*"|[^,]*)(,|$)/g) ?? [];
    return Object.fromEntries(
      names.map((name, i) => [name, (fields[i] ?? "").replace(/,$/, "").replace(/^"|"$/g, "")]),
    );
  });
}

async function pictures(of: string): Promise<Record<string, string>> {
  const names = (await readdir(join(of, "images"))).sort();
  return Object.fromEntries(
    await Promise.all(names.map(async (name) => [name, (await readFile(join(of, "images", name))).toString("base64")])),
  );
}

async function catalogue(name: string, ...lines: string[]): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, `${["id_str,ra,dec", ...lines].join("\n")}\n`);
  return path;
}

/** A mosaic of one band. @param pixelAt a pixel, x and y from 0 */
async function mosaic(
  name: string,
  {
    side,
    ra,
    dec,
    arcsec = 0.5,
    flipped = false,
  }: { side: number; ra: number; dec: number; arcsec?: number; flipped?: boolean },
  pixelAt: (x: number, y: number) => number,
): Promise<string> {
  const band = Float32Array.from({ length: side * side }, (_, i) => pixelAt(i % side, Math.floor(i / side)));
  const step = arcsec / 3600;
  const matrix: [[number, number], [number, number]] = flipped
    ? [
        [step, 0],
        [0, -step],
      ]
    : [
        [-step, 0],
        [0, step],
      ];
  const centre = [(side - 1) / 2, (side - 1) / 2] as const;
  const bytes = fitsCutout({ bands: [band], centre, matrix }, side, [ra, dec], { id: "", mosaic: "", names: [] });
  await mkdir(join(folder, "made"), { recursive: true });
  const path = join(folder, "made", name);
  await writeFile(path, bytes);
  return path;
}

const oneBand: Partial<CutoutsRequest["asked"]> = { bands: [], format: "fits", scale: null, sky: null, size: 16 };

async function valuesOf(file: string): Promise<Float32Array> {
  const image = await openFitsImage(file);
  const { width, height } = image;
  const values = image.read({ x: 0, y: 0, width, height });
  image.close();
  return values;
}

test("every galaxy is cut where it was put, over right ascension 0 too, and its catalogue's columns come along", async () => {
  const wanted = request();
  const done = await cut(wanted);
  expect(done).toMatchObject({ objects: 60, cut: 60, leftOut: 0 });
  const rows = await rowsIn(catalogPath(wanted.folder));
  const before = await rowsIn(sky.catalogue);
  expect(rows.map(({ id_str }) => id_str)).toEqual(before.map(({ id_str }) => id_str));
  for (const [i, row] of rows.entries()) {
    expect([row.truth_type, row.ra]).toEqual([before[i]?.truth_type, before[i]?.ra]);
    // They were put on whole pixels; seven digits of the catalogue are a thousandth of a pixel.
    for (const place of [Number(row.cutout_x), Number(row.cutout_y)])
      expect(Math.abs(place - Math.round(place))).toBeLessThan(0.01);
    const { width, height } = await sharp(await readFile(join(wanted.folder, row.file_loc ?? ""))).metadata();
    expect([width, height]).toEqual([32, 32]);
  }
  const partly = rows.filter(({ cutout_covered }) => Number(cutout_covered) < 1);
  expect(partly.length).toBe(done.partly);
  expect(partly.length).toBeGreaterThan(0);
  for (const row of rows) expect(row.cutout_flags === "edge").toBe(Number(row.cutout_covered) < 1);
  expect(new Set(rows.map(({ ra }) => Number(ra) > 180)).size).toBe(2);
});

test("shards give the same files as one, and the catalogue is written once", async () => {
  const [one, three] = [request(), request()];
  await cut(one);
  await cut(three, 3);
  expect(await pictures(three.folder)).toEqual(await pictures(one.folder));
  expect(await readFile(catalogPath(three.folder))).toEqual(await readFile(catalogPath(one.folder)));
  const { isNew } = await mergeCutoutFolder(three.folder);
  expect(isNew).toBe(false);
  expect((await runCutoutShard(three, { shard: 2, of: 3 })).done?.cut).toBe(60);
  expect((await readdir(three.folder)).sort()).toEqual(["catalog.csv", "cutouts.json", "images"]);
});

test("a merge that misses a shard names it, and one killed before it cleared away is done only once", async () => {
  const wanted = request();
  await runCutoutShard(wanted, { shard: 2, of: 3 });
  await expect(mergeCutoutFolder(wanted.folder)).rejects.toThrow(
    "shards 1, 3 of 3 are not complete: run almagest cutout",
  );
  for (const shard of [1, 3]) await runCutoutShard(wanted, { shard, of: 3 });
  const plan = join(wanted.folder, ".cutout");
  await cp(plan, join(folder, "plan"), { recursive: true });
  const first = await mergeCutoutFolder(wanted.folder);
  await cp(join(folder, "plan"), plan, { recursive: true });
  const again = await mergeCutoutFolder(wanted.folder);
  expect([first.isNew, again.isNew]).toEqual([true, false]);
  expect(again.done).toEqual(first.done);
});

test("what was stopped goes on, and a picture that did not reach the disk is cut again", async () => {
  const wanted = request();
  const stop = new AbortController();
  await expect(
    runCutoutShard(
      wanted,
      { shard: 1, of: 1 },
      { signal: stop.signal, onProgress: (at, _, what) => what === "cutting" && at === 20 && stop.abort() },
    ),
  ).rejects.toThrow();
  const planned = await openCutoutPlan(wanted.folder);
  if (!planned) throw new Error("no plan");
  // What a kill in the middle of a write leaves.
  await writeFile(join(wanted.folder, "images", ".x.jpg.0123456789ab.part"), "half");
  expect(await cutShard(planned, 1)).toEqual({ objects: 60, before: 0 });
  expect(await cutShard(planned, 1)).toEqual({ objects: 60, before: 60 });
  const { ids } = await plannedObjects(planned, 1);
  await truncate(join(wanted.folder, "images", `${ids[7]}.jpg`), 10);
  expect(await cutShard(planned, 1)).toEqual({ objects: 60, before: 0 });
  await mergeCutoutFolder(wanted.folder);
  const other = request();
  await cut(other);
  expect(await pictures(wanted.folder)).toEqual(await pictures(other.folder));
});

test("the mosaics' own pixels come through FITS unchanged, with where they lie", async () => {
  const path = await mosaic("ramp.fits", { side: 50, ra: 10, dec: 5 }, (x, y) => x + 1000 * y);
  const image = await openFitsImage(path);
  const place = worldCoordinates(image.header, path).toSky(30.2, 21.4);
  image.close();
  const wanted = request({ ...oneBand, mosaics: [path] }, await catalogue("ramp.csv", `a b/c,${place.join()}`));
  await cut(wanted);
  const [row] = await rowsIn(catalogPath(wanted.folder));
  expect(row?.file_loc).toBe("images/a%20b%2Fc.fits");
  const file = join(wanted.folder, row?.file_loc ?? "");
  const values = await valuesOf(file);
  // 16 pixels round 30.2 begin at 23 or 22: the middle, 30.5 or 29.5, is the nearer the better.
  expect([...values]).toEqual(Array.from({ length: 256 }, (_, i) => 23 + (i % 16) + 1000 * (14 + Math.floor(i / 16))));
  const cutImage = await openFitsImage(file);
  const own = worldCoordinates(cutImage.header, file);
  const [x, y] = own.toPixel(...place);
  expect([x, y].map((each) => Number(each.toFixed(6)))).toEqual([7.2, 7.4]);
  const corner = own.toSky(0, 0);
  const there = worldCoordinates(image.header, path).toPixel(...corner);
  expect(Math.hypot(there[0] - 23, there[1] - 14)).toBeLessThan(1e-3);
  cutImage.close();
});

test("north up turns a mosaic that lies upside down", async () => {
  // A star two arcsec north and four arcsec east of the object.
  const values = (x: number, y: number) => Math.exp(-((x - 38) ** 2 + (y - 26) ** 2) / 2);
  const path = await mosaic("down.fits", { side: 61, ra: 10, dec: 5, flipped: true }, values);
  const places = await catalogue("down.csv", "a,10,5");
  const wanted = request({ ...oneBand, size: 31, mosaics: [path], isNorthUp: true }, places);
  await cut(wanted);
  const found = await valuesOf(join(wanted.folder, "images/a.fits"));
  const brightest = found.indexOf(Math.max(...found));
  // In FITS's order of rows north is the higher row; east is left.
  expect([brightest % 31, Math.floor(brightest / 31)]).toEqual([15 - 8, 15 + 4]);
});

test("sides in arcsec, one for all or from a column, are kept", async () => {
  const path = await mosaic("flat.fits", { side: 200, ra: 10, dec: 5 }, () => 3);
  const places = join(folder, "sizes.csv");
  await writeFile(places, "id_str,ra,dec,r90\na,10,5,2.5\nb,10.001,5.001,10\n");
  const fixed = request({ ...oneBand, mosaics: [path], arcsec: 24 }, places);
  await cut(fixed);
  expect((await rowsIn(catalogPath(fixed.folder))).map((row) => Number(row.cutout_arcsec_per_pixel))).toEqual([
    1.5, 1.5,
  ]);
  const own = request({ ...oneBand, mosaics: [path], sizeColumn: "r90", sizeFactor: 4 }, places);
  await cut(own);
  expect((await rowsIn(catalogPath(own.folder))).map((row) => Number(row.cutout_arcsec_per_pixel))).toEqual([
    0.625, 2.5,
  ]);
  expect(new Set(await valuesOf(join(own.folder, "images/b.fits")))).toEqual(new Set([3]));
});

test("of two mosaics the one that covers more is taken, of two that cover all the one whose middle is nearer", async () => {
  const step = 0.5 / 3600;
  const west = await mosaic("west.fits", { side: 100, ra: 10, dec: 0 }, () => 1);
  const east = await mosaic("east.fits", { side: 100, ra: 10 + 60 * step, dec: 0 }, () => 2);
  const at = (pixels: number) => `${10 + pixels * step},0`;
  const places = await catalogue("two.csv", `inWest,${at(0)}`, `shared,${at(35)}`, `atWestsEdge,${at(48)}`);
  const wanted = request({ ...oneBand, mosaics: [west, east] }, places);
  await cut(wanted);
  const rows = await rowsIn(catalogPath(wanted.folder));
  expect(rows.map(({ cutout_mosaic, cutout_covered }) => [cutout_mosaic, Number(cutout_covered)])).toEqual([
    ["west.fits", 1],
    ["east.fits", 1],
    ["east.fits", 1],
  ]);
});

test("pixels without a value are flagged, another mosaic that has them is taken, and too few leave an object out", async () => {
  const torn = await mosaic("torn.fits", { side: 100, ra: 10, dec: 0 }, (x) => (x < 50 ? Number.NaN : 1));
  const places = await catalogue("torn.csv", "half,10,0", "none,10.005,0", "off,50,0");
  const wanted = request({ ...oneBand, mosaics: [torn], minCovered: 0.2 }, places);
  const done = await cut(wanted);
  expect(done).toMatchObject({ objects: 3, cut: 1, partly: 1, leftOut: 2 });
  expect((await rowsIn(catalogPath(wanted.folder)))[0]).toMatchObject({
    id_str: "half",
    cutout_covered: "0.5",
    cutout_flags: "holes",
  });
  expect(await rowsIn(leftOutPath(wanted.folder))).toMatchObject([
    { id_str: "none", reason: "no pixel of its mosaics has a value there, or it is too large for them" },
    { id_str: "off", reason: "on no mosaic" },
  ]);
  const whole = await mosaic("whole.fits", { side: 80, ra: 10.002, dec: 0 }, () => 1);
  const both = request({ ...oneBand, mosaics: [torn, whole] }, places);
  await cut(both);
  expect((await rowsIn(catalogPath(both.folder)))[0]).toMatchObject({
    id_str: "half",
    cutout_mosaic: "whole.fits",
    cutout_covered: "1.0",
  });
});

test("at the pole a square of sky is a square", async () => {
  const path = await mosaic("pole.fits", { side: 100, ra: 0, dec: 90 }, (x, y) => x + 1000 * y);
  const wanted = request(
    { ...oneBand, mosaics: [path] },
    await catalogue("pole.csv", "pole,123,90", "near,200,89.999"),
  );
  expect(await cut(wanted)).toMatchObject({ cut: 2, partly: 0 });
});

test("bands whose pixels lie otherwise are laid on those of the first", async () => {
  const star = (centreX: number, centreY: number) => (x: number, y: number) =>
    Math.exp(-((x - centreX) ** 2 + (y - centreY) ** 2) / 8);
  await mosaic("shifted-g.fits", { side: 81, ra: 10, dec: 5 }, star(45, 40));
  // Its centre lies 3.5 pixels to the east of the other's.
  const east = (3.5 * 0.5) / 3600 / Math.cos((5 * Math.PI) / 180);
  await mosaic("shifted-r.fits", { side: 81, ra: 10 + east, dec: 5 }, star(48.5, 40));
  const wanted = request(
    { ...oneBand, bands: ["g", "r"], size: 31, mosaics: [join(folder, "made", "shifted-{band}.fits")] },
    await catalogue("shifted.csv", "a,10,5"),
  );
  await cut(wanted);
  const file = await readFile(join(wanted.folder, "images/a.fits"));
  const plane = (b: number) => Array.from({ length: 961 }, (_, i) => file.readFloatBE(2880 * 1 + 4 * (961 * b + i)));
  const [g, r] = [plane(0), plane(1)];
  expect(Math.max(...g)).toBeCloseTo(1, 5);
  for (const [i, value] of g.entries()) expect(Math.abs(value - (r[i] as number))).toBeLessThan(0.01);
});

test.each([
  [{ bands: ["g", "z"] }, "tile-0-{band}.fits has no file of band z"],
  [{ bands: ["u"] }, "none of the names has one of the bands u as a word of its own"],
  [{ mosaics: ["nowhere/*.fits"] }, "--mosaics nowhere/*.fits: there is no such file"],
  [{ scale: [1, 2] }, "--scale must be 3 numbers, one a band, not 2"],
  [{ where: [{ column: "size", operator: ">", value: "1" }] }, 'has no column "size", which --where asks for'],
  [{ sizeColumn: "r90" }, 'has no column "r90", which --size-column asks for'],
] as const)("what cannot be done is said in one line: %j", async (changes, words) => {
  const wanted = request(changes as Partial<CutoutsRequest["asked"]>);
  await expect(runCutoutShard(wanted, { shard: 1, of: 1 })).rejects.toThrow(words);
  await expect(readdir(wanted.folder)).rejects.toThrow();
});

test("a mosaic without world coordinates is named before anything is cut", async () => {
  const plain = fileURLToPath(new URL("../../../fixtures/fitsImage/float.fits", import.meta.url));
  const wanted = request({ ...oneBand, mosaics: [plain] });
  await expect(runCutoutShard(wanted, { shard: 1, of: 1 })).rejects.toThrow("float.fits has no world coordinates");
});

test("bad rows are refused with their numbers, or left out where that is asked for", async () => {
  const places = await catalogue("bad.csv", "a,0,20", "a,0.001,20", "b,400,20", "c,10:20:30,20", "d,0.002,20");
  await expect(runCutoutShard(request({}, places), { shard: 1, of: 1 })).rejects.toThrow(
    /row 3: id_str a stands in an earlier row/,
  );
  const wanted = request({ skipBad: true }, places);
  const { faults } = await runCutoutShard(wanted, { shard: 1, of: 1 });
  expect(faults.map(({ row, reason }) => [row, reason])).toEqual([
    [3, "id_str a stands in an earlier row too"],
    [4, 'ra "400" is not between 0 and 360'],
    [5, 'ra "10:20:30" is sexagesimal: degrees are expected, such as 150.1'],
  ]);
  await mergeCutoutFolder(wanted.folder);
  expect((await rowsIn(catalogPath(wanted.folder))).map(({ id_str }) => id_str)).toEqual(["a", "d"]);
});

test("a catalogue of another sky is said to be one", async () => {
  const places = await catalogue("far.csv", "a,120,-45");
  await expect(runCutoutShard(request({}, places), { shard: 1, of: 1 })).rejects.toThrow(
    "none of the 1 objects lies on any of the 2 mosaics",
  );
});

test("a folder that holds other cutouts, or someone's catalogue, is not written over", async () => {
  const wanted = request();
  await cut(wanted);
  const other = { ...request({ size: 40 }), folder: wanted.folder };
  await expect(runCutoutShard(other, { shard: 1, of: 1 })).rejects.toThrow("holds cutouts made with another --size");
  await beginAgain(wanted.folder);
  expect((await cut(other)).asked.size).toBe(40);
  const theirs = request();
  await mkdir(theirs.folder);
  await writeFile(catalogPath(theirs.folder), "theirs\n");
  await expect(runCutoutShard(theirs, { shard: 1, of: 1 })).rejects.toThrow(
    "is there already, and not of these cutouts",
  );
});

test("a pattern is looked for where the command was given", () => {
  expect(absolutePattern("tiles/*-{band}.fits")).toBe(join(process.cwd(), "tiles/*-{band}.fits"));
});
