import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Fault } from "../../fault.ts";
import { adsFields, isAdsQuery, parseAds } from "./adsSyntax.ts";

const pairs = (query: string) => parseAds(query).map(({ field, value }) => `${field}=${value}`);

describe("ADS's syntax is read", () => {
  test.each([
    ['author:"^Hubble, E" year:1925-1935', ["author=^Hubble, E", "year=1925-1935"]],
    [
      'citations(abs:"dark matter" OR bibgroup:HST) year:2010-',
      ["citations()=", "abs=dark matter", "bibgroup=HST", "year=2010-"],
    ],
    [
      'topn(10, abs:"dark matter", citation_count desc)',
      ["topn()=", "topn=10", "abs=dark matter", "topn()=citation_count desc"],
    ],
    ['pos(author:"Oort, J", -1)', ["pos()=", "author=Oort, J", "pos()=-1"]],
    [
      "useful(citations(abs:cosmology)) NOT abs:(a OR b)",
      ["useful()=", "citations()=", "abs=cosmology", "abs=a", "abs=b"],
    ],
    ['=title:"star" citation_count:[100 TO *]', ["title=star", "citation_count=[100 TO *]"]],
    ['identifier:"10.1016/0304-3975(90)90015-A"', ["identifier=10.1016/0304-3975(90)90015-A"]],
    ['abs:"black hole"~3 -title:comment', ["abs=black hole", "title=comment"]],
  ])("%s", (query, expected) => {
    expect(pairs(query)).toEqual(expected);
  });
});

test.each([
  ["", "empty"],
  ['abs:"dark', "no partner"],
  ["(abs:a", "no partner"],
  ["abs:a)", "no partner"],
  ["abs:a AND", "after it"],
  ["OR abs:a", "before it"],
  ["colour:red", "no field colour"],
  ["abs:(title:a)", "a field inside"],
  ["year:[2010 2012]", "a range"],
  ['topn(abs:"a")', "number first"],
  ["citations()", "nothing here"],
  ['abs:" "', "nothing between"],
  [`${"(".repeat(9999)}a`, "nested deeper"],
])("a mistake in %s is pointed at", (query, words) => {
  expect(() => parseAds(query)).toThrow(Fault);
  expect(() => parseAds(query)).toThrow(words);
});

test("anything is read or refused, and reading twice gives the same", () => {
  const pieces = fc.constantFrom(
    "abs:",
    "author:",
    '"',
    "(",
    ")",
    "[",
    "]",
    " AND ",
    " OR ",
    " NOT ",
    "-",
    "^",
    "=",
    ",",
    "2010",
    " TO ",
    "citations(",
    "topn(10, ",
    "star",
    " ",
    ...adsFields,
  );
  fc.assert(
    fc.property(
      fc.array(fc.oneof(pieces, fc.string())).map((parts) => parts.join("")),
      (query) => {
        expect(isAdsQuery(query)).toBe(isAdsQuery(query));
      },
    ),
    { numRuns: 2000 },
  );
});
