import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { needLibrary, scanPapers } from "../libraryTable.ts";
import type { Paper } from "../paper.ts";
import { paperSchema } from "../paper.ts";
import { emptyWorkspace, smallLibrary } from "../smallCorpus.ts";
import { shippedFacilities } from "./facilities.ts";
import { countImpact } from "./impact.ts";
import { impactSvg } from "./impactPlot.ts";
import { startLines } from "./jsonLines.ts";
import { namedFacility } from "./namedFacilities.ts";
import { conceptsIn, facilitiesIn } from "./namedList.ts";
import type { MentionSentence, Subject } from "./paperReader.ts";

const paper = (id: string, year: number | null, abstract: string, categories = ["astro-ph.GA"]): Paper =>
  paperSchema.parse({ id, title: "A paper", year, abstract, categories });

async function* inBatches(papers: readonly Paper[], size = 2) {
  for (let at = 0; at < papers.length; at += size) yield papers.slice(at, at + size).map((each) => ({ paper: each }));
}

const alma = namedFacility("ALMA", shippedFacilities);
const hubble = namedFacility("Hubble Space Telescope", shippedFacilities);
const few = [
  paper("1", 2010, "We measure the Hubble constant."),
  paper("2", 2010, "ALMA is being built. The discs will wait."),
  paper("3", 2011, "We observed the disc with ALMA. Its light was seen by the Hubble Space Telescope.", [
    "astro-ph.EP",
    "astro-ph.GA",
  ]),
  paper("4", null, "ALMA, ALMA and ALMA."),
  paper("5", 2011, "Nothing at all."),
];

test("papers count once, by year, with their share of the year and its interval", async () => {
  const { papers, undated, subjects } = await countImpact(inBatches(few), [alma, hubble]);
  expect({ papers, undated }).toEqual({ papers: 5, undated: 1 });
  expect(subjects[0]).toMatchObject({ mentions: 3, uses: 1, objects: 0, firstYear: 2010 });
  expect(subjects[0]?.years).toMatchObject([
    { year: 2010, papers: 2, mentions: 1, share: 0.5, uses: 0 },
    { year: 2011, papers: 2, mentions: 1, share: 0.5, uses: 1 },
  ]);
  expect(subjects[1]).toMatchObject({ mentions: 1, firstYear: 2011 });
  expect(subjects[0]?.together).toEqual([{ name: "Hubble Space Telescope", papers: 1 }]);
  expect(subjects[0]?.topics).toMatchObject([
    { topic: "astro-ph.GA", papers: 5, mentions: 3 },
    { topic: "astro-ph.EP", papers: 1, mentions: 1, share: 1 },
  ]);
});

test("behind every count stand its sentences, as they are in the paper", async () => {
  const sentences: MentionSentence[] = [];
  await countImpact(inBatches(few), [alma], { onSentence: (sentence) => void sentences.push(sentence) });
  expect(new Set(sentences.map(({ id }) => id))).toEqual(new Set(["2", "3", "4"]));
  for (const { id, sentence, start, end } of sentences) {
    expect(few.find((each) => each.id === id)?.abstract).toContain(sentence);
    expect(sentence.slice(start, end)).toBe("ALMA");
  }
});

test("mentions never exceed papers, shares lie in their intervals, and the order of papers does not matter", async () => {
  const subjects: Subject[] = [alma, hubble, { name: "dust", aliases: ["dust"], isAnyCase: true }];
  const piece = fc.constantFrom(
    "ALMA",
    "the Hubble Space Telescope",
    "dust",
    "Dust",
    "we observed with",
    "the Hubble constant",
    "HST-1",
    ". The",
    "SDSS J1030+0524",
  );
  const papers = fc.array(
    fc
      .tuple(fc.option(fc.integer({ min: 2000, max: 2004 })), fc.array(piece, { maxLength: 6 }))
      .map(([year, parts]) => paper("x", year, parts.join(" "))),
    { maxLength: 12 },
  );
  await fc.assert(
    fc.asyncProperty(papers, async (some) => {
      const impact = await countImpact(inBatches(some), subjects);
      for (const { years, mentions, uses } of impact.subjects) {
        expect(uses).toBeLessThanOrEqual(mentions);
        expect(years.reduce((sum, each) => sum + each.papers, 0)).toBe(some.length - impact.undated);
        for (const { share, interval, papers: all, mentions: any, objects } of years) {
          expect(any + objects).toBeLessThanOrEqual(all);
          expect(share).toBeGreaterThanOrEqual(interval[0]);
          expect(share).toBeLessThanOrEqual(interval[1]);
        }
      }
      expect(await countImpact(inBatches([...some].reverse(), 3), subjects)).toEqual(impact);
    }),
    { numRuns: 60 },
  );
});

