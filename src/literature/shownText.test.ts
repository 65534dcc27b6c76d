import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { latexShown, shownText } from "./shownText.ts";

describe("LaTeX is shown as text", () => {
  test.each([
    ["the $\\alpha$ elements", "the α elements"],
    ["\\textit{Kepler} and \\emph{Gaia}", "Kepler and Gaia"],
    ["$H_0 = 67.4\\pm0.5$ km s$^{-1}$ Mpc$^{-1}$", "H₀=67.4±0.5 km s⁻¹ Mpc⁻¹"],
    ["10^{12} M_{\\odot}", "10¹² M⊙"],
    ["$10^{12}\\,M_\\odot$", "10¹² M⊙"],
    ["\\alpha elements", "α elements"],
    ["$\\frac{a}{b}$", "a/b"],
    ["5\\% of H{\\\"o}nig's", "5% of Hönig's"],
    ["[\\ion{O}{iii}]", "[O iii]"],
    ["{\\it Spitzer} data", "Spitzer data"],
    ["$10^{4.5}$ and $e^{-x/2}$", "10^4.5 and e^(-x/2)"],
    ["$68.3^{+2.7}_{-2.6}$", "68.3(+2.7/-2.6)"],
    ["$T_{\\rm eff}$", "T_eff"],
    ["between $5 and $6", "between $5 and $6"],
    ["$\\unknowncommand{x}$", "$\\unknowncommand{x}$"],
    ["z~2 and ~10 kpc", "z~2 and ~10 kpc"],
    ["a lone { and a $", "a lone { and a $"],
  ])("%s", (written, shown) => {
    expect(shownText(written)).toBe(shown);
  });
});

test("of any text the stretches stand in order, and what is between them is kept", () => {
  const pieces = fc.constantFrom(
    "$",
    "\\alpha",
    "{",
    "}",
    "\\textit{",
    "^",
    "_",
    " ",
    "a",
    "word ",
    "\\",
    "\\%",
    "1",
    "~",
  );
  fc.assert(
    fc.property(
      fc.array(pieces).map((parts) => parts.join("")),
      (text) => {
        let [at, plain] = [0, ""];
        for (const { start, end, shown } of latexShown(text)) {
          expect(start).toBeGreaterThanOrEqual(at);
          expect(end).toBeGreaterThan(start);
          plain += text.slice(at, start) + shown;
          at = end;
        }
        expect(plain + text.slice(at)).toBe(shownText(text));
      },
    ),
  );
});
