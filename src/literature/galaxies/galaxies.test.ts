/** From a survey's galaxies to papers and back: by name, by list, by words, and what is not known is said to be so. */

import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import sharp from "sharp";
import { afterAll, beforeAll, expect, test } from "vitest";
import { importCatalogue } from "../../survey/importCatalogue.ts";
import { openSurvey, type Survey } from "../../survey/survey.ts";
import type { Workspace } from "../../survey/workspace.ts";
import { indexLibrary } from "../indexLibrary.ts";
import { needLibrary, papersById } from "../libraryTable.ts";
import { type Library, openForSearch } from "../search.ts";
import { emptyWorkspace, importLines, smallCorpus } from "../smallCorpus.ts";
import { papersAboutGalaxy, papersAboutTag } from "./aboutGalaxies.ts";
import { galaxiesOfPaper } from "./galaxiesOfPaper.ts";
import { importObjectLists } from "./objectLists.ts";

const papers = [
  ...smallCorpus,
  {
    id: "2001.00001",
    title: "A maser in NGC 4258",
    abstract: "NGC 4258 hosts a maser. NGC 1068 does too.",
    authors: ["A, B."],
    year: 2020,
  },
  {
    id: "2001.00002",
    title: "Bars drive gas inwards",
    abstract: "In barred spiral galaxies gas flows inwards.",
    authors: ["A, B."],
    year: 2020,
  },
  {
    id: "2001.00003",
    title: "A lens",
    abstract: "We find SDSS J094651.40+512345.6 to be odd.",
    authors: ["A, B."],
    year: 2020,
  },
  {
    id: "1901.00006",
    title: "A warp",
    abstract: "The disc of Messier 106 is warped.",
    authors: ["A, B."],
    year: 2019,
  },
  { id: "2001.00004", title: "Our catalogue", abstract: "We list galaxies.", authors: ["A, B."], year: 2021 },
  {
    id: "2001.00005",
    title: "Powerful jets",
    abstract: "FR II radio galaxies have hot spots.",
    authors: ["A, B."],
    year: 2021,
  },
];

let workspace: Workspace;
let survey: Survey;
let library: Library;

beforeAll(async () => {
  workspace = await emptyWorkspace();
  await importLines(workspace, papers);
  await indexLibrary(workspace);
  const folder = join(workspace.path, "pictures");
  await mkdir(folder);
  await sharp({ create: { width: 8, height: 8, channels: 3, background: "black" } })
    .jpeg()
    .toFile(join(folder, "a.jpg"));
  const columns =
    "id_str,file_loc,objname,ra,dec,kind,smooth-or-featured-gz2_smooth,smooth-or-featured-gz2_featured-or-disk,smooth-or-featured-gz2_artifact,disk-edge-on-gz2_yes,disk-edge-on-gz2_no,bar-gz2_yes,bar-gz2_no";
  const rows = [
    "g1,a.jpg,NGC4258,184.74,47.304,spiral,1,19,0,1,18,2,16",
    "g2,a.jpg,,146.714167,51.396,spiral,1,19,0,1,18,16,2",
    "g3,a.jpg,,10.5,-9.2,FRII,19,1,0,0,1,0,1",
    "g4,a.jpg,NGC 4650A,190.1,-40.7,,1,19,0,10,9,6,3",
  ];
  await writeFile(join(folder, "catalogue.csv"), `${columns}\n${rows.join("\n")}\n`);
  await importCatalogue(workspace, "small", join(folder, "catalogue.csv"), { label: { column: "kind", merge: {} } });
  survey = await openSurvey(workspace, "small");
  library = await openForSearch(workspace);
}, 120_000);
afterAll(async () => {
  await library?.close();
  await rm(workspace.path, { recursive: true, force: true });
});

const about = async (id: string) => papersAboutGalaxy(library, await needLibrary(workspace), survey, id, 10);
const spokenOf = async (id: string) => {
  const paper = (await papersById(await needLibrary(workspace), [id])).get(id);
  if (!paper) throw new Error(id);
  return galaxiesOfPaper(survey, paper, 10);
};