test("counts a library as it is stored", async () => {
  const { workspace, library } = await smallLibrary();
  try {
    const { subjects } = await countImpact(scanPapers(await needLibrary(workspace)), [alma, hubble]);
    expect(subjects.map(({ mentions }) => mentions)).toEqual([1, 0]);
  } finally {
    await library.close();
  }
});

test("a facility goes by its name, keyword or acronym; another is refused with the nearest", () => {
  expect(namedFacility("hubble space telescope", shippedFacilities).keyword).toBe("HST");
  expect(namedFacility("Hubble", shippedFacilities).keyword).toBe("HST");
  expect(namedFacility("jvla", shippedFacilities).keyword).toBe("VLA");
  expect(() => namedFacility("Hubble Telescop", shippedFacilities)).toThrow('did you mean "Hubble Space Telescope"');
  expect(() => namedFacility("", shippedFacilities)).toThrow("no facility");
});

test("facilities of a file are found by their acronyms and by the names within the AAS's long ones", async () => {
  const path = join((await emptyWorkspace()).path, "facilities.csv");
  await writeFile(
    path,
    'name,keyword,location\n"NASA/European Space Agency (ESA) 2.4m Hubble Space Telescope (HST) Satellite Mission",HST,Space\nAcme University (AU) 1.2m Wile Coyote Telescope (WCT),WCT,Desert\n',
  );
  const list = await facilitiesIn(path, shippedFacilities);
  expect(list[0]?.aliases).toContain("Hubble Deep Field");
  expect(list[1]?.aliases).toEqual([
    "Acme University (AU) 1.2m Wile Coyote Telescope (WCT)",
    "WCT",
    "Wile Coyote Telescope",
  ]);
  await writeFile(path, "title,keyword\nx,y\n");
  await expect(facilitiesIn(path, [])).rejects.toThrow('no column "name": it has title, keyword');
  await expect(facilitiesIn(`${path}.none`, [])).rejects.toThrow("does not exist");
});

test("topics may be a thesaurus's concepts, by any of their names", async () => {
  const path = join((await emptyWorkspace()).path, "uat.csv");
  await writeFile(path, "id,concept,alt_names\n1,Protoplanetary disks,Proplyds|Planet-forming disks\n2,Quasars,QSOs\n");
  const topicsOf = await conceptsIn(path);
  expect(topicsOf(paper("1", 2010, "A planet-forming disk and two quasars."))).toEqual(
    new Set(["Protoplanetary disks", "Quasars"]),
  );
});

test("a plot is one whole picture, whatever the names", async () => {
  const impact = await countImpact(inBatches([]), [{ name: "<&>", aliases: ["x"] }]);
  expect(impactSvg(impact, "<&>")).toMatch(/^<svg [\s\S]*No year has 30 papers[\s\S]*<\/svg>\n$/);
  const many = Array.from({ length: 80 }, (_, i) => paper(String(i), 2010 + (i % 2), i % 3 === 0 ? "ALMA" : "none"));
  const svg = impactSvg(await countImpact(inBatches(many), [alma]), "ALMA");
  expect(svg).not.toContain("NaN");
  expect(svg.match(/<polyline/g)).toHaveLength(1);
});

test("sentences' file is there only when it is whole", async () => {
  const { path: folder } = await emptyWorkspace();
  const path = join(folder, "sentences.jsonl");
  const lines = await startLines(path);
  await lines.add({ a: 1 });
  await lines.abandon();
  await expect(readFile(path)).rejects.toThrow();
  const again = await startLines(path);
  for (let i = 0; i < 5000; i++) await again.add({ i, text: "x".repeat(50) });
  await again.finish();
  expect((await readFile(path, "utf8")).trim().split("\n")).toHaveLength(5000);
  await expect(startLines(join(folder, "none", "x.jsonl"))).rejects.toThrow("cannot write");
});
