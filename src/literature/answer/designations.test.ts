import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { designationsIn, namesJoined, namesMasked } from "./designations.ts";
import { measured, plainMath } from "./measured.ts";

const names = [
  "NGC 4258",
  "NGC4258",
  "NGC-4258",
  "M87",
  "M 31",
  "3C 273",
  "3C~273",
  "SDSS J1030+0524",
  "SDSS J094651.40+143027.8",
  "SN 1987A",
  "SN1987A",
  "HD 209458b",
  "HD 209458 b",
  "SGR 0418+5729",
  "Sgr A*",
  "Sgr A$^*$",
  "GX 339-4",
  "PKS 2155-304",
  "Cyg X-1",
  "WASP-12b",
  "GW150914",
  "GRB 090423",
  "PSR B1937+21",
  "47 Tuc",
  "51 Peg b",
  "I Zw 18",
  "67P/Churyumov",
  "Abell 1689",
  "K2-18b",
];

describe("a name of an object is no number", () => {
  test.each(names)("%s", (name) => {
    for (const sentence of [`We observed ${name} again.`, `The mass of ${name} is large.`])
      for (const plain of [namesJoined(plainMath(sentence)), namesMasked(plainMath(sentence))])
        expect(measured(plain), plain).toEqual([]);
  });

  test.each(names)("%s beside a value hides it not", (name) => {
    for (const sentence of [`the distance to ${name} is 7.6 Mpc`, `the distance to ${name} 7.6 Mpc`])
      expect(measured(namesJoined(plainMath(sentence))).map(({ low }) => low)).toEqual([7.6 * 3.0857e22]);
  });
});

test.each([
  "a mass of 10^12 Msun",
  "M = 5 Msun",
  "at z = 6 in 1995",
  "the LMC 50 kpc away",
  "M 5 x 10^9 Msun",
  "over 20 K",
])("%s has a number still", (text) => expect(measured(namesJoined(plainMath(text))).length).toBeGreaterThan(0));

test("every way to write a name is one", () => {
  for (const ways of [
    ["NGC 4258", "NGC4258", "NGC-4258", "Messier 106"],
    ["Sgr A*", "Sagittarius A*", "Sgr A$^*$"],
    ["the Large Magellanic Cloud", "the Large Magellanic Cloud (LMC)", "the LMC"],
  ])
    expect(new Set(ways.map((way) => namesJoined(plainMath(way)))).size).toBe(1);
});

test("masked, a text is as long as it was", () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...names, "and", "10^12", "(", ".", " ")), (parts) => {
      const plain = plainMath(parts.join(" "));
      expect(namesMasked(plain)).toHaveLength(plain.length);
    }),
  );
});

test.each([
  ["NGC 5139 and $\\omega$~Cen", "Omega Centauri"],
  ["the Large Magellanic Cloud (LMC)", "the LMC"],
  ["PSR~J1614-2230", "PSR J1614$-$2230"],
  ["M87, seen deep", "a jet of NGC 4486"],
  ["Sgr A$^*$", "Sagittarius A*"],
  ["the Bullet cluster", "Bullet Cluster, again"],
  ["Andromeda", "M31"],
])("%s is of the same objects as %s", (one, other) => {
  expect([...designationsIn(one)]).toEqual([...designationsIn(other)]);
  expect(designationsIn(one).size).toBe(1);
});

test("counts and values name no objects", () => {
  expect([...designationsIn("of 4258 galaxies within 20 Mpc, M 5 x 10^9 of them old")]).toEqual([]);
});
