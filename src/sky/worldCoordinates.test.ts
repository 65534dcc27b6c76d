import { readFileSync } from "node:fs";
import { assert, constantFrom, double, property } from "fast-check";
import { describe, expect, test } from "vitest";
import { Fault } from "../fault.ts";
import { type FitsHeader, parseHeader } from "./fitsHeader.ts";
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

interface Places {
  header: Record<string, string | number>;
  /** x, y, right ascension, declination. */
  places: [number, number, number, number][];
}

const fixture = new URL("../../fixtures/worldCoordinates/places.json", import.meta.url);
const made: Record<string, Places> = JSON.parse(readFileSync(fixture, "utf8")).places;

function headerOf(values: Readonly<Record<string, string | number>>): FitsHeader {
  const cards = Object.entries(values).map(([keyword, value]) =>
    `${keyword.padEnd(8)}= ${typeof value === "string" ? `'${value}'` : value}`.padEnd(80),
  );
  const header = parseHeader(`${cards.join("")}${"END".padEnd(80)}`);
  if (!header) throw new Error("no END");
  return header;
}

test.each(Object.entries(made))("%s: pixels lie where astropy sees them", (_, { header, places }) => {
  const sky = worldCoordinates(headerOf(header), "made");
  expect(places.length).toBeGreaterThan(0);
  for (const [x, y, ra, dec] of places) {
    expect(apart(sky.toSky(x, y), [ra, dec])).toBeLessThan(1e-6);
    const back = sky.toPixel(ra, dec);
    expect(Math.hypot(back[0] - x, back[1] - y)).toBeLessThan(1e-5);
  }
});

test("there and back is the same pixel, in every projection and with every distortion", () => {
  const skies = Object.values(made).map(({ header }) => worldCoordinates(headerOf(header), "made"));
  const place = double({ min: -0.5, max: 999.5, noNaN: true });
  assert(
    property(constantFrom(...skies), place, place, (sky, x, y) => {
      const there = sky.toSky(x, y);
      // A hemisphere does not fill the corners of its square.
      if (Number.isNaN(there[0])) return;
      const [backX, backY] = sky.toPixel(...there);
      expect(Math.hypot(backX - x, backY - y)).toBeLessThan(1e-4);
    }),
  );
});

test("what a gnomonic image cannot show has no pixel", () => {
  const sky = worldCoordinates(headerOf(made.gnomonic?.header ?? {}), "made");
  expect(sky.toPixel(330.1, -2.2).every(Number.isNaN)).toBe(true);
});

const gnomonic = made.gnomonic?.header ?? {};

test.each([
  [{ NAXIS: 2 }, "made.fits has no world coordinates (no CTYPE1, CTYPE2 in its header)"],
  [{ ...gnomonic, CTYPE1: "X", CTYPE2: "Y" }, "made.fits is no image of the sky: its axes are X and Y"],
  [{ ...gnomonic, CTYPE1: "RA---XYZ", CTYPE2: "DEC--XYZ" }, 'its projection is "XYZ"; read are TAN'],
  [{ ...gnomonic, CTYPE1: "GLON-TAN", CTYPE2: "GLAT-TAN" }, "only right ascension and declination are read"],
  [{ ...gnomonic, EQUINOX: 1950 }, "its coordinates are FK4, equinox 1950"],
  [{ ...gnomonic, CD1_1: 0, CD1_2: 0 }, "leave its pixels no size"],
])("a header that places nothing is refused in one line: %#", (header, words) => {
  expect(() => worldCoordinates(headerOf(header), "made.fits")).toThrow(words);
});
