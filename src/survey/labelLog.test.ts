import { appendFile, readFile, rm, stat, truncate, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { bareSurvey } from "./bareSurvey.ts";
import { LabelFile } from "./labelFile.ts";
import { appendLabels, type LabelEntry, readHistory, readLabels } from "./labelLog.ts";
import { addTask, type LabelTask, labelsPath, readTasks } from "./labelTask.ts";
import type { LabelValue } from "./labelValue.ts";
import type { Workspace } from "./workspace.ts";

/** The call of a file operation that fails next, and how. */
const failing = vi.hoisted(() => ({ operation: "", code: "" }));

vi.mock("node:fs/promises", async (original) => {
  const real = await original<typeof import("node:fs/promises")>();
  const failIf = (operation: string) => {
    if (failing.operation === operation) throw Object.assign(new Error(failing.code), { code: failing.code });
  };
  return {
    ...real,
    async open(...args: Parameters<typeof real.open>) {
      if (String(args[0]).endsWith(".jsonl") && args[1] === "a+") failIf("open");
      const file = await real.open(...args);
      const [append, sync] = [file.appendFile.bind(file), file.sync.bind(file)];
      file.appendFile = async (data, ...others) => {
        // A disk that is full takes the beginning.
        if (failing.operation === "write") await append(String(data).slice(0, 30));
        failIf("write");
        return append(data, ...others);
      };
      file.sync = async () => {
        if (args[1] === "a+") failIf("sync");
        return sync();
      };
      return file;
    },
  };
});

let workspace: Workspace;
let log: string;
beforeEach(async () => {
  workspace = await bareSurvey(20);
  log = join(labelsPath(workspace, "bare"), "log.jsonl");
  await addTask(workspace, "bare", { name: "odd", kind: "rating" });
});
afterEach(async () => {
  failing.operation = "";
  await rm(dirname(workspace.path), { recursive: true, force: true });
});

const rated = (id: string, value: LabelValue, others: Partial<LabelEntry> = {}): LabelEntry =>
  ({ by: "Ada", task: "odd", id, value, ...others }) as LabelEntry;
const append = (...entries: LabelEntry[]) => appendLabels(workspace, "bare", entries);
/** Who says what, as Ada:g1=4. */
const state = async (of = workspace) =>
  (await readLabels(of, "bare")).map(({ by, id, value }) => `${by}:${id}=${JSON.stringify(value)}`);
/** As another process has it that opens the workspace now. */
const elsewhere = (): Workspace => ({ ...workspace });

test("the last word of each person about each object holds, and everything that was said stays", async () => {
  await append(rated("g1", 4), rated("g2", 0));
  await append(rated("g1", 5), rated("g1", 2, { by: "Ben" }));
  expect(await state()).toEqual(["Ada:g1=5", "Ben:g1=2", "Ada:g2=0"]);
  expect(await state(elsewhere())).toEqual(["Ada:g1=5", "Ben:g1=2", "Ada:g2=0"]);
  expect(await readHistory(workspace, "bare")).toHaveLength(4);
});

test("two people who label one galaxy at once both stay", async () => {
  const people = ["Ada", "Ben", "Cleo", "Dai"];
  await Promise.all(
    people.map((by, i) => appendLabels(i % 2 ? elsewhere() : workspace, "bare", [rated("g7", i, { by })])),
  );
  expect((await state()).sort()).toEqual(["Ada:g7=0", "Ben:g7=1", "Cleo:g7=2", "Dai:g7=3"]);
});

test("a writer that slept between reading and writing cuts off nothing of who took over its lock", async () => {
  await append(rated("g1", 1));
  const act = (key: string, id: string) => ({
    at: new Date(0).toISOString(),
    by: "Ada",
    task: "odd",
    id,
    value: 3,
    key,
  });
  const sleeper = new LabelFile(log);
  await sleeper.refresh();
  await append(rated("g2", 2, { by: "Ben" }), rated("g4", 3, { key: "sent-twice" }));
  await appendFile(log, '{"at":"2026');
  await sleeper.append([act("woken", "g3"), act("sent-twice", "g4")]);
  expect(await state(elsewhere())).toEqual(["Ada:g1=1", "Ben:g2=2", "Ada:g4=3", "Ada:g3=3"]);
  expect(await readHistory(elsewhere(), "bare")).toHaveLength(4);
});

test("what is undone gives way to what the person had said before", async () => {
  await append(rated("g1", 1, { key: "a" }), rated("g1", 2, { key: "b" }));
  await append({ by: "Ada", undoes: "b" });
  expect(await state()).toEqual(["Ada:g1=1"]);
  await append({ by: "Ada", undoes: "a" });
  expect(await state()).toEqual([]);
});

test("what comes late, from a page that had lost its server, does not replace what was said since", async () => {
  await append(rated("g1", 5, { at: "2026-01-02T00:00:00Z" }));
  await append(rated("g1", 1, { at: "2026-01-01T00:00:00Z" }));
  expect(await state()).toEqual(["Ada:g1=5"]);
});

test("a clock that is ahead does not have the last word for ever", async () => {
  await append(rated("g1", 1, { at: "2999-01-01T00:00:00Z" }));
  await append(rated("g1", 2));
  expect(await state()).toEqual(["Ada:g1=2"]);
});

test("an act that is sent twice, in one call or two, by this process or another, is written once", async () => {
  const act = rated("g3", 3, { key: "k1" });
  expect(await append(act, act)).toEqual({ keys: ["k1", "k1"], written: 1 });
  expect(await append(act)).toEqual({ keys: ["k1"], written: 0 });
  expect(await appendLabels(elsewhere(), "bare", [act])).toEqual({ keys: ["k1"], written: 0 });
  expect(await readHistory(elsewhere(), "bare")).toHaveLength(1);
});

describe("refused, with nothing written:", () => {
  const tree = {
    name: "rings",
    questions: [
      { name: "smooth-or-featured", answers: ["smooth", "featured"], askedAfter: [] },
      { name: "ring", answers: ["yes", "no"], askedAfter: ["smooth-or-featured_featured"] },
    ],
  };
  const tasks: LabelTask[] = [
    { name: "shape", kind: "classes", classes: ["disc", "bar"] },
    { name: "gz", kind: "tree", tree },
    { name: "words", kind: "text" },
  ];
  const of = (task: string, value: unknown) => rated("g1", value as LabelValue, { task } as Partial<LabelEntry>);
  test.each<[string, LabelEntry, RegExp]>([
    [
      "a rating for an id that does not exist",
      rated("g99", 3),
      /^survey "bare" has no object "g99": check the id_str$/,
    ],
    ["a rating above 5", rated("g1", 6), /^object "g1": 6 is no rating: task "odd" takes whole numbers from 0 to 5$/],
    ["half a point", rated("g1", 2.5), /2\.5 is no rating/],
    ["a rating in words", rated("g1", "four"), /"four" is no rating/],
    ["a class that the task has not", of("shape", "spiral"), /"spiral" is no class of task "shape"; it has disc, bar/],
    [
      "a question that the tree has not",
      of("gz", { bar: "yes" }),
      /no question "bar"; it has smooth-or-featured, ring/,
    ],
    [
      "an answer that the question has not",
      of("gz", { ring: "maybe" }),
      /"maybe" is no answer to "ring"; it has yes, no/,
    ],
    [
      "an answer to what was not asked",
      of("gz", { "smooth-or-featured": "smooth", ring: "yes" }),
      /"ring" is answered, and is not asked/,
    ],
    ["no answers", of("gz", {}), /no question of decision tree "rings" is answered/],
    ["an empty text", of("words", " "), /is no text/],
    ["a task that does not exist", of("cheese", 3), /no labelling task "cheese": it has odd, shape, gz, words/],
    ["nobody", rated("g1", 3, { by: " " }), /cannot be a person's name/],
    ["a time that is none", rated("g1", 3, { at: "yesterday" }), /"yesterday" is no time/],
    ["an undo of nothing", { by: "Ada", undoes: "x" }, /no label with the key "x"/],
    [
      "an undo of another person's label",
      { by: "Ben", undoes: "first" },
      /Ben cannot undo what Ada said of object "g0"/,
    ],
    [
      "another label under a key that is taken",
      rated("g1", 1, { key: "first" }),
      /key "first" belongs to another label of Ada's/,
    ],
  ])("%s", async (_, entry, message) => {
    for (const task of tasks) await addTask(workspace, "bare", task);
    await append(rated("g0", 0, { key: "first" }));
    const before = await readFile(log);
    await expect(append(rated("g2", 2), entry)).rejects.toThrow(message);
    expect(await readFile(log)).toEqual(before);
  });

  test("by a survey that does not exist", async () => {
    await expect(appendLabels(workspace, "none", [rated("g1", 3)])).rejects.toMatchObject({ code: "no-survey" });
    await expect(readLabels(workspace, "none")).rejects.toMatchObject({ code: "no-survey" });
  });

  test("without harm to those who write at the same time", async () => {
    const calls = await Promise.allSettled([
      append(rated("g1", 1, { key: "a" })),
      append({ by: "Ada", undoes: "nothing" }),
      append(rated("g2", 2, { key: "c" })),
    ]);
    expect(calls.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
    expect((await state()).sort()).toEqual(["Ada:g1=1", "Ada:g2=2"]);
  });
});

test("a task keeps its meaning: classes come at its end, and nothing else of it changes", async () => {
  await addTask(workspace, "bare", { name: "shape", kind: "classes", classes: ["disc", "bar"] });
  await addTask(workspace, "bare", { name: "shape", kind: "classes", classes: ["disc", "bar", "ring"] });
  for (const classes of [
    ["bar", "disc", "ring"],
    ["disc", "bar"],
  ])
    await expect(addTask(workspace, "bare", { name: "shape", kind: "classes", classes })).rejects.toThrow(
      "another one",
    );
  await expect(addTask(workspace, "bare", { name: "shape", kind: "text" })).rejects.toThrow("another one");
  expect((await readTasks(workspace, "bare"))[1]?.classes).toEqual(["disc", "bar", "ring"]);
});

describe("a write that fails", () => {
  test.each([
    ["open", "EACCES", "permission denied"],
    ["write", "ENOSPC", "the disk is full"],
    ["write", "EIO", "input/output error"],
    ["sync", "EIO", "input/output error"],
  ])("in %s with %s is reported, leaves the file as it was, and can be made again", async (operation, code, said) => {
    await append(rated("g1", 1, { key: "before" }));
    const before = await readFile(log);
    Object.assign(failing, { operation, code });
    await expect(append(rated("g2", 2, { key: "k" }))).rejects.toThrow(said);
    expect(await readFile(log)).toEqual(before);
    expect(await state()).toEqual(["Ada:g1=1"]);
    failing.operation = "";
    expect(await append(rated("g2", 2, { key: "k" }))).toEqual({ keys: ["k"], written: 1 });
    expect(await state(elsewhere())).toEqual(["Ada:g1=1", "Ada:g2=2"]);
  });
});

test("a last line cut off at any byte is no label, and what is written next is whole", async () => {
  await append(rated("g1", 1, { key: "one" }));
  const { size } = await stat(log);
  await append(rated("g2", 2, { key: "two, with ü" }));
  const whole = await readFile(log);
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: size, max: whole.length - 1 }), async (cut) => {
      await writeFile(log, whole.subarray(0, cut));
      expect(await state(elsewhere())).toEqual(["Ada:g1=1"]);
      await appendLabels(elsewhere(), "bare", [rated("g3", 3)]);
      expect(await state(elsewhere())).toEqual(["Ada:g1=1", "Ada:g3=3"]);
    }),
    { numRuns: 25 },
  );
});

