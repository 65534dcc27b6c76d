import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Fault } from "../../fault.ts";
import { parseQuery } from "./parseQuery.ts";
import { type Condition, conditionText } from "./query.ts";

const condition = (written: string) => parseQuery(written).condition;
const field = (name: string, value: string, isQuoted = false) => ({ kind: "field", field: name, value, isQuoted });

describe("ADS's syntax", () => {
  test("is read field by field, joined by AND where nothing is written", () => {
    expect(condition('author:"^Hubble, E" year:1925-1935 abs:redshift')).toEqual({
      kind: "and",
      parts: [
        field("author", "^Hubble, E", true),
        { kind: "range", field: "year", from: 1925, to: 1935 },
        field("abs", "redshift"),
      ],
    });
  });

  test("binds AND closer than OR, and NOT closest", () => {
    expect(condition("title:a1 OR title:b1 AND NOT title:c1")).toEqual({
      kind: "or",
      parts: [
        field("title", "a1"),
        { kind: "and", parts: [field("title", "b1"), { kind: "not", part: field("title", "c1") }] },
      ],
    });
    expect(condition("(title:a1 OR title:b1) -title:c1")).toEqual({
      kind: "and",
      parts: [
        { kind: "or", parts: [field("title", "a1"), field("title", "b1")] },
        { kind: "not", part: field("title", "c1") },
      ],
    });
  });

  test("shares a field among values in parentheses", () => {
    expect(condition('abs:("dark matter" OR axion)')).toEqual({
      kind: "or",
      parts: [field("abs", "dark matter", true), field("abs", "axion")],
    });
  });

  test.each([
    ["year:2015", 2015, 2015],
    ["year:2010-", 2010, null],
    ["year:-2010", null, 2010],
    ["year:[2010 TO 2012]", 2010, 2012],
    ["year:[2010 TO *]", 2010, null],
    ['year:"2010-2012"', 2010, 2012],
  ])("reads the years of %s", (written, from, to) => {
    expect(condition(written)).toEqual({ kind: "range", field: "year", from, to });
  });

  test("ranks by words that stand beside fields", () => {
    const query = parseQuery('spiral arms "density wave" year:2010-');
    expect(query.text).toBe("spiral arms density wave");
    expect(query.phrases).toEqual(["density wave"]);
    expect(query.condition).toEqual({ kind: "range", field: "year", from: 2010, to: null });
  });

  test("makes bare words conditions where OR joins them", () => {
    expect(condition("quasar OR blazar")).toEqual({
      kind: "or",
      parts: [field("abs", "quasar"), field("abs", "blazar")],
    });
  });
});

describe("a plain question", () => {
  test.each([
    "what sets the radius of the dust sublimation zone?",
    "Stars: a review (of sorts",
    'the 3:2 resonance, or "so it seems',
    "gas:dust ratios in discs: are they 100:1?",
    "fuel:air mixtures",
    "what is the H:He ratio of stars",
    "stars (and more) of M31",
  ])("is taken as it is: %s", (written) => {
    expect(parseQuery(written)).toMatchObject({ text: written, condition: undefined });
  });
});

describe("a mistake", () => {
  test.each([
    ['author:"Hubble', 8, "no partner"],
    ["(title:a1 OR title:b1", 1, "no partner"],
    ["title:a1)", 9, "no partner"],
    ["year:nineteen", 6, "is no year"],
    ["year:2020-2010", 6, "runs backwards"],
    ["year:[2010 2012]", 6, "a range is written"],
    ["title:a1 AND", 10, "after it"],
    ["title:a1 OR", 10, "both sides"],
    ["title:a1 NOT", 10, "after it"],
    ["title:()", 8, "needs a value"],
    ["citations(bibcode:x)", 1, "ask ADS"],
    ["yeer:2010", 1, "did you mean year:?"],
    ["rings auhtor:Hubble", 7, "did you mean author:?"],
    ["titel:rings", 1, "did you mean title:?"],
    ["colour:[1 TO 2]", 1, "fields are author"],
    ["((rings", 2, "no partner"],
    ["rings) of", 6, "no partner"],
    ["title:a1 orcid:0000", 10, "holds no orcid"],
  ])("in %s is pointed at", (written, place, words) => {
    let fault: unknown;
    try {
      parseQuery(written);
    } catch (error) {
      fault = error;
    }
    expect(fault).toBeInstanceOf(Fault);
    const { message, details } = fault as Fault;
    expect(message).toContain(words);
    expect(message).toContain(`at character ${place}`);
    expect(details[1]?.indexOf("^")).toBe(place - 1);
  });

  test("nested without end is refused, not a crash", () => {
    expect(() => parseQuery(`${"(".repeat(10_000)}title:a1`)).toThrow("nested deeper");
  });
});

