/** almagest clusters, map and selections from the command line: from groups nobody named to a label and a saved selection. */

import { readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { madeWorkspace } from "../methods/zoobot/madeSurvey.ts";
import { randomStream } from "../random.ts";
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
    const ended = await run("clusters", "made", "--min-size", "15", "--min-samples", "3", "--out", out, "--json");
    expect(ended.code).toBe(0);
    const found = ended.json();
    expect(found).toMatchObject({ survey: "made", run: "enc", objects, file: out });
    // A stray of the cloud or two may lie near enough.
    const sizes = found.clusters.map(({ size }: { size: number }) => size);
    expect(sizes).toHaveLength(2);
    expect(Math.min(...sizes)).toBeGreaterThanOrEqual(group);
    expect((await readFile(out, "utf8")).split("\n")).toHaveLength(objects + 2);
    expect((await run("clusters", "made", "--min-size", "15", "--min-samples", "3")).stdout).toMatch(
      /cluster +size +interest/,
    );
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
    [["save", "made", "x", "--where", "none > 1"], 2, /has no column "none"/],
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
