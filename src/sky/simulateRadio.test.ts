import { readFileSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { randomStream } from "../random.ts";
import { textIfThere } from "../textIfThere.ts";
import { betaNumber } from "./betaNumbers.ts";
import { clippedDeviation, clippedRadio } from "./clippedRadio.ts";
import { armBlobs } from "./radioArms.ts";
import { expertAnswers } from "./radioExperts.ts";
import { radioMap, radioTelescopes } from "./radioMap.ts";
import { type RadioShape, radioShape, shapeQuantiles } from "./radioShape.ts";
import { drawRadioSource, radioClasses, radioMixes } from "./radioSource.ts";
import { expertLabelsName, type RadioOptions, simulatedRadio, simulateRadio } from "./simulateRadio.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "almagest-radio-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const usual = { domain: "source", mix: "even", seed: 3, size: 64, experts: 7 } as const;
const simulate = (name: string, options: Partial<RadioOptions> = {}) =>
  simulateRadio({ ...usual, count: 4, folder: join(folder, name), ...options });

describe("a simulated radio survey", () => {
  test("has a picture and a row a source, whose votes add up to its experts, and a label of each expert", async () => {
    const { catalogue } = await simulate("first");
    const [header = "", ...rows] = (await readFile(catalogue, "utf8")).trimEnd().split("\n");
    const column = (name: string) => rows.map((row) => row.split(",")[header.split(",").indexOf(name)] ?? "");
    expect(rows).toHaveLength(4);
    const votes = expertAnswers.map((answer) => column(`fanaroff-riley_${answer.toLowerCase()}`).map(Number));
    rows.forEach((_, i) => {
      expect(votes.reduce((sum, each) => sum + (each[i] ?? 0), 0)).toBe(7);
      expect(Number(column("expert_disagreement")[i])).toBeCloseTo(1 - Math.max(...votes.map((v) => v[i] ?? 0)) / 7, 3);
    });
    const { width, height } = await sharp(join(folder, "first", column("file_loc")[3] ?? "")).metadata();
    expect([width, height]).toEqual([64, 64]);
    const labels = (await readFile(join(folder, "first", expertLabelsName), "utf8")).trimEnd().split("\n");
    expect(labels).toHaveLength(1 + 4 * 7);
  });

  test("is the same from the same seed, begins as a longer one does, and is not written over another", async () => {
    const picture = (name: string) => readFile(join(folder, name, "images", "000002.png"), "base64");
    await simulate("again", { count: 5 });
    await simulate("here");
    expect(await picture("again")).toBe(await picture("here"));
    await expect(simulate("here", { seed: 4 })).rejects.toThrow(/choose another folder/);
  });

  test.each([
    [{ size: 32 }, /64 to 300 pixels/],
    [{ count: 0 }, /at least 1 picture/],
    [{ experts: 0 }, /1 to 1000 experts/],
  ] as [Partial<RadioOptions>, RegExp][])("refuses %j", async (options, message) => {
    await expect(simulate("refused", options)).rejects.toThrow(message);
  });
});

test("a source's blobs add up to its flux, and its size and class are within what is promised", () => {
  fc.assert(
    fc.property(
      fc.nat(),
      fc.nat({ max: 5000 }),
      fc.constantFrom(...(["mirabest", "even", "pool"] as const)),
      (seed, index, mix) => {
        const source = drawRadioSource(seed, index, mix);
        const sum = [...source.blobs, ...source.coreBlobs].reduce((flux, blob) => flux + blob.flux, 0);
        expect(sum / source.fluxMilliJansky).toBeCloseTo(1, 6);
        expect(source.blobs.every(({ flux, sigma }) => flux > 0 && sigma >= 0)).toBe(true);
        expect(Number(radioMixes[mix][source.class])).toBeGreaterThan(0);
        if (source.class !== "compact") expect(source.sizeArcsec).toBeGreaterThanOrEqual(9);
        expect(source.sizeArcsec).toBeLessThanOrEqual(250);
      },
    ),
    { numRuns: 60 },
  );
});

test("classes are as common as the mix says", () => {
  const drawn = Array.from({ length: 1200 }, (_, i) => drawRadioSource(1, i).class);
  const total = Object.values(radioMixes.mirabest).reduce<number>((a, b) => a + b, 0);
  for (const name of radioClasses) {
    const expected = radioMixes.mirabest[name] / total;
    const share = drawn.filter((each) => each === name).length / drawn.length;
    expect(Math.abs(share - expected)).toBeLessThan(4 * Math.sqrt((expected * (1 - expected)) / drawn.length) + 1e-9);
  }
});

test("a lobe's light lies further out than a jet's", () => {
  const far = (kind: "jet" | "lobe") => {
    const blobs = Array.from({ length: 40 }, (_, i) =>
      armBlobs({ kind, length: 1, angle: 0, bend: 0, flux: 1 }, randomStream(i, "arm")),
    ).flat();
    return blobs.reduce((sum, { x, flux }) => sum + x * flux, 0) / 40;
  };
  expect(far("lobe")).toBeGreaterThan(far("jet") + 0.15);
});

test("noise has the telescope's level and is smooth: a pixel knows its neighbour", () => {
  const empty = { ...drawRadioSource(1, 0), blobs: [], coreBlobs: [], neighbours: [] };
  const telescope = { ...radioTelescopes.source, noiseSpread: 0 };
  const map = radioMap(empty, 150, telescope, randomStream(1, "noise"));
  expect(clippedDeviation(map) / telescope.noiseMilliJanskyPerBeam).toBeCloseTo(1, 1);
  const products = map.reduce((sum, value, i) => sum + value * (map[i + 1] ?? 0), 0);
  const squares = map.reduce((sum, value) => sum + value * value, 0);
  // exp(-1 / 4 s^2) for a beam of s = 1.27 pixels.
  expect(products / squares).toBeCloseTo(0.857, 1);
});

test("an unresolved source has its flux as its peak", () => {
  const source = {
    ...drawRadioSource(1, 0),
    coreBlobs: [{ x: 0.9, y: 0.9, flux: 100, sigma: 0 }],
    blobs: [],
    neighbours: [],
  };
  const map = radioMap(source, 64, radioTelescopes.source, randomStream(2, "noise"));
  expect(Math.max(...map)).toBeGreaterThan(99);
  expect(Math.max(...map)).toBeLessThan(101);
});

test("clipping leaves nothing at or below 3 sigma, nothing outside the round field, and white only at the peak", () => {
  fc.assert(
    fc.property(fc.nat(), (seed) => {
      const stream = randomStream(seed, "map");
      const map = Float32Array.from({ length: 32 * 32 }, () => stream.normal());
      map[500] = 40;
      const { clipped, noise, peak, picture } = clippedRadio(map, 32);
      expect(peak).toBe(40);
      expect(clipped.every((value) => value === 0 || value > 3 * noise)).toBe(true);
      expect([clipped[0], clipped[31], clipped[32 * 31]]).toEqual([0, 0, 0]);
      expect([Math.max(...picture), picture[500]]).toEqual([255, 255]);
    }),
    { numRuns: 30 },
  );
});

test("noise is measured beside sources: bright pixels are clipped away, round by round", () => {
  const stream = randomStream(3, "clip");
  const map = Float32Array.from({ length: 10_000 }, (_, i) => (i < 300 ? 5 + i : stream.normal()));
  // A normal distribution cut at 3 sigma has a deviation of 0.987.
  expect(clippedDeviation(map)).toBeGreaterThan(0.95);
  expect(clippedDeviation(map)).toBeLessThan(1.03);
});

test("a map of one value, or with pixels that are no numbers, gives a black picture and no NaN", () => {
  for (const value of [0, 5, Number.NaN]) {
    const { picture, noise } = clippedRadio(new Float32Array(64 * 64).fill(value), 64);
    expect(Number.isFinite(noise)).toBe(true);
    expect(picture.every((each) => each === 0 || each === 255)).toBe(true);
  }
});

test("Beta numbers have their mean and variance", () => {
  const stream = randomStream(5, "beta");
  const values = Array.from({ length: 4000 }, () => betaNumber(stream, 0.8, 6));
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  expect(mean).toBeCloseTo(0.8 / 6.8, 2);
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  expect(variance).toBeCloseTo((0.8 * 6) / (6.8 ** 2 * 7.8), 2);
});

describe("experts", () => {
  const seen = Array.from({ length: 120 }, (_, i) =>
    simulatedRadio({ domain: "source", mix: "even", seed: 9, size: 96, experts: 20 }, i),
  );
  const ofClass = (name: string) => seen.filter(({ source }) => source.class === name);
  const mean = (values: number[]) => values.reduce((a, b) => a + b, 0) / values.length;

  test("mostly see what is there", () => {
    for (const name of ["FRI", "FRII", "compact"] as const) {
      const right = mean(ofClass(name).map(({ votes }) => mean(votes.map((vote) => (vote.class === name ? 1 : 0)))));
      expect(right, name).toBeGreaterThan(0.65);
    }
    const bent = (name: string) =>
      mean(ofClass(name).map(({ opinion: { bent: b } }) => b.yes / Math.max(1, b.yes + b.no)));
    expect(bent("bent")).toBeGreaterThan(bent("FRII") + 0.4);
  });

  test("disagree more where the Fanaroff-Riley ratio is near a half", () => {
    const large = seen.filter(({ source }) => source.class === "FRI" || source.class === "FRII");
    const near = large.filter(({ seen: { ratio } }) => Math.abs(ratio - 0.5) < 0.1);
    const far = large.filter(({ seen: { ratio } }) => Math.abs(ratio - 0.5) > 0.2);
    expect(mean(near.map(({ opinion }) => opinion.disagreement))).toBeGreaterThan(
      mean(far.map(({ opinion }) => opinion.disagreement)) + 0.1,
    );
  });
});

const real = fileURLToPath(new URL("../../../shared/data/mirabest-radio/", import.meta.url));
const catalogue = await textIfThere(join(real, "catalog.csv"));

describe.skipIf(!catalogue)("beside MiraBest (skipped without ../shared/data/mirabest-radio)", () => {
  test.each(["FRI", "FRII"])(
    "%s have the real ones' size, roundness, lit pixels and concentration, to a third or so",
    async (name) => {
      const [head = "", ...rows] = (catalogue ?? "").trimEnd().split("\n");
      const cell = (row: string, column: string) => row.split(",")[head.split(",").indexOf(column)] ?? "";
      const own = rows.filter((row) => cell(row, "fr_class") === name && cell(row, "morphology") === "standard");
      const shapes: RadioShape[] = [];
      for (const row of own.slice(0, 40)) {
        const pixels = await sharp(readFileSync(join(real, cell(row, "file_loc"))))
          .greyscale()
          .raw()
          .toBuffer();
        const shape = radioShape(pixels, 150, Number(cell(row, "size_arcsec")) / 3.6 + 4);
        if (shape) shapes.push(shape);
      }
      const simulated: RadioShape[] = [];
      for (let i = 0; simulated.length < shapes.length; i++) {
        if (drawRadioSource(1, i).class !== name) continue;
        const { picture, source } = simulatedRadio({ ...usual, mix: "mirabest", seed: 1, size: 150 }, i);
        const shape = radioShape(picture, 150, source.sizeArcsec / 3.6 + 4);
        if (shape) simulated.push(shape);
      }
      const [theirs, ours] = [shapeQuantiles(shapes, [0.5]), shapeQuantiles(simulated, [0.5])];
      for (const measure of ["longAxis", "axisRatio", "concentration", "litShare"] as const) {
        const ratio = (ours[measure][0] as number) / (theirs[measure][0] as number);
        expect(ratio, `${name} ${measure}`).toBeGreaterThan(0.55);
        expect(ratio, `${name} ${measure}`).toBeLessThan(1.5);
      }
    },
  );
});
