import { describe, expect, test } from "vitest";
import { search } from "./search.ts";
import { smallCorpus, smallLibrary } from "./smallCorpus.ts";

const { library } = await smallLibrary();
const found = async (query: string) => search(library, query, { limit: 10 });
const ids = async (query: string) => (await found(query)).hits.map(({ id }) => id);

describe("operators of ADS that a library can answer", () => {
  test("similar(...) lists papers like those that it asks for, and not these", async () => {
    expect((await ids('similar(title:"spiral arms")'))[0]).toBe("astro-ph/0504004");
    expect(await ids('similar(title:"spiral arms")')).not.toContain("1102.0002");
    expect(await ids("similar(title:spiral) year:2010-")).not.toContain("astro-ph/0504004");
    expect((await found("similar(title:spiral)")).understood).toEqual([
      "papers like the first 1 that meet title:spiral",
    ]);
  });

  test("topn(...) lists the first by a fact", async () => {
    expect(await ids("topn(2, year:2000-, date desc)")).toEqual(["1203.0003", "1102.0002"]);
    expect(await ids("topn(1, galaxies, date asc)")).toEqual(["astro-ph/0504004"]);
    expect(await ids("topn(2, year:2000-, date desc) author:Lin")).toEqual(["1102.0002"]);
  });

  test("topn(...) by citations that nobody told us of is by score, and says so", async () => {
    const { remarks, hits } = await found("topn(2, abs:density, citation_count desc)");
    expect(remarks).toEqual(["the library knows no citation_count of these papers: they are ordered by score"]);
    expect(hits.length).toBe(2);
  });

  test("topn(...) by citations", async () => {
    const { library: cited } = await smallLibrary(smallCorpus.map((paper, i) => ({ ...paper, citations: i })));
    const { hits, understood } = await search(cited, "topn(2, year:2000-, citation_count desc)", { limit: 10 });
    if (cited.index.citations.some((count) => count >= 0)) {
      expect(understood).toEqual(["the first 2 by citation_count desc"]);
      expect(hits.map(({ id }) => id)).toEqual(["astro-ph/0504004", "1203.0003"]);
    }
  });

  test.each([
    ["similar()", "needs a query between its parentheses"],
    ["similar(title:spiral", "this parenthesis has no partner"],
    ["topn(ten, bars)", "topn is written topn(10, query, citation_count desc)"],
    ["topn(10, bars, read_count desc)", "topn sorts by score, citation_count or date here, not by read_count desc"],
    ["similar(title:quixotry)", "no paper of the library meets title:quixotry"],
    ["similar(citations(title:spiral))", "needs the network of citations"],
    ["trending(bars)", "trending(...) needs what only ADS holds: ask ADS"],
    ["reviews(bars)", "reviews(...) needs the network of citations, which the library does not have: ask ADS"],
    ["(similar(title:bars))", "is understood around a whole query"],
  ])("%s is refused in one line", async (query, words) => {
    await expect(found(query)).rejects.toThrow(words);
  });
});
