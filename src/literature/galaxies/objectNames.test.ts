/** Names of galaxies as papers write them: one name for all spellings, places read from them, and nothing else taken for one. */

import fc from "fast-check";
import { expect, test } from "vitest";
import { separation } from "../../explore/atPosition.ts";
import { minutesAround, objectNamesIn } from "./objectNames.ts";

const namesIn = (text: string) => objectNamesIn(text).map(({ name }) => name);

test("every way to write a name is one name", () => {
  expect(namesIn("NGC 1068, NGC1068 and NGC-1068")).toEqual(["NGC 1068"]);
  expect(namesIn("M77 (Messier 77)")).toEqual(["M 77"]);
  expect(namesIn("Mrk 231, Mkn 231, Markarian 231")).toEqual(["Mrk 231"]);
  expect(namesIn("UGC 00089, IC 342, PGC 2557, Arp 220 and 3C 273")).toEqual([
    "UGC 89",
    "IC 342",
    "PGC 2557",
    "Arp 220",
    "3C 273",
  ]);
});

test("a letter after a number names another galaxy, where catalogues have such", () => {
  expect(namesIn("the polar ring NGC 4650A is not NGC 4650; NGC4676a and UGC 9796B")).toEqual([
    "NGC 4650A",
    "NGC 4650",
    "NGC 4676A",
    "UGC 9796B",
  ]);
  expect(namesIn("M31A, Mrk 231B and NGC 4650AX")).toEqual([]);
});

test("southern names are one, however the field and the number are written", () => {
  expect(namesIn("ESO 137-001, ESO 137-G001, ESO137-1, ESO 137- G 001 and ESO 415–G26")).toEqual([
    "ESO 137-1",
    "ESO 415-26",
  ]);
  expect(namesIn("AM 0644-741 and AM1354-250")).toEqual(["AM 0644-741", "AM 1354-250"]);
  expect(namesIn("the ESO 3.6 m, ESO 2.2-m, ESO 2000-2010, ESO-2 and 9 AM 0644")).toEqual([]);
});

test("a name at the end of a sentence is one, and its point is none of it", () => {
  expect(namesIn("We observe NGC 4258. It has a maser. So has M106.")).toEqual(["NGC 4258", "M 106"]);
  expect(namesIn("The source 3C 31.0 differs from 3C 48.")).toEqual(["3C 31.0", "3C 48"]);
});

test("pairs by one number and the end of another are two galaxies", () => {
  expect(namesIn("NGC 4038/39, NGC 5194/5 and UGC 12914/12915; NGC 4038-39")).toEqual([
    "NGC 4038",
    "NGC 4039",
    "NGC 5194",
    "NGC 5195",
    "UGC 12914",
    "UGC 12915",
  ]);
  expect(namesIn("NGC 4676A/B, M81/82")).toEqual(["NGC 4676A", "NGC 4676B", "M 81", "M 82"]);
  expect(namesIn("NGC 346-755 and NGC 1068-2")).toEqual(["NGC 346", "NGC 1068"]);
});

test("Zwicky's lists, LEDA and radio galaxies by constellation are names", () => {
  expect(namesIn("I Zw 18, IZw18, 1Zw18 and II Zw 40; LEDA 2557 is PGC 2557")).toEqual([
    "I Zw 18",
    "II Zw 40",
    "PGC 2557",
  ]);
  expect(namesIn("Virgo A, Cen A, Centaurus A, Cyg A and Fornax A. For A we")).toEqual([
    "Virgo A",
    "Centaurus A",
    "Cygnus A",
    "Fornax A",
  ]);
  expect(namesIn("the Virgo A subcluster, the Virgo A and B subclusters, Cen A1, in Virgo. A large")).toEqual([]);
});

test.each([
  ["ngc 4038", "NGC 4038"],
  ["NGC_4038", "NGC 4038"],
  ["ngc  0068", "NGC 68"],
  ["3c273.0", "3C 273.0"],
  ["ic342", "IC 342"],
  ["m31", "M 31"],
  ["M 31", "M 31"],
  ["messier 77", "M 77"],
  ["MRK 231", "Mrk 231"],
  ["leda 12", "PGC 12"],
  ["i zw 18", "I Zw 18"],
])("a column's %s is %s", (written, name) => {
  expect(namesIn(written)).toEqual([name]);
});

test("in running text small letters are names where they are no other words", () => {
  expect(namesIn("we see ngc 4038, ARP 220, NGC~1068 and NGC\\,253")).toEqual([
    "NGC 4038",
    "Arp 220",
    "NGC 1068",
    "NGC 253",
  ]);
  expect(namesIn("supernovae of type Ic 12 days old, masses m1 and m2, panels 3c 48 and 3d")).toEqual([]);
});

test("masses, spectral types, temperatures and words are no names", () => {
  expect(namesIn("M 2 dwarfs, M5.5 stars, M200, M500 and M_sun; SONIC 5; NGCs; in FM3; HMXB M 1")).toEqual([]);
});

test("a name that says a place gives it, to the second", () => {
  const [found] = objectNamesIn("We study SDSS J094651.40+512345.6 here");
  expect(found?.name).toBe("J094651.40+512345.6");
  expect(found?.position?.ra).toBeCloseTo(15 * (9 + 46 / 60 + 51.4 / 3600), 9);
  expect(found?.position?.dec).toBeCloseTo(51 + 23 / 60 + 45.6 / 3600, 9);
  expect(objectNamesIn("J001655.18−002739.1")[0]?.position?.dec).toBeLessThan(0);
});

test("a name too short to say a place is none, and nor is one off the sky", () => {
  expect(objectNamesIn("J0946+5140, J250000+123456, J120000+995959")).toEqual([]);
});

test("any place, written as a name, is read back to a second of arc, and lies within the minutes that are looked at", () => {
  fc.assert(
    fc.property(
      fc.double({ min: 0, max: 359.99, noNaN: true }),
      fc.double({ min: -89.9, max: 89.9, noNaN: true }),
      (ra, dec) => {
        const written = `J${digits(ra / 15)}${dec < 0 ? "-" : "+"}${digits(Math.abs(dec))}`;
        const [found] = objectNamesIn(`the galaxy ${written}.`);
        expect(found?.position && separation(found.position.ra, found.position.dec, ra, dec)).toBeLessThan(0.5);
        expect(minutesAround(ra)).toContain(written.slice(0, 5).toLowerCase());
      },
    ),
  );
});

/** Cut, as names are. */
function digits(value: number): string {
  const hundredths = Math.floor(value * 3600 * 100 + 1e-6);
  const seconds = (hundredths % 6000) / 100;
  const minutes = Math.floor(hundredths / 6000);
  const two = (each: number) => String(each).padStart(2, "0");
  return `${two(Math.floor(minutes / 60))}${two(minutes % 60)}${seconds.toFixed(2).padStart(5, "0")}`;
}
