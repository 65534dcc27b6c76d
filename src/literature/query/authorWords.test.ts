import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { authorsText, authorWords } from "./authorWords.ts";
import { conditionText } from "./query.ts";
import { yearWords } from "./yearWords.ts";

describe("authors in a plain question", () => {
  test.each([
    ["papers by Jeltema on the 3.5 keV line", 'author:"Jeltema"', "papers on the 3.5 keV line"],
    ["papers by Walmsley et al. on Galaxy Zoo", 'author:"Walmsley"', "papers on Galaxy Zoo"],
    ["which articles by O'Connor study pulsars?", `author:"O'Connor"`, "which articles study pulsars?"],
    [
      "papers by Jeltema and Profumo on the 3.5 keV line",
      'author:"Jeltema" AND author:"Profumo"',
      "papers on the 3.5 keV line",
    ],
    [
      "What did Jeltema & Profumo conclude about the 3.5 keV line?",
      'author:"Jeltema" AND author:"Profumo"',
      "What about the 3.5 keV line?",
    ],
    ["How did Walmsley et al. measure bars?", 'author:"Walmsley"', "How bars?"],
    ["fast radio bursts not by Lorimer", 'NOT author:"Lorimer"', "fast radio bursts"],
  ])("%s", (question, condition, rest) => {
    const read = authorWords(question);
    expect(read?.rest).toBe(rest);
    expect(read && conditionText(read.condition)).toBe(condition);
  });

  test.each([
    "papers by Hubble Space Telescope users",
    "papers by Jeltema",
    "is reionization driven by Population III stars?",
    "heating not by AGN 7",
    "Is quenching driven by environment and not by AGN feedback?",
    "Is the GeV excess produced by pulsars and not by WIMPs?",
    "studies by ALMA of protoplanetary discs",
    "papers by Jeltema or Profumo on the 3.5 keV line",
    "What did Hubble Space Telescope observations find of Pluto?",
    "What did ALMA find in HL Tau?",
    "What did Cassini find on Enceladus?",
    "How did Planck measure",
    "How does Fermi acceleration explain cosmic rays?",
    "galaxies quenched by Virgo",
  ])("are not read into %s", (question) => {
    expect(authorWords(question)).toBeUndefined();
  });

  test("leave the years to be read, and are said as they were read", () => {
    const read = authorWords("papers by Jeltema after 2014 on the 3.5 keV line");
    expect(yearWords(read?.rest ?? "", 2020)).toMatchObject({ condition: { from: 2015 }, rest: "on the 3.5 keV line" });
    expect(read && authorsText(read)).toEqual(['author Jeltema, from your words "papers by Jeltema"']);
  });

  test("any text is read or left alone", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const read = authorWords(text);
        expect(read === undefined || read.read.length > 0).toBe(true);
      }),
    );
  });
});