test("a galaxy's papers are those that name it, however they write the name, first", async () => {
  const [first] = (await about("g1")).papers;
  expect(first).toMatchObject({ id: "2001.00001", why: { kind: "name", text: "names NGC 4258" } });
});

test("a galaxy is found, and finds papers, by its other names as well", async () => {
  const { names, papers: found } = await about("g1");
  expect(names).toEqual(["NGC 4258", "M 106"]);
  expect(found.find(({ id }) => id === "1901.00006")?.why.text).toBe("names Messier 106, which is NGC 4258");
  const { exact, elsewhere } = await spokenOf("1901.00006");
  expect([exact, elsewhere]).toEqual([[{ id: "g1", why: "named Messier 106" }], []]);
});

test("a galaxy without a name is found by its place in a paper's name for it", async () => {
  const [first] = (await about("g2")).papers;
  expect(first).toMatchObject({ id: "2001.00003", why: { kind: "position in a name" } });
});

test("votes make words, and only papers that say them are listed for it", async () => {
  const { words, papers: found } = await about("g2");
  expect(words.map(({ name }) => name)).toContain("barred spiral");
  const bars = found.filter(({ why }) => why.kind === "words");
  expect(bars.map(({ id }) => id)).toEqual(["2001.00002"]);
});

test("a majority of few is none", async () => {
  expect((await about("g4")).words.map(({ name }) => name)).not.toContain("barred spiral");
});

test("a tag's papers say its word", async () => {
  const { papers: found } = await papersAboutTag(library, await needLibrary(workspace), survey, { name: "bar" }, 5);
  expect(found.map(({ id }) => id)).toEqual(["2001.00002"]);
});

test("a paper's galaxies are those it names; names that the survey lacks are said to be elsewhere", async () => {
  const { exact, elsewhere } = await spokenOf("2001.00001");
  expect(exact).toEqual([{ id: "g1", why: "named NGC 4258" }]);
  expect(elsewhere).toEqual(["NGC 1068"]);
  expect((await spokenOf("2001.00003")).exact[0]?.id).toBe("g2");
});

test("a paper's words become conditions on votes, or on labels, which are shown with what they hold for", async () => {
  const [bars] = (await spokenOf("2001.00002")).alike;
  expect(bars).toMatchObject({
    written: "barred spiral",
    condition: "bar-gz2_yes >= 10 and bar-gz2_yes_fraction > 0.5",
    count: 1,
    ids: ["g2"],
  });
  const radio = await spokenOf("2001.00005");
  expect(radio.alike).toMatchObject([{ name: "FR II", condition: "kind = FRII", ids: ["g3"] }]);
});

test("a list of objects links a paper both ways; bad rows are named, good ones kept, none twice", async () => {
  const path = join(workspace.path, "objects.csv");
  await writeFile(
    path,
    "paper,name,ra,dec\n2001.00004,NGC 4258,,\n2001.00004,,10.5001,-9.2\nnone,NGC 1,,\n2001.00004,,400,0\n2001.00004,,,\n",
  );
  const report = await importObjectLists(workspace, path);
  expect(report).toMatchObject({ added: 2, objects: 2, papers: 1 });
  expect(report.bad.map(({ row }) => row)).toEqual([4, 5, 6]);
  expect((await importObjectLists(workspace, path)).added).toBe(0);
  expect((await spokenOf("2001.00004")).exact.map(({ id }) => id).sort()).toEqual(["g1", "g3"]);
  expect((await about("g3")).papers[0]).toMatchObject({ id: "2001.00004", why: { kind: "object list" } });
});

test("a table of other columns is refused by name", async () => {
  const path = join(workspace.path, "other.csv");
  await writeFile(path, "galaxy,size\nNGC 1,3\n");
  await expect(importObjectLists(workspace, path)).rejects.toThrow('needs a column "paper"');
});
