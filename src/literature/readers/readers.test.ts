import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { temporaryFolder } from "../../temporaryFolder.ts";
import { arxivRecord, readArxiv } from "./arxiv.ts";
import { readJson } from "./json.ts";
import type { Reader, ReadRecord } from "./reader.ts";
import { readRis } from "./ris.ts";

const folder = await temporaryFolder("readers");

async function read(reader: Reader, content: string | Uint8Array, name = "papers"): Promise<ReadRecord[]> {
  await writeFile(join(folder, name), content);
  const records: ReadRecord[] = [];
  for await (const record of reader(join(folder, name))) records.push(record);
  return records;
}

describe("arXiv's JSON lines", () => {
  test("of arXiv's own snapshot", () => {
    expect(
      arxivRecord(
        JSON.stringify({
          id: "0704.0001",
          authors: "C. Bal\\'azs, E. L. Berger",
          authors_parsed: [
            ["Bal\\'azs", "C.", ""],
            ["Berger", "E. L.", "Jr."],
          ],
          title: "Calculation of\n  prompt diphotons",
          abstract: "  A fully\ndifferential calculation.\n",
          categories: "hep-ph astro-ph.HE",
          "journal-ref": null,
          doi: "10.1103/PhysRevD.76.013009",
          versions: [{ version: "v1", created: "Mon, 2 Apr 2007 19:18:42 GMT" }],
          update_date: "2008-11-26",
        }),
      ),
    ).toMatchObject({
      paper: {
        id: "0704.0001",
        title: "Calculation of prompt diphotons",
        abstract: "A fully differential calculation.",
        authors: ["Bal\\'azs, C.", "Berger, E. L. Jr."],
        categories: ["hep-ph", "astro-ph.HE"],
        doi: "10.1103/physrevd.76.013009",
        year: 2007,
        date: "2007-04-02",
      },
    });
  });

  test("that are compressed, and those that break off", async () => {
    const whole = gzipSync(`${JSON.stringify({ id: "1001.0001", title: "A" })}\n`.repeat(3));
    expect(await read(readArxiv, whole, "whole.jsonl.gz")).toHaveLength(3);
    await expect(read(readArxiv, whole.subarray(0, -9), "short.jsonl.gz")).rejects.toThrow(/is no whole .gz file/);
    await expect(read(readArxiv, "no gzip", "none.jsonl.gz")).rejects.toThrow(/is no whole .gz file/);
  });

  test("any line is a paper or a fault", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (line) => {
        expect(arxivRecord(line)).toSatisfy((record: object) => "paper" in record || "fault" in record);
      }),
    );
  });
});

const ads = {
  bibcode: "2011ApJ...730..119R",
  title: ["A 3% Solution"],
  author: ["Riess, Adam G."],
  year: "2011",
  pubdate: "2011-04-00",
  doi: ["10.1088/0004-637X/730/2/119"],
  identifier: ["2011arXiv1103.2976R", "arXiv:1103.2976", "10.1088/0004-637X/730/2/119"],
  citation_count: 900,
  property: ["ARTICLE", "REFEREED"],
  doctype: "article",
};
const fromAds = {
  id: "1103.2976",
  bibcode: ads.bibcode,
  year: 2011,
  date: "2011-04",
  citations: 900,
  properties: ["article", "refereed", "article"],
};

describe("ADS's JSON", () => {
  test.each([
    [
      "an answer",
      JSON.stringify({ responseHeader: { params: { q: 'a "[{" b' } }, response: { numFound: 2, docs: [ads, ads] } }),
    ],
    ["an answer over many lines", JSON.stringify({ response: { docs: [ads, ads] } }, null, 2)],
    ["a list", JSON.stringify([ads, ads])],
    ["a list over many lines", JSON.stringify([ads, ads], null, 1)],
    ["one a line", `${JSON.stringify(ads)}\n${JSON.stringify(ads)}\n`],
  ])("laid out as %s", async (_, content) => {
    const records = await read(readJson, content);
    expect(records).toHaveLength(2);
    expect(records[1]).toMatchObject({ paper: fromAds });
  });

  test("with a record broken off at the end names where it begins", async () => {
    const records = await read(readJson, JSON.stringify([ads, ads], null, 1).slice(0, -60));
    expect(records[0]).toMatchObject({ paper: fromAds });
    expect(records.at(-1)).toMatchObject({ line: 27, fault: "it is not JSON" });
  });
});

test("RIS with a record that has no end, and one without a title", async () => {
  const records = await read(
    readRis,
    [
      "TY  - JOUR",
      "TI  - A 3% Solution",
      "AU  - Riess, Adam G.",
      "AU  - Macri, Lucas",
      "PY  - 2011/04/01",
      "DO  - 10.1088/0004-637X/730/2/119",
      "AB  - We use",
      "the Hubble Space Telescope.",
      "UR  - https://ui.adsabs.harvard.edu/abs/2011ApJ...730..119R",
      "ER  - ",
      "",
      "TY  - JOUR",
      "TI  - Lost",
      "TY  - JOUR",
      "ER  -",
    ].join("\r\n"),
  );
  expect(records[0]).toMatchObject({
    line: 1,
    paper: {
      title: "A 3% Solution",
      authors: ["Riess, Adam G.", "Macri, Lucas"],
      year: 2011,
      abstract: "We use the Hubble Space Telescope.",
      bibcode: "2011ApJ...730..119R",
    },
  });
  expect(records.slice(1)).toEqual([
    { line: 12, fault: "it has no ER before the next record begins" },
    { line: 14, fault: "the title is empty" },
  ]);
});
