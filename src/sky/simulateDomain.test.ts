import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { randomStream } from "../random.ts";
import { seenIn } from "./domain.ts";
import { drawObject, objectClasses } from "./plainObjects.ts";
import { drawShape, shapeClasses } from "./plainShapes.ts";
import { poisson } from "./poisson.ts";
import { type DomainOptions, simulateDomain } from "./simulateDomain.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "almagest-domain-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const simulate = (name: string, options: Partial<DomainOptions> = {}) =>
  simulateDomain({
    kind: "shapes",
    domain: "source",
    count: 6,
    seed: 1,
    size: 32,
    folder: join(folder, name),
    ...options,
  });

describe("a simulated domain", () => {
  test("has its classes in turn, and a picture of the asked size for each row", async () => {
    const { catalogue } = await simulate("objects", { kind: "objects" });
    const [header, ...rows] = (await readFile(catalogue, "utf8")).trimEnd().split("\n");
    expect(header).toBe("id_str,file_loc,class,truth_snr,truth_psf");
    expect(rows.map((row) => row.split(",")[2])).toEqual([...objectClasses, ...objectClasses]);
    const { width, height } = await sharp(join(folder, "objects", rows[5]?.split(",")[1] ?? "")).metadata();
    expect([width, height]).toEqual([32, 32]);
  });

  test("is the same from the same seed, and begins as a longer one does", async () => {
    const picture = (name: string) => readFile(join(folder, name, "images", "000004.png"), "base64");
    await simulate("first", { domain: "target" });
    await simulate("again", { domain: "target", count: 9 });
    await simulate("other", { domain: "target", seed: 2 });
    expect(await picture("first")).toBe(await picture("again"));
    expect(await picture("first")).not.toBe(await picture("other"));
  });

  test("is not written over another one", async () => {
    await simulate("taken");
    await expect(simulate("taken", { seed: 2 })).rejects.toThrow(/choose another folder/);
    await expect(simulate("taken", { count: 7 })).resolves.toBeDefined();
  });

  test.each([
    [{ size: 8 }, /16 to 512 pixels/],
    [{ count: 0 }, /at least 1 picture/],
    [{ signalShare: 0 }, /--snr is above 0/],
    [{ blur: -1 }, /--psf is 0 to 50/],
  ] as [Partial<DomainOptions>, RegExp][])("refuses %j", async (options, message) => {
    await expect(simulate("refused", options)).rejects.toThrow(message);
  });
});

test("shapes are outlines of 1 on 0, whatever the seed and size", () => {
  fc.assert(
    fc.property(fc.constantFrom(...shapeClasses), fc.integer({ min: 16, max: 120 }), fc.nat(), (kind, size, seed) => {
      const pixels = drawShape(kind, size, randomStream(seed, "shape"));
      expect([...new Set(pixels)].every((value) => value === 0 || value === 1)).toBe(true);
      const marked = pixels.reduce((sum, value) => sum + value, 0);
      expect(marked).toBeGreaterThan(0);
      expect(marked).toBeLessThan(4 * size + 8);
    }),
    { numRuns: 60 },
  );
});

test("objects are light, never negative and never infinite", () => {
  fc.assert(
    fc.property(fc.constantFrom(...objectClasses), fc.nat(), (kind, seed) => {
      const light = drawObject(kind, 24, randomStream(seed, "object"));
      expect(light.every((value) => Number.isFinite(value) && value >= 0)).toBe(true);
    }),
    { numRuns: 40 },
  );
});

test("noise raises a picture's mean by what the domain says: 1 over the share of signal", () => {
  const size = 64;
  const light = new Float32Array(size * size).fill(0.5);
  seenIn({ blur: 0, signalShare: 0.1 }, light, size, randomStream(1, "noise"));
  expect(light.reduce((sum, value) => sum + value, 0) / light.length).toBeCloseTo(5, 0);
});

test.each([0, 0.02, 0.6, 5, 90, 2000])("Poisson numbers of mean %d have that mean and variance", (mean) => {
  const draw = poisson(mean);
  const stream = randomStream(2, "poisson");
  const values = Array.from({ length: 20_000 }, () => draw(stream.uniform()));
  const average = values.reduce((a, b) => a + b, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - average) ** 2, 0) / values.length;
  expect(Math.abs(average - mean)).toBeLessThanOrEqual(4 * Math.sqrt(mean / values.length));
  expect(Math.abs(variance - mean)).toBeLessThanOrEqual(0.06 * mean + 0.01);
});
