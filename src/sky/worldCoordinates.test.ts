import { assert, double, integer, property, record } from "fast-check";
import { describe, expect, test } from "vitest";
import { Fault } from "../fault.ts";
import { FitsHeader } from "./fitsHeader.ts";
import { expectedFits, headerFile } from "./sharedFits.ts";
import { type WorldCoordinates, worldCoordinates } from "./worldCoordinates.ts";

const expected = expectedFits();

/** Arcsec between two places. */
function apart(place: readonly number[], other: readonly number[]): number {
  const [a = 0, b = 0, c = 0, d = 0] = [...place, ...other].map((angle) => (angle * Math.PI) / 180);
  const half = Math.sin((b - d) / 2) ** 2 + Math.cos(b) * Math.cos(d) * Math.sin((a - c) / 2) ** 2;
  return (2 * Math.asin(Math.sqrt(half)) * 180 * 3600) / Math.PI;
}

describe.skipIf(!expected)("headers of real images (skipped without ../shared/data/fits)", () => {
  const headers = Object.entries(expected ?? {}).flatMap(([path, { kind, layout, wcs }]) =>
    kind === "header" && wcs?.points ? [{ path, layout, wcs }] : [],
  );
  test.each(headers)("$path is where astropy sees it, or is refused by name", ({ path, layout, wcs }) => {
    const header = headerFile({ path, layout });
    if (!header) throw new Error(`${path} has no END`);
    let found: WorldCoordinates;
    try {
      found = worldCoordinates(header, path);
    } catch (error) {
      expect(error).toBeInstanceOf(Fault);
      expect((error as Fault).message).toContain(path);
      if (!/slanted/.test((error as Fault).message))
        expect(wcs.ctype.join()).not.toMatch(/RA---(TAN|SIN|ARC|ZEA|STG|ZPN),DEC--\1$/);
      return;
    }
    for (const { pixel, world } of wcs.points) {
      const [x = 0, y = 0] = pixel;
      const numbers = world.flatMap((value) => (typeof value === "number" ? [value] : []));
      if (numbers.length < 2) continue;
      const place = found.toSky(x, y);
      expect(apart(place, numbers)).toBeLessThan(1e-6);
      const back = found.toPixel(...place);
      expect(Math.hypot(back[0] - x, back[1] - y)).toBeLessThan(1e-6);
    }
  });
});
