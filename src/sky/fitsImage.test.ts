import { describe, expect, test } from "vitest";
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
      console.log(path, (error as Fault).message);
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
      else expect(Math.abs(pixel - value), `${path} ${index}: ${pixel} ${value}`).toBeLessThanOrEqual(1e-6 * Math.abs(value));
    }
    image.close();
  });
});
