import fc from "fast-check";
import { expect, test } from "vitest";
import { checkedPaper } from "../paper.ts";
import { shownText } from "../shownText.ts";
import { bibtexEntry } from "../writers/bibtex.ts";
import { adsRecord } from "./adsJson.ts";
import { readQuickly } from "./bibtex.ts";
import { cslRecord } from "./cslJson.ts";
import { htmlPlain } from "./htmlPlain.ts";

const cases = [
  ["H<SUB>0</SUB> &amp; more", "H₀ & more"],
  ["km s<SUP>-1</SUP> Mpc<sup>−1</sup>", "km s⁻¹ Mpc⁻¹"],
  ["M &gt; 10<SUP>9</SUP> M<SUB>⊙</SUB>", "M > 10⁹ M⊙"],
  ["10<SUP>9.5</SUP> at T<SUB>eff</SUB>", "10^9.5 at T_eff"],
  ["68.3<SUP>+2.7</SUP><SUB>-2.6</SUB>", "68.3(+2.7/-2.6)"],
  ["<i>Hubble</i> and <ASTROBJ>NGC 1068</ASTROBJ>", "Hubble and NGC 1068"],
  ["Garc&iacute;a, &#945; and &#x3b2;", "Garcia, α and β".replace("Garcia", "García")],
  ["twice: &amp;lt; and &lt;SUB&gt;2&lt;/SUB&gt;", "twice: < and ₂"],
  ["a <b and c> d, z<0.1, A&A 5", "a <b and c> d, z<0.1, A&A 5"],
] as const;

test.each(cases)("%s is %s", (html, plain) => {
  expect(htmlPlain(html)).toBe(plain);
  expect(htmlPlain(plain)).toBe(plain);
});

test("what was stored with HTML in it is shown without", () => {
  expect(shownText("H<SUB>0</SUB> = 70 km s<SUP>-1</SUP>, $\\alpha$ &gt; 1")).toBe("H₀ = 70 km s⁻¹, α > 1");
});

test("ADS's and Zotero's HTML is stored as text, and comes back from BibTeX the same", () => {
  const [title, abstract] = [
    "H<SUB>0</SUB> &amp; more",
    "73 km s<SUP>-1</SUP> Mpc<SUP>-1</SUP>, M &gt; 10<SUP>9</SUP>",
  ];
  for (const checked of [
    adsRecord({
      bibcode: "2011ApJ...730..119R",
      title: [title],
      abstract,
      author: ["Garc&iacute;a, A."],
      pub: "A &amp; B",
    }),
    cslRecord({
      type: "article-journal",
      title,
      abstract,
      author: [{ family: "García", given: "A." }],
      "container-title": "A &amp; B",
    }),
    checkedPaper({ title, abstract, authors: ["García, A."], journal: "A & B" }),
  ]) {
    if ("fault" in checked) throw new Error(checked.fault);
    const back = readQuickly(
      { line: 1, type: "article", text: bibtexEntry(checked.paper, "key").trim(), isWhole: true },
      new Map(),
    );
    expect(back).toMatchObject({
      paper: {
        title: "H₀ & more",
        abstract: "73 km s⁻¹ Mpc⁻¹, M > 10⁹",
        authors: ["García, A."],
        journal: "A & B",
      },
    });
  }
});

test("any text becomes text that stays as it is", () => {
  const pieces = fc.constantFrom(
    "<",
    ">",
    "/",
    "sub",
    "SUP",
    "i",
    " ",
    "&",
    "lt;",
    "amp;",
    "#60;",
    "1",
    "-",
    "a",
    "<sub>",
    "</sub>",
    "<sup>",
    "</sup>",
  );
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 20 }), (parts) => {
      expect(typeof htmlPlain(parts.join(""))).toBe("string");
    }),
    { numRuns: 500 },
  );
});
