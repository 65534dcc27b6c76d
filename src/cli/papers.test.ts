import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { smallCorpus } from "../literature/smallCorpus.ts";
import { temporaryFolder } from "../temporaryFolder.ts";
import { runHere } from "./runHere.ts";

const folder = await temporaryFolder("papers-cli");
const workspace = join(folder, "workspace");
const run = (...args: string[]) => runHere("papers", ...args, "--workspace", workspace);

async function written(name: string, lines: readonly (object | string)[]): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, lines.map((line) => (typeof line === "string" ? line : JSON.stringify(line))).join("\n"));
  return path;
}

describe("almagest papers", () => {
  test("imports, searches at once and evaluates", async () => {
    const imported = await run("import", await written("papers.jsonl", smallCorpus), "--json");
    expect(imported).toMatchObject({ code: 0 });
    expect(imported.json()).toMatchObject({ added: 4, bad: 0, index: { papers: 4, encoder: "astronomy" } });

    const found = await run("search", "what sets the radius of the dust sublimation zone?", "--limit", "2", "--json");
    const hits = found.json();
    expect(hits[0]).toMatchObject({ id: "1203.0003", year: 2012 });
    expect(hits[0].why.parts.map(({ name }: { name: string }) => name)).toEqual(["words", "meaning"]);
    expect((await run("search", "--like", "1102.0002", "--year", "-2010", "--why")).stdout).toContain(
      "A wave of density",
    );

    const questions = await written("questions.jsonl", [
      { question: "How far away are Cepheids?", kind: "single", relevant: ["1001.0001"] },
      { question: "What are density waves?", kind: "multi", relevant: ["1102.0002", "astro-ph/0504004", "not here"] },
    ]);
    expect((await run("evaluate", questions, "--json")).json()).toMatchObject({
      single: { questions: 1, measures: { "success@1": { mean: 1, interval: [1, 1] } } },
      multi: { questions: 1, measures: { "recall@50": { mean: 1 } } },
    });
  });

  test("says what it took for a limit", async () => {
    const { stderr, json } = await run("search", "density waves in galaxies since 2010", "--json");
    expect(stderr).toContain('year from 2010, from your words "since 2010"');
    expect(json().map(({ id }: { id: string }) => id)).not.toContain("astro-ph/0504004");
    const plain = await run("search", "density waves in galaxies since 2010", "--no-year-words", "--json");
    expect(plain.json().map(({ id }: { id: string }) => id)).toContain("astro-ph/0504004");
  });

  test("saves a search, and shows what is new when it is run again", async () => {
    await run("import", await written("first.jsonl", smallCorpus.slice(0, 3)), "--quiet");
    expect((await run("search", "abs:galax*", "--save", "galaxies", "--limit", "50")).code).toBe(0);
    expect(await run("search", "abs:galax*", "--save", "galaxies")).toMatchObject({ code: 2 });
    const more = {
      id: "2001.00001",
      title: "More galaxies",
      abstract: "Galaxies with rings.",
      authors: [],
      year: 2020,
    };
    await run("import", await written("more.jsonl", [more]), "--quiet");
    const [listed] = (await run("searches", "--json")).json();
    expect(listed).toMatchObject({ name: "galaxies", new: ["2001.00001"] });
    const again = await run("searches", "run", "galaxies", "--new", "--json");
    expect(again.json()).toMatchObject([{ id: "2001.00001", isNew: true }]);
    expect((await run("searches", "run", "galaxies", "--new", "--json")).json()).toEqual([]);
    expect(await run("searches", "remove", "galaxies")).toMatchObject({ code: 0 });
    expect((await run("searches", "run", "galaxies")).stderr).toContain('there is no saved search "galaxies"');
  });

  test("exports papers by a list or a search, and names those it does not know", async () => {
    await run("import", await written("all.jsonl", smallCorpus), "--quiet");
    const ids = await written("ids.txt", ["1001.0001", "# a remark", "10.1000/ONE", "nobody"]);
    const exported = await run("export", ids);
    expect(exported).toMatchObject({ code: 3 });
    expect(exported.stdout.match(/^@/gm)).toHaveLength(1);
    expect(exported.stderr).toContain('the library has no paper "nobody"');
    const found = await run("export", "--query", "title:density", "--format", "jsonl");
    expect(found.stdout.trim().split("\n")).toHaveLength(2);
    const out = join(folder, "papers.parquet");
    const table = await run("export", "--query", "title:density", "--format", "parquet", "--out", out, "--json");
    expect(table.json()).toMatchObject({ file: out, papers: 2, unknown: [] });
    expect((await run("import", out, "--json")).json()).toMatchObject({ added: 0, bad: 0 });
  });

  test("imports what is good of a file with bad lines, and says which are bad", async () => {
    const { code, stderr } = await run("import", await written("bad.jsonl", [smallCorpus[0] as object, "{broken"]));
    expect(code).toBe(3);
    expect(stderr).toContain("line 2: it is not JSON");
  });

  test("a file that cannot be read costs no file after it: the others are imported and indexed", async () => {
    const fresh = join(folder, "fresh");
    const run = (...args: string[]) => runHere("papers", ...args, "--workspace", fresh);
    const [first, last] = [
      await written("one.jsonl", smallCorpus.slice(0, 1)),
      await written("last.jsonl", smallCorpus.slice(1)),
    ];
    const csv = await written("no-title.csv", ["name,ra", "x,1"]);
    const ended = await run("import", first, "nowhere.bib", csv, await written("none.ris", []), last, "--json");
    expect(ended).toMatchObject({ code: 3 });
    expect(ended.json()).toMatchObject({
      added: 4,
      index: { papers: 4 },
      unread: [{ code: "file" }, { code: "no-title-column" }, { code: "no-records" }],
    });
    expect(ended.stderr).toContain("almagest: cannot read nowhere.bib: it does not exist");
    expect((await run("search", "Hubble constant", "--json")).code).toBe(0);
    const none = await run("import", "nowhere.bib", csv);
    expect(none).toMatchObject({ code: 1, stdout: "" });
    expect(none.stderr).toMatch(
      /none of the 2 files could be read:\n {2}cannot read nowhere\.bib.*\n {2}no-title\.csv has/,
    );
  });

  test.each([
    [["import", "nowhere.jsonl"], 1, "cannot read nowhere.jsonl: it does not exist"],
    [["import", "papers.docx"], 2, "name it with --format (jsonl, ads-json, csl-json, bibtex, ris, table, pdf)"],
    [["export"], 2, "name a file of ids"],
    [["export", "nowhere.txt"], 1, "cannot read nowhere.txt"],
    [["export", "--query", "x", "--format", "parquet"], 2, "parquet is no text"],
    [["search", "stars", "--save", "a b"], 2, "cannot name a search"],
    [["import"], 2, "name a file of papers, a source"],
    [["import", "--ads", "x", "--token-file", "nowhere"], 1, "cannot read nowhere"],
    [["search"], 2, "write a query, or name papers with --like"],
    [["search", "stars", "--year", "soon"], 2, 'year "soon" is no year'],
    [["search", "stars", "--recent", "0.7", "--cited", "0.7"], 2, "together 1 at most"],
    [["search", "stars", "--hyde"], 2, "--hyde needs a language model: name one with --llm and --model"],
    [["search", "stars", "--rerank"], 2, "--rerank without a folder needs a language model"],
    [["search", "stars", "--rerank", "no/where"], 1, "no/where has no tokenizer.json"],
    [["search", "--like", "1001.0001", "--hyde"], 2, "need a question"],
    [["search", "stars", "--encoder", "mine"], 2, 'the library has no vectors by "mine"; it has those by astronomy'],
    [["search", "stars", "--diversity", "2"], 2, "--diversity"],
    [["search", "reviews(stars)"], 2, "needs the network of citations"],
    [["index", "--encoder", "no/where"], 1, "no/where has no tokenizer.json"],
    [["index", "--encoder", "http://127.0.0.1:9/v1"], 2, "needs --encoder-model"],
    [["translate", "stars", "--llm", "http://127.0.0.1:9/v1"], 2, "--llm and --model belong together"],
    [["search", "--like", "nobody"], 2, 'the library has no paper "nobody"'],
    [["index", "--train"], 2, "--train needs a name"],
    [["index", "--encoder", "none"], 2, 'there is no text encoder "none"; there are: astronomy'],
    [["evaluate", join(folder, "papers.jsonl")], 2, "line 1 of"],
  ])("%j is refused in one line", async (args, code, words) => {
    const ended = await run(...args);
    expect(ended).toMatchObject({ code, stdout: "" });
    expect(ended.stderr).toContain(words);
    expect(ended.stderr.trimEnd().split("\n").length).toBeLessThanOrEqual(3);
  });
});
