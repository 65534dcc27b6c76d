/** almagest semantics from the command line: what a person does from start to end, and what people get wrong. */

import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { madeCatalogue } from "../methods/zoobot/madeSurvey.ts";
import { runHere } from "./runHere.ts";

let folder: string;
let workspace: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "almagest-semantics-"));
  workspace = join(folder, "workspace");
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const run = (...args: string[]) => runHere(...args, "--workspace", workspace);
const idOf = (i: number) => `58772295330391${String(i).padStart(4, "0")}`;

/** 60 subjects with the ids of a made survey, described by four people and classed by two. */
async function tables(name: string, text: (i: number, person: number) => string = words) {
  const rows = Array.from({ length: 240 }, (_, n) => `${idOf(n >> 2)},p${n % 4},"${text(n >> 2, n % 4)}"`);
  const classed = Array.from(
    { length: 120 },
    (_, n) => `${idOf(n >> 1)},e${n % 2},${(n >> 1) % 3 === 0 ? "bar" : "disc"}`,
  );
  const [annotations, experts] = [join(folder, `${name}.csv`), join(folder, `${name}-classes.csv`)];
  await writeFile(annotations, `id,user,words\n${rows.join("\n")}\n`);
  await writeFile(experts, `id,user,words\n${classed.join("\n")}\n`);
  return { annotations, experts };
}

function words(i: number, person: number): string {
  const shape =
    i % 3 === 0 ? ["elongated", "long bar", "elongated, thin"] : ["round", "round and smooth", "smooth disk"];
  return `${shape[(i + person) % 3]}, ${["bright", "faint", "isolated"][(i * 7 + person) % 3]}`;
}

const derive = ({ annotations, experts }: { annotations: string; experts: string }, ...more: string[]) =>
  run(
    "semantics",
    "derive",
    annotations,
    "--text",
    "words",
    "--subject",
    "id",
    "--classes",
    experts,
    "--folds",
    "3",
    ...more,
  );

test("tags are derived, changed, found right, written into a survey, and can be learnt as votes", async () => {
  const files = await tables("drawn");
  const out = join(folder, "tags.csv");
  const derived = (await derive(files, "--tags", "6", "--json", "--out", out)).json();
  expect(derived).toMatchObject({ name: "drawn", answers: 240, subjects: 60, people: 4, empty: 0 });
  expect(derived.tags).toHaveLength(6);
  expect(derived.evaluation.tags.macroF1).toBeGreaterThan(0.9);
  expect((await readFile(out, "utf8")).split("\n")[0]).toContain("tag,words,answers,subjects,least_share");
  const [first, second] = derived.tags.map(({ name }: { name: string }) => name);

  const changed = await run(
    "semantics",
    "confirm",
    "drawn",
    "--by",
    "Ada",
    "--rename",
    `${first}=stretched`,
    "--drop",
    second,
    "--right",
    "--json",
  );
  expect(changed.json()).toMatchObject({ changes: 3, confirmed: { by: "Ada" } });
  expect((await derive(files)).stderr).toMatch(/were changed by Ada: give --name for others, or --replace/);
  const back = (await run("semantics", "confirm", "drawn", "--by", "Ben", "--undo", "--json")).json();
  expect(back).toMatchObject({ changes: 2, confirmed: null, last: { by: "Ben" } });

  const [, , third, fourth] = derived.tags.map(({ name }: { name: string }) => name);
  const confirm = (...args: string[]) => run("semantics", "confirm", "drawn", "--by", "Cy", ...args, "--json");
  // Before the tag of that name is dropped, none other can have its name.
  const inOrder = (await confirm("--drop", third, "--rename", `${fourth}=${third}`)).json();
  expect(inOrder.changes).toBe(4);
  const failed = await confirm("--rename", `${third}=another`, "--drop", "nothing");
  expect(failed.stderr).toMatch(/there is no tag "nothing"/);
  expect((await confirm()).json()).toEqual(inOrder);
  const taken = (await confirm("--undo", "--rename", `${fourth}=fourth`)).json();
  expect(taken.tags.map(({ name }: { name: string }) => name)).toContain("fourth");
  await confirm("--undo");
  await confirm("--undo");

  const catalogue = await madeCatalogue(join(folder, "bare"), 60);
  const bare = (await readFile(catalogue, "utf8")).replace(/(,\d+){3}$/gm, "").replace(/,smooth.*$/m, "");
  await writeFile(catalogue, bare);
  expect((await run("survey", "import", "bare", catalogue, "--label", "class")).code).toBe(0);
  const tagged = await run("semantics", "tag", "drawn", "bare", "--json");
  expect(tagged.json()).toMatchObject({ objects: 60, unknown: 0, votes: "words-drawn" });
  expect(tagged.json().tags.map(({ column }: { column: string }) => column)).toContain("tag_stretched");
  // Whatever lists tags says when an object has one.
  for (const { needs } of [...tagged.json().tags, ...(await confirm("--undo")).json().tags])
    expect(needs).toMatch(/^(1 answer|[24]0 % \([12] of 4\))$/);
  const table = join(folder, "bare.csv");
  await run("survey", "export", "bare", table);
  const [head = ""] = (await readFile(table, "utf8")).split("\n");
  for (const column of ["tag_stretched", "tag_stretched_yes", "tag_stretched_no"]) expect(head).toContain(column);
  // Written again they take the place of the former.
  expect((await run("semantics", "tag", "drawn", "bare")).code).toBe(0);
});

