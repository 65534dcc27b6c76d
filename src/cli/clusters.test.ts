/** almagest clusters, map and selections from the command line: from groups nobody named to a label and a saved selection. */

import { readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { indexLibrary } from "../literature/indexLibrary.ts";
import { importLines } from "../literature/smallCorpus.ts";
import { madeWorkspace } from "../methods/zoobot/madeSurvey.ts";
import { randomStream } from "../random.ts";
import { bareSurvey } from "../survey/bareSurvey.ts";
import { takenNames } from "../survey/card.ts";
import { writeRepresentations } from "../survey/representations.ts";
import { openSurvey, surveyObjects } from "../survey/survey.ts";
import type { Workspace } from "../survey/workspace.ts";
import { runHere } from "./runHere.ts";

const objects = 60;
const group = 20;
const dimension = 4;
let workspace: Workspace;
let ids: string[];

/** Two tight groups of 20, and a cloud. */
beforeAll(async () => {
  workspace = await madeWorkspace(objects);
  ({ ids } = await surveyObjects(await openSurvey(workspace, "made")));
  const random = randomStream(1, "clusters");
  const vectors = Float32Array.from({ length: objects * dimension }, (_, at) => {
    const [kind, axis] = [Math.floor(at / dimension / group), at % dimension];
    return kind < 2 ? (axis === kind ? 30 : 0) + 0.1 * random.normal() : 20 * random.normal();
  });
  await writeRepresentations(workspace, "made", "enc", ids, vectors, dimension);
}, 60_000);
afterAll(() => rm(dirname(workspace.path), { recursive: true, force: true }));

const run = (...args: string[]) => runHere(...args, "--workspace", workspace.path, "--quiet");
const lastLine = (text: string) => text.trimEnd().split("\n").at(-1) ?? "";

describe("almagest clusters", () => {
  test("finds both groups, ranked, and writes each object's to a table", async () => {
    const out = join(dirname(workspace.path), "clusters.csv");
    const [sheets, plot] = [join(dirname(workspace.path), "sheets"), join(dirname(workspace.path), "variance.svg")];
    const files = ["--out", out, "--sheets", sheets, "--plot", plot];
    const ended = await run("clusters", "made", "--min-size", "15", "--min-samples", "3", ...files, "--json");
    expect(ended.code).toBe(0);
    expect(ended.json().sheets).toEqual([join(sheets, "cluster-0.jpg"), join(sheets, "cluster-1.jpg")]);
    expect((await readFile(join(sheets, "cluster-1.jpg"))).readUInt16BE(0)).toBe(0xffd8);
    expect(await readFile(plot, "utf8")).toContain("share of the variance");
    const found = ended.json();
    expect(found).toMatchObject({ survey: "made", run: "enc", objects, file: out });
    // A stray of the cloud or two may lie near enough.
    const sizes = found.clusters.map(({ size }: { size: number }) => size);
    expect(sizes).toHaveLength(2);
    expect(Math.min(...sizes)).toBeGreaterThanOrEqual(group);
    expect((await readFile(out, "utf8")).split("\n")).toHaveLength(objects + 2);
    expect((await run("clusters", "made", "--min-size", "15", "--min-samples", "3")).stdout).toMatch(
      /variance held by 1 component [\s\S]*cluster +size +interest/,
    );
  });

  test("which #tags mean the same is said in lines, listed, and taken back", async () => {
    const said = await run("tags", "synonyms", "made", "#ring = #rings, ringed", "--json");
    expect(said.json()).toEqual({ survey: "made", synonyms: [{ tag: "#ring", also: ["#ringed", "#rings"] }] });
    const wrong = await run("tags", "synonyms", "made", "#ring");
    expect([wrong.code, lastLine(wrong.stderr)]).toEqual([
      2,
      expect.stringContaining('line 1, "#ring", is no synonym'),
    ]);
    const left = await run("tags", "synonyms", "made", "--remove", "rings", "--remove", "#ringed");
    expect(left.stdout).toContain("every tag means itself");
  });

  test("a cluster is shown, named, made a label and a saved selection", async () => {
    const cluster = "0";
    const { members } = (await run("clusters", "show", "made", "--cluster", cluster, "--json")).json();
    const start = members.includes(ids[0]) ? 0 : group;
    expect(members).toEqual(expect.arrayContaining(ids.slice(start, start + group)));

    const named = await run("clusters", "name", "made", "--cluster", cluster, "--name", "with a dust lane");
    expect(named.stdout).toMatch(/is called "with a dust lane"/);
    const labelled = await run("clusters", "label", "made", "--cluster", cluster, "--column", "kind", "--json");
    expect(labelled.json()).toMatchObject({
      column: "kind",
      class: "with a dust lane",
      members: members.length,
      rest: 0,
    });

    const selected = await run("clusters", "select", "made", "--cluster", cluster, "--by", "Ada", "--json");
    expect(selected.json()).toMatchObject({ selection: "with-a-dust-lane", objects: members.length });
    const again = await run("clusters", "select", "made", "--cluster", cluster);
    expect([again.code, lastLine(again.stderr)]).toEqual([2, expect.stringContaining("already")]);
    const kept = (await run("selections", "show", "made", "with-a-dust-lane", "--json")).json();
    expect(kept).toMatchObject({ by: "Ada", objects: members.length, objectsWhenSaved: members.length, gone: 0 });
    expect(kept.ids).toEqual([...members].sort());
  });

  test.each<[string[], number, RegExp]>([
    [["clusters", "show", "made", "--cluster", "99"], 1, /has no cluster 99: it has clusters 0 to/],
    [["clusters", "select", "made", "--cluster", "99"], 1, /has no cluster 99/],
    [
      ["clusters", "show", "made", "--cluster", "0", "--clustering", "c-none"],
      1,
      /has no clustering "c-none"; it has c-/,
    ],
    [["clusters", "name", "made", "--cluster", "0", "--name", "a\nb"], 2, /a cluster's name is one line/],
    [["clusters", "made", "--inside", "x"], 2, /--inside x: it is a cluster's number/],
    [["clusters", "made", "--selection", "best"], 2, /--selection is leaf or eom, not best/],
    [["clusters", "made", "--run", "none"], 1, /no representations of run "none"/],
    [["clusters", "label", "made", "--cluster", "0", "--column", "a@b"], 2, /"a@b" cannot name a label/],
    [["map", "made", "--update"], 1, /no map of run "enc": make it with/],
  ])("%j is refused with one line", async (args, code, message) => {
    const ended = await run(...args);
    expect([ended.code, lastLine(ended.stderr)]).toEqual([code, expect.stringMatching(message)]);
  });
});

describe("almagest clusters, as dense as must be", () => {
  test("papers about a cluster are those that say its name's words, and it is said why", async () => {
    await run("clusters", "made", "--min-size", "15", "--min-samples", "3", "--json");
    await run("clusters", "name", "made", "--cluster", "0", "--name", "barred spirals");
    const paper = (id: string, abstract: string) => ({
      id,
      title: "A study",
      abstract,
      authors: ["A, B."],
      year: 2020,
    });
    await importLines(workspace, [
      paper("2001.00001", "In barred spiral galaxies gas flows inwards."),
      paper("2001.00002", "Cold dust is far away."),
    ]);
    await indexLibrary(workspace);
    const about = await run("papers", "about", "made", "--cluster", "0", "--json");
    expect(about.json()).toMatchObject({
      subject: "cluster 0 of made",
      words: expect.arrayContaining([{ name: "barred spiral", because: "the cluster's name" }]),
      papers: [{ id: "2001.00001", why: { kind: "words" } }],
    });
    expect((await run("papers", "about", "made", "--cluster", "0")).stdout).toContain(
      "barred spiral: the cluster's name",
    );
    const none = await run("papers", "about", "made", "--cluster", "77");
    expect(none.code).toBe(1);
    expect(none.stderr).toContain("77");
  });

  test("without --min-samples, smaller ones are tried where as many as --min-size find nothing, and that is said", async () => {
    const ended = await run("clusters", "made", "--min-size", "22", "--json");
    const found = ended.json();
    expect(found.tried).toEqual([
      { minSamples: 22, clusters: 0 },
      { minSamples: 5, clusters: found.clusters.length },
    ]);
    expect(found).toMatchObject({ parameters: { minSamples: 5 }, hint: expect.stringContaining("22 found nothing") });
    expect((await run("clusters", "made", "--min-size", "22")).stdout).toContain("--min-samples 5 was taken");
  });

  test("it is said which run's they are, and inside which cluster of which clustering", async () => {
    const found = (await run("clusters", "made", "--min-size", "15", "--min-samples", "3", "--json")).json();
    const inner = await run("clusters", "made", "--inside", "0", "--min-size", "5");
    const [{ size }] = found.clusters.filter(({ cluster }: { cluster: number }) => cluster === 0);
    expect(inner.stdout).toContain(`\ninside cluster 0 (${size} objects) of clustering ${found.id}\n`);
    expect(inner.stdout).toMatch(/^clustering c-\w+ by enc: /);
    const named = await run("clusters", "made", "--inside", `${found.id}/0`, "--min-size", "5", "--json");
    expect(named.json().parameters.inside).toEqual({ clustering: found.id, cluster: 0, size });
    const clustering = ["--cluster", "0", "--clustering", found.id];
    expect((await run("clusters", "show", "made", ...clustering)).stdout).toContain(
      `cluster 0 of clustering ${found.id} by enc`,
    );
    expect((await run("clusters", "label", "made", ...clustering, "--column", "of0")).stdout).toContain(
      `of cluster 0 of clustering ${found.id} labelled`,
    );
  });

  test("with --min-samples that number is taken, and where it finds nothing there is a hint and no cluster to show", async () => {
    const options = ["made", "--min-size", "22", "--min-samples", "22"];
    const found = (await run("clusters", ...options, "--json")).json();
    expect(found).toMatchObject({ clusters: [], tried: [{ minSamples: 22, clusters: 0 }] });
    expect(found.hint).toMatch(/^nothing stands apart \(--min-samples 22: left out, 22, 5, 3, 1 are tried in turn\)/);
    const ended = await runHere("clusters", ...options, "--workspace", workspace.path);
    expect(ended.stdout).toContain("nothing stands apart");
    expect(ended.stderr).not.toContain("clusters show");
    const one = (await run("clusters", "made", "--where", `id_str < ${ids[2]}`, "--json")).json();
    expect(one.hint).toMatch(/^2 objects cannot make a group of 15/);
  });
});

test("no object for which the conditions hold: nothing to compute fails with 1, an empty list is an answer", async () => {
  const none = ["--where", "class = nothing"];
  for (const command of [
    ["clusters", "made"],
    ["map", "made"],
  ]) {
    const ended = await run(...command, ...none);
    expect([ended.code, lastLine(ended.stderr)]).toEqual([
      1,
      expect.stringMatching(/no object .* loosen the conditions/),
    ]);
  }
  const saved = await run("selections", "save", "made", "none", ...none);
  expect([saved.code, lastLine(saved.stderr)]).toEqual([1, expect.stringContaining("nothing was saved")]);
  const [id = "", other = ""] = ids;
  const says =
    'no other object of survey "made" that has a representation by "enc" passes class = nothing; no class is "nothing": there are bar, disc';
  for (const like of [
    ["--id", id],
    ["--id", id, "--id", other],
  ]) {
    expect(await run("similar", "made", ...like, ...none)).toMatchObject({ code: 0, stdout: `${says}\n` });
    const found = (await run("similar", "made", ...like, ...none, "--json")).json();
    expect(found).toMatchObject({ hint: says });
    expect(found.neighbours ?? found.alike).toEqual([]);
  }
});

test("a survey of one object is told to grow, where there are no conditions to loosen", async () => {
  const small = await bareSurvey(1);
  await writeRepresentations(small, "bare", "enc", ["g0"], Float32Array.of(1, 2), 2);
  const here = (...args: string[]) => runHere(...args, "--workspace", small.path);
  for (const command of ["clusters", "map"]) {
    const ended = await here(command, "bare");
    expect([ended.code, lastLine(ended.stderr)]).toEqual([1, expect.stringContaining("add galaxies to the survey")]);
  }
  expect((await here("similar", "bare", "--id", "g0")).stdout).toMatch(/^no other object .* is there\n$/);
  await rm(dirname(small.path), { recursive: true, force: true });
});

test("a survey that needs no index is told so, and nothing failed", async () => {
  const says = `survey "made" has ${objects} representations of run "enc": exact search needs no index below 1000`;
  expect(await run("index", "made")).toMatchObject({ code: 0, stdout: `${says}\n` });
  expect((await run("index", "made", "--json")).json()).toEqual({
    survey: "made",
    run: "enc",
    index: null,
    hint: says,
  });
});

test("a tag that nobody wrote names those there are, and how one comes to be", async () => {
  const ended = await run("similar", "made", "--tag", "diffuse", "--json");
  expect([ended.code, ended.json()]).toMatchObject([1, { tag: "diffuse", tags: [], alike: [] }]);
  expect(lastLine(ended.stderr)).toMatch(
    /survey "made" has no tag "diffuse": it has none; a tag is made by #diffuse in a text label .* or written as "diffuse=COLUMN > 0\.4"/,
  );
  const written = await run("similar", "made", "--tag", "barred=class = bar", "--limit", "3", "--json");
  expect(written.json()).toMatchObject({ like: objects / 3 });
});

test("tags evaluate takes the last representations, where no run is named", async () => {
  const tag = ["--tag", "barred=class = bar", "--json"];
  const [last, named] = [
    await run("tags", "evaluate", "made", ...tag),
    await run("tags", "evaluate", "made", "--run", "enc", ...tag),
  ];
  expect(last.json()).toEqual(named.json());
  expect(last.json().tags).toMatchObject([{ count: objects / 3 }]);
});

test("an answer names the run whose representations it is by, and where there are several that another can be chosen", async () => {
  const two = await bareSurvey(4);
  const here = (...args: string[]) => runHere(...args, "--workspace", two.path);
  const [ids, like] = [
    ["g0", "g1", "g2", "g3"],
    ["similar", "bare", "--id", "g0"],
  ];
  await writeRepresentations(two, "bare", "first", ids, Float32Array.of(1, 2, 3, 4, 5, 6, 7, 9), 2);
  const alone = await here(...like);
  expect([alone.stdout, alone.stderr]).toEqual([
    expect.stringMatching(/^by the representations of first:\nid_str /),
    "",
  ]);
  await writeRepresentations(two, "bare", "second", ids, Float32Array.of(1, 2, 3, 4, 5, 6, 7, 9), 2);
  const [last, named] = [await here(...like), await here(...like, "--run", "first")];
  expect(last.stdout).toMatch(/^by the representations of second:\n/);
  expect(last.stderr).toBe("by second, whose representations were stored last; --run chooses another: first\n");
  expect([named.stdout, named.stderr]).toEqual([alone.stdout, ""]);
  const tags = await here("tags", "evaluate", "bare", "--tag", "all=id_str != x");
  expect([tags.stdout, tags.stderr]).toEqual([
    expect.stringMatching(/^by the representations of second:\n/),
    last.stderr,
  ]);
  await rm(dirname(two.path), { recursive: true, force: true });
});

test("show, label, select and name take the clustering of the run that is named, and refuse one that there is none of", async () => {
  const two = await bareSurvey(40);
  const here = (...args: string[]) => runHere(...args, "--workspace", two.path, "--json");
  const ids = Array.from({ length: 40 }, (_, i) => `g${i}`);
  const apart = Float32Array.from({ length: 80 }, (_, i) => (i < 40 ? 0 : 9) + ((i * 7) % 5) / 10);
  await writeRepresentations(two, "bare", "first", ids, apart, 2);
  await writeRepresentations(two, "bare", "second", ids, apart, 2);
  const made = async (name: string) =>
    (await here("clusters", "bare", "--run", name, "--min-size", "5", "--min-samples", "2")).json().id;
  const [first, second] = [await made("first"), await made("second")];
  const asked: [string, ...string[]][] = [
    ["show"],
    ["label", "--column", "kind"],
    ["select"],
    ["name", "--name", "far ones"],
  ];
  for (const [word, ...more] of asked) {
    const of = async (...args: string[]) =>
      (await here("clusters", word, "bare", "--cluster", "0", ...more, ...args)).json();
    expect((await of("--run", "first")).clustering, word).toBe(first);
    expect((await of("--run", "nosuch")).error, word).toContain("nosuch");
    expect((await of("--run", "first", "--clustering", second)).error, word).toContain("is by second, not by first");
  }
  expect((await here("clusters", "show", "bare", "--cluster", "0")).json().clustering).toBe(second);
  await rm(dirname(two.path), { recursive: true, force: true });
});

test("a word of almagest clusters names no new survey", async () => {
  const { clusters } = await import("./clusters.ts");
  expect(takenNames).toEqual(expect.arrayContaining(clusters.commands.map((each) => each.name())));
  for (const name of takenNames)
    for (const command of [
      ["survey", "import", name, "nowhere.csv"],
      ["survey", "simulate", name],
    ]) {
      const ended = await run(...command);
      expect([ended.code, lastLine(ended.stderr)]).toEqual([
        1,
        expect.stringContaining(`"${name}" cannot name a survey`),
      ]);
    }
});

describe("almagest selections", () => {
  test("are saved by conditions and by ids, listed, renamed and removed", async () => {
    const list = join(dirname(workspace.path), "ids.txt");
    await writeFile(list, `${ids[3]}\n${ids[4]}\n`);
    expect((await run("selections", "save", "made", "bars", "--where", "class = bar", "--json")).json()).toMatchObject({
      objects: objects / 3,
      by: null,
    });
    const both = ["--where", "class = bar", "--ids", list];
    expect((await run("selections", "save", "made", "one", ...both)).stdout).toBe(
      "made: selection one has 1 object: class = bar and 2 listed ids\n",
    );
    expect((await run("selections", "list", "made")).stdout).toMatch(/bars +20/);
    const out = join(dirname(workspace.path), "bars.csv");
    await run("selections", "show", "made", "bars", "--out", out);
    expect((await run("selections", "save", "made", "same", "--ids", out, "--json")).json().objects).toBe(objects / 3);
    expect((await run("selections", "rename", "made", "same", "bars")).code).toBe(2);
    expect((await run("selections", "rename", "made", "same", "again", "--json")).json()).toMatchObject({
      before: "same",
    });
    expect((await run("selections", "remove", "made", "again")).code).toBe(0);
    const names = (await run("selections", "list", "made", "--json"))
      .json()
      .selections.map(({ name }: { name: string }) => name);
    expect(names).toEqual(expect.arrayContaining(["bars", "one"]));
    expect(names).not.toContain("again");
  });

  test.each<[string[], number, RegExp]>([
    [["show", "made", "none"], 2, /has no saved selection "none"/],
    [["save", "made", "x"], 2, /nothing is selected/],
    [["save", "made", "x", "--where", "class"], 2, /"class" is no condition/],
    [["save", "made", "x", "--where", "none > 1"], 2, /has no column "none"$/],
    [["save", "made", "x", "--where", "Clas = bar"], 2, /has no column "Clas": is "class" meant\?$/],
    [["save", "made", "x", "--where", "class = bra"], 1, /nothing was saved; no class is "bra": there are bar, /],
    [["save", "made", "x", "--where", "id_str = 1x"], 1, /nothing was saved; no id_str is "1x": there are 60 others/],
    [["save", "made", "x", "--sky", "1,2,3"], 2, /it must be two right ascensions/],
    [["save", "made", "x", "--sky", "1,2,3,4"], 2, /has no columns "ra" and "dec" of numbers/],
    [["save", "made", "x", "--ids", "nowhere.txt"], 1, /nowhere\.txt: it does not exist/],
    [["save", "none", "x", "--where", "class = bar"], 1, /there is no survey "none"/],
    [["remove", "none", "x"], 1, /there is no survey "none"/],
  ])("%j is refused with one line", async (args, code, message) => {
    const ended = await run("selections", ...args);
    expect([ended.code, lastLine(ended.stderr)]).toEqual([code, expect.stringMatching(message)]);
  });
});
