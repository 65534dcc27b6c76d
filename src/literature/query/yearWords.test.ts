import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { yearsText, yearWords } from "./yearWords.ts";

describe("years in a plain question", () => {
  test.each([
    ["what is known of the Hubble tension since 2015?", 2015, null, "what is known of the Hubble tension?"],
    ["fast radio bursts in the last five years", 2015, null, "fast radio bursts"],
    ["fast radio bursts over the past 3 years", 2017, null, "fast radio bursts"],
    ["exoplanet atmospheres in the past decade", 2010, null, "exoplanet atmospheres"],
    ["cooling flows before 2000", null, 1999, "cooling flows"],
    ["papers after 2010 on bars", 2011, null, "on bars"],
    ["bars between 2005 and 2010", 2005, 2010, "bars"],
    ["gamma-ray bursts in the 1990s", 1990, 1999, "gamma-ray bursts"],
    ["papers published in 2012 on dust", 2012, 2012, "on dust"],
  ])("%s", (question, from, to, rest) => {
    expect(yearWords(question, 2020)).toMatchObject({ condition: { from, to }, rest });
  });

  test.each([
    "how did the ejecta of SN 1987A cool after 1987 days?",
    "what did the 2005 giant flare show?",
    "reionization before redshift 6",
    "galaxies seen in 2005 by Spitzer",
    "since 2015",
  ])("are not read into %s", (question) => {
    expect(yearWords(question, 2020)).toBeUndefined();
  });

  test("are said as they were read", () => {
    const found = yearWords("bars since 2015", 2020);
    expect(found && yearsText(found)).toBe('year from 2015, from your words "since 2015"');
  });

  test("whatever is asked, limits are years and run forwards", () => {
    fc.assert(
      fc.property(
        fc.string(),
        fc.integer({ min: 1990, max: 2100 }),
        fc.integer({ min: 1900, max: 2099 }),
        (text, now, year) => {
          for (const asked of [text, `${text} since ${year}`, `${text} between ${year} and ${now}?`]) {
            const found = yearWords(asked, now);
            const { from, to } = found?.condition ?? { from: null, to: null };
            if (from !== null && to !== null) expect(from).toBeLessThanOrEqual(to);
            for (const end of [from, to]) if (end !== null) expect(end).toBeGreaterThan(1800);
          }
        },
      ),
    );
  });
});