test("a line in the middle that is no label is named, and nothing is written over it", async () => {
  await append(rated("g1", 1));
  await appendFile(log, '{"at": "now"}\n');
  const other = elsewhere();
  await expect(readLabels(other, "bare")).rejects.toThrow(/^line 2 of .*log\.jsonl is no label/);
  await expect(appendLabels(other, "bare", [rated("g2", 2)])).rejects.toThrow(/line 2/);
  await truncate(log, (await readFile(log, "utf8")).indexOf('{"at": "now"}'));
  expect(await state(other)).toEqual(["Ada:g1=1"]);
});

test("a file that was taken back after it was read is read again", async () => {
  await append(rated("g1", 1));
  const before = await readFile(log);
  await append(rated("g2", 2));
  expect(await state()).toHaveLength(2);
  await writeFile(
    log,
    Buffer.concat([
      before,
      Buffer.from(
        before
          .toString()
          .replace("g1", "g9")
          .replace(/"key":"./, '"key":"x'),
      ),
    ]),
  );
  expect(await state()).toEqual(["Ada:g1=1", "Ada:g9=1"]);
});

test("any acts of several people, in any grouping, leave what applying them one by one would", async () => {
  const act = fc.record({
    by: fc.constantFrom("Ada", "Ben"),
    id: fc.constantFrom("g1", "g2"),
    value: fc.integer({ min: 0, max: 5 }),
    undoesLast: fc.boolean(),
    ends: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(act, { maxLength: 30 }), async (acts) => {
      await rm(log, { force: true });
      const said: { by: string; id: string; value: number; key: string }[] = [];
      const batch: LabelEntry[] = [];
      for (const [i, { by, id, value, undoesLast, ends }] of acts.entries()) {
        const last = undoesLast ? said.findLast((each) => each.by === by) : undefined;
        if (last) {
          said.splice(said.indexOf(last), 1);
          batch.push({ by, undoes: last.key });
        } else {
          said.push({ by, id, value, key: `k${i}` });
          batch.push(rated(id, value, { by, key: `k${i}` }));
        }
        if (ends) await append(...batch.splice(0));
      }
      await append(...batch);
      const expected = new Map(said.map(({ by, id, value }) => [`${by}:${id}`, `${by}:${id}=${value}`]));
      expect((await state()).sort()).toEqual([...expected.values()].sort());
    }),
    { numRuns: 30 },
  );
});
