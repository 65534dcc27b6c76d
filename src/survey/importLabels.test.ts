import { createHash } from "node:crypto";
import { readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { bareSurvey } from "./bareSurvey.ts";
import { exportLabels } from "./exportLabels.ts";
import { importLabels } from "./importLabels.ts";
import { annotationsOf, textOf, valueFrom, valueFromText } from "./labelColumns.ts";
import { appendLabels, readHistory, readLabels } from "./labelLog.ts";
import { addTask, type LabelTask, readTasks } from "./labelTask.ts";
import { type LabelValue, tagsOf } from "./labelValue.ts";
import type { Workspace } from "./workspace.ts";

const tree = {
  name: "rings",
  questions: [
    { name: "smooth-or-featured", answers: ["smooth", "featured"], askedAfter: [] },
    { name: "ring", answers: ["yes", "no"], askedAfter: ["smooth-or-featured_featured"] },
  ],
};
const tasks: LabelTask[] = [
  { name: "odd", kind: "rating" },
  { name: "shape", kind: "classes", classes: ["disc", "bar", "3"], question: "What shape is it?" },
  { name: "gz", kind: "tree", tree },
  { name: "notes", kind: "text" },
];
const [odd, shape, gz, notes] = tasks as [LabelTask, LabelTask, LabelTask, LabelTask];

let workspace: Workspace;
let path: string;
beforeEach(async () => {
  workspace = await bareSurvey(20);
  for (const task of tasks) await addTask(workspace, "bare", task);
  path = join(workspace.path, "labels.csv");
});
afterEach(() => rm(dirname(workspace.path), { recursive: true, force: true }));

const now = async () => (await readLabels(workspace, "bare")).map(({ by, task, id, value }) => [by, task, id, value]);

test("Zooniverse's export of classifications is read: annotations by name, the object in subject_data, times in UTC", async () => {
  const row = (id: string, user: string, annotations: unknown, subject: unknown) =>
    [id, user, "Rings", "2026-01-02 03:04:05 UTC", JSON.stringify(annotations), JSON.stringify(subject), "999"]
      .map((field) => `"${field.replaceAll('"', '""')}"`)
      .join(",");
  const subject = (id: string) => ({ 999: { retired: null, "#id_str": id } });
  const first = (value: unknown) => ({ task: "T0", task_label: "What shape?", value });
  await writeFile(
    path,
    [
      "classification_id,user_name,workflow_name,created_at,annotations,subject_data,subject_ids",
      row("1", "Ada", [first("bar"), { task: "T1", value: "x" }], subject("g1")),
      row("2", "not-logged-in-1f", [first(["disc"])], subject("g2")),
      row("3", "Ada", [first(["disc", "bar"])], subject("g3")),
      row("4", "Ada", [{ task: "T1", value: "x" }], subject("g4")),
      row("5", "Ada", [first("bar")], subject("g99")),
      row("6", "Ada", [first("spiral")], subject("g5")),
      '"7","Ada","Rings","2026-01-02 03:04:05 UTC","not json","{}","999"',
      row("8", "Ada", [first(null)], subject("g6")),
      row("9", "", [first("bar")], subject("g7")),
      "",
    ].join("\n"),
  );
  const options = { task: "shape", annotation: "T0" };
  const once = await importLabels(workspace, "bare", path, options);
  expect({ ...once, faults: once.faults.map(({ row: at, reason }) => [at, reason]) }).toEqual({
    tasksMade: [],
    missingTasks: [],
    rows: 9,
    added: 3,
    known: 0,
    faults: [
      [4, '2 answers at once, where task "shape" takes one'],
      [5, expect.stringContaining('no annotation is called "T0"')],
      [6, 'survey "bare" has no object "g99": check the id_str'],
      [7, expect.stringContaining('"spiral" is no class of task "shape"')],
      [8, expect.stringContaining("no JSON list")],
      [10, expect.stringContaining("person's name")],
    ],
  });
  expect(await now()).toEqual([
    ["Ada", "shape", "g1", "bar"],
    ["not-logged-in-1f", "shape", "g2", "disc"],
    ["Ada", "shape", "g6", null],
  ]);
  expect((await readHistory(workspace, "bare"))[0]?.at).toBe("2026-01-02T03:04:05.000Z");
  expect(await importLabels(workspace, "bare", path, options)).toMatchObject({ added: 0, known: 3 });
});

test("a plain table is read, each row by its task's kind; nothing in a value means passed over", async () => {
  await writeFile(
    path,
    [
      "id_str,user,task,value,created_at",
      "g1,Ada,odd,4,2026-01-01",
      "g1,Ben,odd,,2026-01-01 10:00:00",
      "g2,Ada,shape,3,",
      'g3,Ada,gz,"{""smooth-or-featured"":""featured"",""ring"":""yes""}",',
      "g4,Ada,notes,a #ring,",
      "g5,Ada,cheese,1,",
      "g6,Ada,odd,4.5,",
      "g7,Ada,odd,2,soon",
      "",
    ].join("\n"),
  );
  const { faults, added } = await importLabels(workspace, "bare", path);
  expect(added).toBe(5);
  expect(faults.map(({ row, reason }) => [row, reason])).toEqual([
    [7, 'survey "bare" has no labelling task "cheese"'],
    [8, expect.stringContaining("no rating")],
    [9, '"soon" is no time: write it as 2026-11-27T05:00:00Z'],
  ]);
  expect(await now()).toEqual([
    ["Ada", "odd", "g1", 4],
    ["Ben", "odd", "g1", null],
    ["Ada", "shape", "g2", "3"],
    ["Ada", "gz", "g3", { "smooth-or-featured": "featured", ring: "yes" }],
    ["Ada", "notes", "g4", "a #ring"],
  ]);
});

test.each([
  ["id_str,task,value\ng1,odd,1\n", /no column "user_name", which names the person/],
  ["user,task,value\nAda,odd,1\n", /no column "id_str", which names the object/],
  ["id_str,user,value\ng1,Ada,1\n", /no column "task", which names the task \(or give --task\)/],
  ["id_str,user,task\ng1,Ada,odd\n", /no column "value", which holds what the person said/],
])("a table that lacks a column is refused with its columns: %j", async (text, message) => {
  await writeFile(path, text);
  await expect(importLabels(workspace, "bare", path)).rejects.toThrow(message);
});

test("what 0.1.0 imported is known, though the keys were made from the time as it was written", async () => {
  const before = {
    by: "Ada",
    task: "odd",
    id: "g1",
    value: 4,
    at: "2026-01-02T03:04:05.000Z",
    // Of value "4" at "2026-01-02 03:04:05 UTC" with the id 7, as that version computed it.
    key: `import:${createHash("sha256")
      .update(JSON.stringify([JSON.stringify(["Ada", "odd", "g1", 4]), "7", "2026-01-02 03:04:05 UTC"]))
      .digest("hex")
      .slice(0, 32)}`,
  };
  const untimed = {
    by: "Ada",
    task: "odd",
    id: "g2",
    value: 3,
    key: `import:${createHash("sha256")
      .update(JSON.stringify([JSON.stringify(["Ada", "odd", "g2", 3]), "8", undefined]))
      .digest("hex")
      .slice(0, 32)}`,
  };
  await appendLabels(workspace, "bare", [before, untimed]);
  const head = "classification_id,id_str,user,task,value,created_at\n";
  for (const time of ["2026-01-02 03:04:05 UTC", "2026-01-02T03:04:05.000Z", "2026-01-02 03:04:05+00"]) {
    await writeFile(path, `${head}7,g1,Ada,odd,4,${time}\n8,g2,Ada,odd,3,\n`);
    expect(await importLabels(workspace, "bare", path)).toMatchObject({ added: 0, known: 2, faults: [] });
  }
});

test("labels of tasks that are not there name, once a task, the command that would make it", async () => {
  await writeFile(
    path,
    [
      "id_str,user,task,value",
      ...["spiral", "merger", "spiral"].map((value, i) => `g${i + 1},Ada,kind,${value}`),
      "g1,Ada,score,5",
      "g2,Ada,score,",
      "g1,Ada,seen,a #ring",
      'g1,Ada,deep,"{""a"":""b""}"',
      "",
    ].join("\n"),
  );
  const { missingTasks, added, faults } = await importLabels(workspace, "bare", path);
  expect([added, faults.length]).toEqual([0, 7]);
  const add = "almagest labels tasks add bare";
  expect(missingTasks).toEqual([
    { task: "kind", rows: 3, command: `${add} kind --classes merger,spiral` },
    { task: "score", rows: 2, command: `${add} score --kind rating` },
    { task: "seen", rows: 1, command: `${add} seen --kind text` },
    { task: "deep", rows: 1, command: `${add} deep --tree '<tree>'` },
  ]);
});

describe("an export", () => {
  const said: [string, string, LabelValue][] = [
    ["odd", "g1", 4],
    ["odd", "g2", null],
    ["shape", "g1", "3"],
    ["gz", "g1", { "smooth-or-featured": "featured", ring: "no" }],
    ["gz", "g2", null],
    ["notes", "g1", 'a "#ring", and\na second line, ü'],
  ];
  test.each([".csv", ".parquet", ".fits"])(
    "as %s comes back whole in another workspace, and adds nothing in its own",
    async (ending) => {
      await appendLabels(
        workspace,
        "bare",
        said.map(([task, id, value]) => ({ by: "Ada Ü, esq.", task, id, value })),
      );
      const out = join(workspace.path, `out${ending}`);
      await exportLabels(out, "bare", tasks, await readLabels(workspace, "bare"));
      expect(await importLabels(workspace, "bare", out)).toMatchObject({ added: 0, known: 6, faults: [] });
      const before = await now();
      const log = join(workspace.surveysPath, "bare.labels", "log.jsonl");
      const history = await readFile(log);
      await rm(log);
      expect(await importLabels(workspace, "bare", out)).toMatchObject({ added: 6, faults: [] });
      expect(await now()).toEqual(before);
      await writeFile(log, history);
    },
  );

  test("in any format, read in any other order in any workspace, adds each label once", async () => {
    const letters = fc.string({ unit: "grapheme", minLength: 1, maxLength: 8 }).filter((text) => text.trim() !== "");
    const text = fc.oneof(letters, fc.constantFrom(" a ", "\\u0041", "#ring\n", 'a "b", c'));
    const value = fc.oneof(
      fc.tuple(fc.constant("odd"), fc.option(fc.integer({ min: 0, max: 5 }))),
      fc.tuple(fc.constant("shape"), fc.constantFrom("disc", "bar", "3")),
      fc.tuple(fc.constant("gz"), fc.constant({ ring: "no", "smooth-or-featured": "featured" })),
      fc.tuple(fc.constant("notes"), text),
    );
    const label = fc.record({
      of: value,
      by: fc.constantFrom("Ada", "Ben Ü, esq."),
      id: fc.constantFrom("g1", "g2", "g3"),
      at: fc.date({ min: new Date("2020-01-01"), max: new Date("2026-01-01"), noInvalidDate: true }),
    });
    const endings = fc.shuffledSubarray([".csv", ".parquet", ".fits", ".tsv"], { minLength: 4 });
    await fc.assert(
      fc.asyncProperty(fc.array(label, { minLength: 1, maxLength: 6 }), endings, async (labels, formats) => {
        const [here, there] = [await bareSurvey(4), await bareSurvey(4)];
        try {
          for (const task of tasks) await addTask(here, "bare", task);
          const entries = labels.map(({ of: [task, said], by, id, at }) => ({
            by,
            task,
            id,
            value: said as LabelValue,
            at: at.toISOString(),
          }));
          await appendLabels(here, "bare", entries);
          const current = await readLabels(here, "bare");
          for (const [i, ending] of formats.entries()) {
            const out = join(here.path, `out${ending}`);
            await exportLabels(out, "bare", tasks, current);
            expect(await importLabels(here, "bare", out)).toMatchObject({ added: 0, faults: [] });
            const added = i === 0 ? current.length : 0;
            expect(await importLabels(there, "bare", out)).toMatchObject({ added, faults: [] });
          }
          const back = join(there.path, "back.parquet");
          await exportLabels(back, "bare", tasks, await readLabels(there, "bare"));
          expect(await importLabels(here, "bare", back)).toMatchObject({ added: 0, known: current.length });
        } finally {
          for (const made of [here, there]) await rm(dirname(made.path), { recursive: true, force: true });
        }
      }),
      { numRuns: 8 },
    );
  }, 300_000);

  test("brings its tasks along, as they were", async () => {
    await appendLabels(
      workspace,
      "bare",
      said.map(([task, id, value]) => ({ by: "Ada", task, id, value })),
    );
    const labels = await readLabels(workspace, "bare");
    for (const ending of [".csv", ".parquet", ".fits"]) {
      const out = join(workspace.path, `out${ending}`);
      await exportLabels(out, "bare", tasks, labels);
      const there = await bareSurvey(20);
      const { tasksMade, ...rest } = await importLabels(there, "bare", out);
      expect(rest).toMatchObject({ added: 6, faults: [], missingTasks: [] });
      expect(tasksMade).toEqual(tasks);
      expect(await readTasks(there, "bare")).toEqual(tasks);
      await rm(dirname(there.path), { recursive: true, force: true });
    }
  });

  test("to a file of another kind is refused before anything is written", async () => {
    await expect(exportLabels("labels.xlsx", "bare", tasks, [])).rejects.toThrow(".csv, .tsv, .parquet or .fits");
  });
});

test("any value survives as annotations and as text", () => {
  const answers = fc.constantFrom(
    { "smooth-or-featured": "smooth" },
    { "smooth-or-featured": "featured", ring: "yes" },
  );
  const kinds = fc.oneof(
    fc.tuple(fc.constant(odd), fc.option(fc.integer({ min: 0, max: 5 }))),
    fc.tuple(fc.constant(shape), fc.option(fc.constantFrom("disc", "bar", "3"))),
    fc.tuple(fc.constant(gz), fc.option(answers)),
    fc.tuple(fc.constant(notes), fc.option(fc.string({ minLength: 1 }).filter((text) => text.trim() === text))),
  );
  fc.assert(
    fc.property(kinds, ([task, value]) => {
      expect(valueFrom(task, annotationsOf(task, value as LabelValue), undefined)).toEqual({ value });
      expect(valueFromText(task, textOf(value as LabelValue))).toEqual(value);
    }),
  );
});

test("tags are the #words of a text, in small letters, each once", () => {
  expect(tagsOf("Odd #Ring, #tidal-tail; #ring again. #größe! no#tag &#39; # alone #-x #2rings")).toEqual([
    "ring",
    "tidal-tail",
    "größe",
    "2rings",
  ]);
});