const leaf: fc.Arbitrary<Condition> = fc.oneof(
  fc.record({
    kind: fc.constant("field" as const),
    field: fc.constantFrom("title" as const, "author" as const, "abs" as const),
    value: fc.stringMatching(/^[a-z]{2,8}( [a-z]{2,8})?$/),
    isQuoted: fc.constant(true),
  }),
  fc.record({
    kind: fc.constant("range" as const),
    field: fc.constantFrom("year" as const, "citations" as const),
    from: fc.integer({ min: 0, max: 1000 }),
    to: fc.integer({ min: 1000, max: 3000 }),
  }),
);
const tree = fc.letrec<{ condition: Condition }>((tie) => ({
  condition: fc.oneof(
    { maxDepth: 4 },
    leaf,
    fc.record({
      kind: fc.constantFrom("and" as const, "or" as const),
      parts: fc.array(tie("condition"), { minLength: 2, maxLength: 3 }),
    }),
    fc.record({ kind: fc.constant("not" as const), part: tie("condition") }),
  ),
})).condition;

test.each([
  ["arXiv:1703.00286", "1703.00286"],
  ["1703.00286v2", "1703.00286v2"],
  ["https://arxiv.org/abs/1703.00286", "1703.00286"],
  ["https://arxiv.org/pdf/astro-ph/0601001v1.pdf", "astro-ph/0601001v1"],
  ["https://doi.org/10.1093/mnras/stx1234", "10.1093/mnras/stx1234"],
  ["10.1093/mnras/stx1234", "10.1093/mnras/stx1234"],
  ["https://ui.adsabs.harvard.edu/abs/2017MNRAS.471.1234S/abstract", "2017MNRAS.471.1234S"],
])("%s, pasted alone, asks for that paper", (pasted, value) => {
  expect(parseQuery(` ${pasted} `)).toEqual({
    text: "",
    phrases: [],
    condition: { kind: "field", field: "identifier", value, isQuoted: true },
  });
});

test("a field is one with capitals too; a sentence's colon stays a sentence's", () => {
  expect(parseQuery('Author:"Hubble, E" Year:1929')).toEqual(parseQuery('author:"Hubble, E" year:1929'));
  for (const plain of ["Gas:dust ratios", "NGC:4258", "Title: rings", "2.5 Mpc"])
    expect(parseQuery(plain)).toMatchObject({ text: plain, condition: undefined });
});

test("what is written out is read back as it was", () => {
  fc.assert(
    fc.property(tree, (written) => {
      expect(condition(conditionText(written))).toEqual(written);
    }),
  );
});

test("anything is read or refused with a place, never anything else", () => {
  const pieces = fc.constantFrom(
    "author:",
    "title:",
    "year:",
    '"',
    "(",
    ")",
    "[",
    "]",
    " AND ",
    " OR ",
    " NOT ",
    "-",
    "*",
    "^",
    "2010",
    " TO ",
    "star",
    " ",
    "ß",
    "\u{1f52d}",
  );
  fc.assert(
    fc.property(
      fc.array(fc.oneof(pieces, fc.string())).map((parts) => parts.join("")),
      (written) => {
        try {
          parseQuery(written);
        } catch (error) {
          expect(error).toBeInstanceOf(Fault);
          expect((error as Fault).message).toMatch(/at character \d+$/);
        }
      },
    ),
    { numRuns: 2000 },
  );
});
