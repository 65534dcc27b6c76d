import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Fault } from "../../fault.ts";
import { isAdsQuery } from "../query/adsSyntax.ts";
import { f1, judgeTranslations, pairsOf } from "./judge.ts";
import { byRules, translate } from "./translate.ts";

const query = (request: string) => byRules(request, 2026).query;

describe("plain words become ADS's syntax", () => {
  test.each([
    ["papers by Vera Rubin on galaxy rotation", 'author:"Rubin, V" abs:"galaxy rotation" doctype:article'],
    ["papers where Penrose is first author", 'author:"^Penrose" doctype:article'],
    ["papers by Hubble on redshift", 'author:"Hubble" abs:"redshift" doctype:article'],
    ["papers by the Hubble Space Telescope", "bibgroup:HST doctype:article"],
    ["papers by Lyman 2017", 'year:2017 author:"^Lyman" doctype:article'],
    ["dark energy since 2018", 'year:2018- abs:"dark energy"'],
    ["dark energy in the 1990s", 'year:1990-1999 abs:"dark energy"'],
    ["dark energy before 1990", 'year:-1989 abs:"dark energy"'],
    ["dark energy over the last 5 years", 'year:2021- abs:"dark energy"'],
    ["refereed white dwarfs research", 'property:refereed abs:"white dwarfs"'],
    ["PhD theses on galaxy evolution", 'doctype:phdthesis abs:"galaxy evolution"'],
    ["weak lensing in MNRAS", 'bibstem:"MNRAS" abs:"weak lensing"'],
    ["Nature papers on weak lensing", 'bibstem:"Nature" abs:"weak lensing" doctype:article'],
    ["the nature of dark matter", 'abs:"nature of dark matter"'],
    ["research with Chandra", "bibgroup:Chandra"],
    ["the Hubble constant", 'abs:"Hubble constant"'],
    ["gravitational waves in the title", 'title:"gravitational waves"'],
    ["papers with more than 100 citations", "citation_count:[101 TO *] doctype:article"],
    ["papers citing ALMA observations since 2018", "citations(bibgroup:ALMA) year:2018- doctype:article"],
    ["what do cosmology papers cite", 'references(abs:"cosmology") doctype:article'],
    ["trending research in exoplanets", 'trending(abs:"exoplanets")'],
    ["reviews of stellar evolution", 'reviews(abs:"stellar evolution")'],
    ["top 20 papers on dark matter", 'topn(20, abs:"dark matter", citation_count) doctype:article'],
    ["open clusters not by Cantat-Gaudin", 'NOT author:"Cantat-Gaudin" abs:"open clusters"'],
    [
      "first-author papers of Volker Springel on galaxy formation",
      'author:"^Springel, V" abs:"galaxy formation" doctype:article',
    ],
    ["exoplanets excluding hot Jupiters", 'abs:"exoplanets" NOT abs:"hot Jupiters"'],
    ["paper with bibcode 2003AJ....125..525J", "bibcode:2003AJ....125..525J doctype:article"],
    ["doi 10.1086/592738", "doi:10.1086/592738"],
    ["spectroscopy of the Large Magellanic Cloud", 'object:"LMC" abs:"spectroscopy"'],
    ["cosmology papers from Harvard", 'aff:"Harvard" abs:"cosmology" doctype:article'],
  ])("%s", (request, expected) => {
    expect(query(request)).toBe(expected);
  });

  test("what is ADS's syntax already stays as it is", () => {
    expect(query('author:"^Hubble, E" year:1929')).toBe('author:"^Hubble, E" year:1929');
  });

  test("each part of the query is explained", () => {
    const { query: whole, explanation } = byRules("refereed papers by Vera Rubin before 1985", 2026);
    expect(explanation.map((clause) => clause.query).join(" ")).toBe(whole);
    for (const { why } of explanation) expect(why).not.toBe("");
  });

  test("nothing asked is refused", () => {
    expect(() => byRules(" \n", 2026)).toThrow(Fault);
  });
});

const pieces = fc.constantFrom(
  "papers",
  "by",
  "Rubin",
  "and",
  "or",
  "on",
  "first author",
  "citing",
  "similar to",
  "since",
  "2018",
  "1990s",
  "in",
  "Nature",
  "ApJ",
  "refereed",
  "data",
  "top 10",
  "reviews of",
  "not",
  "excluding",
  '"',
  "“",
  "(",
  ")",
  "[",
  ":",
  ",",
  "'s",
  "et al.",
  "from",
  "Harvard",
  "HST",
  "Hubble constant",
  "AND",
  "OR",
  "NOT",
  "TO",
  "abs:",
  "year:",
  "title",
  "-",
  "\\",
  "doi 10.1/x(y",
  "last 5 years",
  "М31",
  "ü",
);

test("whatever is asked, the query is one that ADS reads", () => {
  fc.assert(
    fc.property(
      fc.array(fc.oneof(pieces, fc.string()), { minLength: 1, maxLength: 14 }).map((parts) => parts.join(" ")),
      (request) => {
        fc.pre(request.trim() !== "" && request.replace(/[\p{Cc}\s]+/gu, "") !== "");
        const written = query(request);
        expect(isAdsQuery(written), written).toBe(true);
      },
    ),
    { numRuns: 1000 },
  );
});

test("a language model's query counts only where ADS would read it", async () => {
  const writer = (text: string | undefined) => ({ name: "a model", write: async () => text });
  expect(await translate("dark energy", { writer: writer('abs:"dark energy" year:2010-') })).toMatchObject({
    query: 'abs:"dark energy" year:2010-',
    by: "a model",
  });
  for (const bad of ['abs:"dark energy', "colour:dark", "Here is your query!(", "", undefined])
    expect(await translate("dark energy", { writer: writer(bad), now: 2026 })).toMatchObject({
      query: 'abs:"dark energy"',
      by: "rules",
    });
});

test("queries are judged by their pairs, however years and quotation marks are written", async () => {
  expect(
    f1(pairsOf('year:2010 author:"^Rubin, V."'), pairsOf('pubdate:[2010-01 TO 2010-12] author:("^rubin, v")')),
  ).toBe(1);
  expect(f1(pairsOf("abs:a"), pairsOf("abs:a year:2010"))).toBeCloseTo(2 / 3);
  const report = await judgeTranslations([{ question: "dark energy", query: 'abs:"dark energy"' }], { now: 2026 });
  expect([report.seen, report.heldBack].map(({ exact }) => exact).sort()).toEqual([0, 1]);
});
