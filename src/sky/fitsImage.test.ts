import { readFileSync } from "node:fs";
import { copyFile, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { assert, integer, property } from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Fault } from "../fault.ts";
import { openFitsImage } from "./fitsImage.ts";
import { expectedFits, sharedFits } from "./sharedFits.ts";

const expected = expectedFits();

describe.skipIf(!expected)("real images (skipped without ../shared/data/fits)", () => {
  const images = Object.entries(expected ?? {}).flatMap(([path, { kind, hdus = [], error }]) => {
    const first = hdus.find(({ shape, type }) => (shape?.length ?? 0) >= 2 && /Image|Primary/.test(type));
    return kind === "fits" && first && !error ? [{ path, first }] : [];
  });
  test.each(images)("$path has the pixels astropy reads, or is refused by name", async ({ path, first }) => {
    let image: Awaited<ReturnType<typeof openFitsImage>>;
    try {
      image = await openFitsImage(`${sharedFits}${path}`);
    } catch (error) {
      expect(error).toBeInstanceOf(Fault);
      expect((error as Fault).message).toMatch(/HCOMPRESS_1|PLIO_1|bzip2|no image/);
      return;
    }
    const shape = first.shape ?? [];
    expect([image.height, image.width]).toEqual(shape.slice(-2));
    for (const { index, value } of first.samples ?? []) {
      if (index.slice(0, -2).some((place) => place > 0)) continue;
      const [y = 0, x = 0] = index.slice(-2);
      const [pixel = 0] = image.read({ x, y, width: 1, height: 1 });
      const whole = image.read({ x: 0, y: Math.max(0, y - 3), width: image.width, height: Math.min(3, y) + 1 });
      expect(whole.at(whole.length - image.width + x)).toBe(pixel);
      if (typeof value === "string") expect(pixel).toBe(Number(value.replace("Infinity", "Infinity")));
      else
        expect(Math.abs(pixel - value), `${path} ${index}: ${pixel} ${value}`).toBeLessThanOrEqual(
          1e-6 * Math.abs(value),
        );
    }
    image.close();
  });
});

const fixtures = fileURLToPath(new URL("../../fixtures/fitsImage/", import.meta.url));
const made: { width: number; height: number; pixels: Record<string, (number | null)[]> } = JSON.parse(
  readFileSync(`${fixtures}pixels.json`, "utf8"),
);

test.each(Object.entries(made.pixels))("any window of %s holds what astropy reads there", async (name, pixels) => {
  const image = await openFitsImage(`${fixtures}${name}`);
  const { width, height } = made;
  expect([image.width, image.height]).toEqual([width, height]);
  const wanted = Float32Array.from(pixels, (value) => value ?? Number.NaN);
  assert(
    property(
      integer({ min: 0, max: width - 1 }),
      integer({ min: 0, max: height - 1 }),
      integer({ min: 1, max: width }),
      integer({ min: 1, max: height }),
      (x, y, wide, high) => {
        const window = { x, y, width: Math.min(wide, width - x), height: Math.min(high, height - y) };
        const expectedPixels = Array.from(
          { length: window.width * window.height },
          (_, i) => wanted[(y + Math.floor(i / window.width)) * width + x + (i % window.width)],
        );
        expect([...image.read(window)]).toEqual(expectedPixels);
      },
    ),
    { numRuns: 30 },
  );
  image.close();
});

describe("a damaged file", () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "almagest-fits-"));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  test("that is cut off in its data is named, with where it ends", async () => {
    const path = join(folder, "short.fits");
    await writeFile(path, (await readFile(`${fixtures}float.fits`)).subarray(0, 3000));
    const image = await openFitsImage(path);
    expect(() => image.read({ x: 0, y: 5, width: 10, height: 3 })).toThrow(
      "short.fits: it is cut off: it has 3000 bytes",
    );
    image.close();
  });

  test("that is none, or packed badly, is named", async () => {
    const text = join(folder, "text.fits");
    await writeFile(text, "SIMPLE".padEnd(5000, "."));
    await expect(openFitsImage(text)).rejects.toThrow("text.fits: it is not a FITS file");
    const packed = join(folder, "packed.fits.gz");
    await writeFile(packed, (await readFile(`${fixtures}float.fits.gz`)).subarray(0, 400));
    await expect(openFitsImage(packed)).rejects.toThrow("packed.fits.gz: it is packed by gzip, and damaged or cut off");
    await expect(openFitsImage(join(folder, "none.fits"))).rejects.toThrow("none.fits: it does not exist");
  });

  test("with a byte changed in a compressed tile is a fault or other pixels, never a crash", async () => {
    const path = join(folder, "tile.fits.fz");
    await copyFile(`${fixtures}rice-int16.fits.fz`, path);
    const sound = await readFile(path);
    for (let at = 5760; at < sound.length; at += 7) {
      const changed = Buffer.from(sound);
      changed[at] = (changed[at] as number) ^ 0x55;
      await writeFile(path, changed);
      try {
        const image = await openFitsImage(path);
        try {
          image.read({ x: 0, y: 0, width: image.width, height: image.height });
        } finally {
          image.close();
        }
      } catch (error) {
        expect(error).toBeInstanceOf(Fault);
      }
    }
  });
});
