import fc from "fast-check";
import { expect, test } from "vitest";
import { writtenPosition } from "./writtenPosition.ts";

const place = [150.12, 2.35];

test.each([
  "150.12,2.35",
  "150.12, 2.35",
  "150.12 2.35",
  "150.12 +2.35",
  "150.12+2.35",
  "150.12; 2.35",
  "150.12d 2.35d",
  "150.12° +2.35°",
  "150.12 deg, 2.35 deg",
  "10:00:28.8 +02:21:00",
  "10:00:28.8, 2:21:0",
  "10:00:28.8+02:21:00",
  "10:00:28.8 02:21:00",
  "10 00 28.8 +02 21 00",
  "10 00 28.8 02 21 00",
  "10 00 28.8, 02 21 00",
  "10h00m28.8s +02d21m00s",
  "10h 00m 28.8s, +02d 21m 00s",
  "10H00M28.8S 02D21M00S",
  "10h00m28.8s +02°21′00″",
  "10h00m28.8s +02°21'00\"",
  "10h00m28.8s 2.35",
  "150d07m12s 2d21m",
  "10:00.48 +02:21",
  "150.12 +02:21:00",
  "10:00:28.8 2.35",
  "J100028.80+022100.0",
  "j100028.8+022100",
  "SDSS J100028.80+022100.0",
  " 150.12\t2.35 ",
])("%s is a place", (text) => {
  const [ra, dec] = writtenPosition(text);
  expect([ra, dec]).toEqual(place.map((value) => expect.closeTo(value, 9)));
});

test.each([
  ["10:00:28.8 -00:21:00", [150.12, -0.35]],
  ["10:00:28.8 \u221200:21:00", [150.12, -0.35]],
  ["0,-90", [0, -90]],
  ["J235959.9-895959", [359.999583333, -89.999722222]],
])("%s is south", (text, [ra = 0, dec = 0]) => {
  expect(writtenPosition(text)).toEqual([expect.closeTo(ra, 8), expect.closeTo(dec, 8)]);
});

test.each([
  "",
  "1",
  "360,0",
  "24:00:00 +00:00:00",
  "10:60:00 +02:00:00",
  "10:00:00 +02:00:61",
  "10,91",
  "1,2,3",
  "x,y",
])('"%s" is refused with the spellings that are read', (text) => {
  expect(() => writtenPosition(text)).toThrow(/is no position: .*150\.12,2\.35.*10:00:28\.8 \+02:21:00/);
});

test("every place in degrees is read as it is written", () => {
  const ra = fc.double({ min: 0, max: 359.999, noNaN: true }).map((value) => Number(value.toFixed(6)));
  const dec = fc.double({ min: -90, max: 90, noNaN: true }).map((value) => Number(value.toFixed(6)));
  fc.assert(
    fc.property(ra, dec, (a, d) => {
      expect(writtenPosition(`${a.toFixed(6)} ${d.toFixed(6)}`)).toEqual([a, d === 0 ? expect.closeTo(0) : d]);
    }),
  );
});