test("words of no list, and tags that tell nothing, become tags with a remark", async () => {
  const files = await tables(
    "strange",
    (i, person) => `${words(i, person).replace("elongated", "elongated balken")}${i % 2 === 0 ? ", blue" : ""}`,
  );
  const { stderr } = await derive(files);
  expect(stderr).toMatch(/no list of English words and no paper has "balken": if it is of another language/);
  expect(stderr).toMatch(
    /tags? tells? nothing of the classes \(0\.00 bits\): ".*Ask for fewer with --tags \d+, or drop/,
  );
});

describe("a mistake is said in one line", () => {
  test.each<[string, string[], number, RegExp]>([
    [
      "a column that is not there",
      ["--text", "comment"],
      2,
      /no column "comment", which should hold what people wrote \(--text\); its columns: id, user, words/,
    ],
    ["a subject column that is not there", ["--subject", "object"], 2, /no column "object"/],
    ["a share past 1", ["--expert-share", "2"], 2, /from 0 to 1/],
    ["tags to a file of no known kind", ["--out", "tags.docx"], 2, /name it \.csv or \.json/],
  ])("%s", async (_, more, code, message) => {
    const ended = await derive(await tables("mistaken"), ...more);
    expect(ended.stderr).toMatch(message);
    expect(ended.code).toBe(code);
  });

  test("annotations without words", async () => {
    const ended = await derive(await tables("silent", () => ""));
    expect(ended.stderr).toMatch(/the column "words" of .*silent\.csv holds no words/);
    expect(ended.code).toBe(1);
  });

  test("one class only", async () => {
    const files = await tables("alike");
    await writeFile(
      files.experts,
      `id,user,words\n${Array.from({ length: 60 }, (_, i) => `${idOf(i)},e,disc`).join("\n")}\n`,
    );
    expect((await derive(files)).stderr).toMatch(/one class only \("disc"\)/);
  });

  test("people who described a subject twice: the last answer counts, and it is said", async () => {
    const files = await tables("again");
    await writeFile(files.annotations, `${await readFile(files.annotations, "utf8")}${idOf(0)},p0,"round"\n`);
    const ended = await derive(files, "--json");
    expect(ended.json()).toMatchObject({ rows: 241, answers: 240, repeated: 1 });
    expect(ended.stderr).toMatch(/the same person described the subject again later/);
  });

  test("tags and surveys that are not there", async () => {
    expect((await run("semantics", "confirm", "none")).stderr).toMatch(/no set of tags "none"/);
    expect((await run("semantics", "confirm", "drawn", "--drop", "jets", "--by", "Ada")).stderr).toMatch(
      /there is no tag "jets": there are/,
    );
    expect((await run("semantics", "confirm", "drawn", "--undo")).stderr).toMatch(/say who makes the change/);
    expect((await run("semantics", "tag", "drawn", "nowhere")).stderr).toMatch(/nowhere/);
  });

  test("a data folder without the paper's files", async () => {
    expect((await run("reproduce", "semantics", "--data", folder)).stderr).toMatch(
      /cannot read .*english_annotations\.csv: it does not exist/,
    );
  });
});
