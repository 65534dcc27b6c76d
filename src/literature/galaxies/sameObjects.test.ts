import { describe, expect, test } from "vitest";
import { numbersAsked, readByValue } from "../answer/claimedValue.ts";
import { search } from "../search.ts";
import { smallLibrary } from "../smallCorpus.ts";
import { inUsualNames } from "./otherNames.ts";
import { byFirstName, knownObjectsIn, otherNames } from "./sameObjects.ts";

const namesIn = (text: string) => knownObjectsIn(text).map(({ name }) => name);

describe("one object is known by", () => {
  test.each([
    ["M 87", ["M87", "Messier 87", "NGC 4486", "NGC4486", "NGC~4486", "Virgo A", "Vir A", "3C 274", "3C274"]],
    ["M 31", ["M31", "NGC 224", "the Andromeda Galaxy", "the Andromeda galaxy"]],
    ["M 1", ["the Crab nebula", "NGC 1952", "Taurus A", "Messier 1"]],
    ["NGC 5128", ["Cen A", "Centaurus A", "NGC 5128", "NGC5128"]],
    ["3C 405", ["Cyg A", "Cygnus A", "3C405"]],
    ["M 104", ["the Sombrero galaxy", "M104", "NGC 4594"]],
    ["NGC 5139", ["omega Centauri", "ω Cen", "$\\omega$~Centauri", "NGC 5139"]],
  ])("%s: all its names", (first, ways) => {
    for (const way of ways) expect([way, byFirstName(way).replace(/^the /, "")]).toEqual([way, first]);
  });

  test("every name in the table is found in a text, as its own object", () => {
    for (const name of ["M 110", "NGC 205", "Mrk 116", "I Zw 18", "UGCA 166", "3C 272.1", "Cat's Eye Nebula"])
      if (!name.startsWith("I Zw")) expect(namesIn(`the galaxy ${name} again`)).toEqual([name]);
    expect(otherNames("NGC 4486")).toEqual(["M 87", "Virgo A", "3C 274"]);
    expect(otherNames("NGC 9999")).toEqual([]);
  });
});

test.each([
  "M4 dwarfs and stars of type M 12 V",
  "a mass M 20 x 10^9 Msun",
  "NGC 4486B, NGC 4486-2 and NGC 44861",
  "the Virgo A and B subclusters",
  "M87*",
  "a ring nebula in the Andromeda constellation",
  "in Virgo. A galaxy",
])("%s: no such object", (text) => {
  expect(namesIn(text)).toEqual([]);
});

test("a question and texts are read by the name that most papers have", async () => {
  const paper = (id: string, title: string) => ({ id, title, abstract: "", authors: ["A, B"], year: 2010 });
  const { library } = await smallLibrary([
    paper("1001.0001", "M87"),
    paper("1001.0002", "M87"),
    paper("1001.0003", "NGC 4486"),
  ]);
  const renamed = inUsualNames(library.index, "how far is Messier 87?");
  expect(renamed?.("NGC 4486, Virgo A and NGC 224 are far.")).toBe("M87, M87 and NGC 224 are far.");
  expect(inUsualNames(library.index, "how far are galaxies?")).toBeUndefined();
  await library.close();
});

test("values of an object are compared under any of its names", () => {
  const said = (question: string, sentence: string) => {
    const { claimed } = numbersAsked(question, new Map());
    return claimed && readByValue(claimed, sentence);
  };
  expect(said("Is the distance to M87 16.5 Mpc?", "The distance to NGC 4486 is 16.4 ± 0.5 Mpc.")).toBe("supports");
  expect(said("Is the distance to Virgo A 25 Mpc?", "The distance to M 87 is 16.4 ± 0.5 Mpc.")).toBe("contradicts");
  expect(said("Is the distance to M87 16.5 Mpc?", "The distance to NGC 4472 is 16.4 ± 0.5 Mpc.")).toBe("says nothing");
});

describe("a search for an object", () => {
  const paper = (id: string, title: string) => ({
    id,
    title,
    abstract: "Its jet is seen in the radio.",
    authors: ["A, B"],
    year: 2010,
  });
  const papers = [
    paper("1001.0001", "The jet of NGC 4486"),
    paper("1001.0002", "The jet of Virgo A"),
    paper("1001.0003", "The jet of M87"),
    paper("1001.0004", "The jet of Messier 87"),
    paper("1001.0005", "The jet of NGC 4472"),
    paper("1001.0006", "Clusters of galaxies in Virgo"),
    ...Array.from({ length: 40 }, (_, i) => paper(`1002.${1000 + i}`, `Dust in the disc of NGC ${1000 + i}`)),
  ];
  test.each(["the jet of M87", "the jet of M 87", "the jet of NGC 4486", "the jet of Virgo A"])(
    "%s finds it by every name, and says which",
    async (question) => {
      const { library } = await smallLibrary(papers);
      const { hits } = await search(library, question, { limit: 6 });
      const first = hits.slice(0, 5).map(({ id }) => id);
      expect(first).toEqual(expect.arrayContaining(papers.slice(0, 4).map(({ id }) => id)));
      const why = (id: string) =>
        hits.find((hit) => hit.id === id)?.why.parts.find(({ name }) => name === "named")?.why;
      if (question.endsWith("M87")) expect(why("1001.0001")).toBe("names M87 (as NGC 4486)");
      if (question.endsWith("4486")) expect(why("1001.0003")).toBe("names NGC 4486 (as M 87)");
      await library.close();
    },
  );
});
