import { describe, expect, test } from "vitest";
import { searchLike } from "./likePapers.ts";
import { search } from "./search.ts";
import { smallLibrary } from "./smallCorpus.ts";

const { library } = await smallLibrary();
const found = async (query: string) => (await search(library, query, { limit: 10 })).hits.map(({ id }) => id).sort();

describe("a plain question", () => {
  test("finds the paper that speaks of it, and says why", async () => {
    const { hits } = await search(library, "what sets the radius of the dust sublimation zone?", { limit: 3 });
    expect(hits[0]).toMatchObject({ id: "1203.0003", year: 2012, author: expect.stringContaining("+1") });
    const parts = hits[0]?.why.parts ?? [];
    expect(parts.map(({ name }) => name)).toEqual(["words", "meaning"]);
    expect(parts[0]?.why).toBe("has radius, dust, sublimation, zone");
  });

  test("has a score that is the sum of its parts, each a weight times a value", async () => {
    const options = { limit: 10, recent: 0.2, cited: 0.1, now: 2020 };
    for (const { score, why } of (await search(library, "density waves with ALMA", options)).hits) {
      let sum = 0;
      for (const { value, weight, contribution } of why.parts) {
        expect(value).toBeGreaterThanOrEqual(0);
        expect(value).toBeLessThanOrEqual(1 + 1e-6);
        expect(contribution).toBe(weight * value);
        sum += contribution;
      }
      expect(Math.abs(sum - score)).toBeLessThan(1e-9);
      expect(Math.abs(why.parts.reduce((total, { weight }) => total + weight, 0) - 1)).toBeLessThan(1e-9);
    }
  });

  test("counts a name that the paper has", async () => {
    const { hits } = await search(library, "spiral galaxies seen by ALMA", { limit: 1 });
    expect(hits[0]?.why.parts.find(({ name }) => name === "named")?.why).toBe("names ALMA");
  });

  test("of words that no paper has finds nothing", async () => {
    expect(await found("quixotry")).toEqual([]);
  });

  test.each(["quixotry", "quixotry year:2010-", "quixotry since 2010"])(
    "of words that no paper has lists none, and says so: %s",
    async (query) => {
      const { hits, nothing } = await search(library, query, { limit: 10 });
      expect(hits).toEqual([]);
      expect(nothing).toBe("no paper holds any of these words: quixotry");
    },
  );

  test("of no word that tells papers apart lists none, and says so", async () => {
    const { hits, nothing } = await search(library, "what is the", { limit: 10 });
    expect(hits).toEqual([]);
    expect(nothing).toMatch(/no word that tells papers apart/);
  });

  test("of words that no paper has is ranked by vectors where they know them, and says so", async () => {
    const encoder = { ...library.encoder, encode: () => library.encoder.encode([{ title: "dust", abstract: "" }]) };
    const { hits, remarks, nothing } = await search({ ...library, encoder }, "quixotry", { limit: 10 });
    expect(hits[0]?.id).toBe("1203.0003");
    expect(nothing).toBeUndefined();
    expect(remarks).toContain("no paper holds any of these words: quixotry: ranked by meaning alone (letters)");
  });

  test("answers the same whatever was asked before", async () => {
    const before = await search(library, "spiral arms", { limit: 4 });
    await search(library, "Cepheids", { limit: 4 });
    expect(await search(library, "spiral arms", { limit: 4 })).toEqual(before);
  });
});

describe("ADS's fields", () => {
  test.each([
    ['author:"Riess"', ["1001.0001"]],
    ['author:"Riess, Adam"', ["1001.0001"]],
    ['author:"^Macri"', []],
    ['author:"Shu, F"', ["1102.0002", "1203.0003", "astro-ph/0504004"]],
    ['author:"Shu, Frank"', ["1102.0002", "1203.0003"]],
    ['author:"Frank Shu"', ["1102.0002", "1203.0003"]],
    ['author:"Hönig, S"', ["1203.0003"]],
    ['first_author:"Shu"', ["astro-ph/0504004"]],
    ["title:density", ["1102.0002", "astro-ph/0504004"]],
    ['title:"density waves"', ["1102.0002"]],
    ['abs:"density wave" OR abs:Cepheid', ["1001.0001", "1102.0002"]],
    ["abs:near-infrared", ["1203.0003"]],
    ["abs:sublim*", ["1203.0003"]],
    ["year:2010-2011", ["1001.0001", "1102.0002"]],
    ["category:astro-ph.GA", ["1102.0002", "1203.0003"]],
    ["category:astro-ph year:2005", ["astro-ph/0504004"]],
    ["doi:10.1000/ONE", ["1001.0001"]],
    ["arxiv:1102.0002v3", ["1102.0002"]],
    ["identifier:astro-ph/0504004", ["astro-ph/0504004"]],
    ["property:eprint NOT year:2010-2011", ["1203.0003", "astro-ph/0504004"]],
    ["citation_count:[5 TO *]", []],
    ["(title:spiral OR title:dust) -author:Lin", ["1203.0003"]],
  ])("%s", async (query, ids) => {
    expect(await found(query)).toEqual(ids);
  });
});

test("fields alone rank by what they ask of the text", async () => {
  const { hits } = await search(library, "title:density OR abs:spiral", { limit: 10 });
  expect(hits.map(({ id }) => id)).toEqual(["1102.0002", "astro-ph/0504004"]);
  expect(hits[0]?.score).toBeGreaterThan(0.9);
});

test("papers like one do not list it", async () => {
  const { hits } = await searchLike(library, ["1102.0002"], { limit: 10 });
  expect(hits[0]?.id).toBe("astro-ph/0504004");
  expect(hits.map(({ id }) => id)).not.toContain("1102.0002");
  await expect(searchLike(library, ["nobody"], { limit: 1 })).rejects.toThrow('no paper "nobody"');
});
