import { rm } from "node:fs/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { randomStream } from "../random.ts";
import { bareSurvey } from "../survey/bareSurvey.ts";
import { appendLabels } from "../survey/labelLog.ts";
import { addTask } from "../survey/labelTask.ts";
import { writeRepresentations } from "../survey/representations.ts";
import type { Workspace } from "../survey/workspace.ts";
import { createApp } from "./app.ts";
import { createPreparation } from "./preparation.ts";
import { createTrainings } from "./trainings.ts";

const host = "localhost:8300";
const ids = Array.from({ length: 80 }, (_, i) => `g${i}`);
const isOdd = (id: string) => Number(id.slice(1)) % 4 === 0;
let workspace: Workspace;
let app: ReturnType<typeof createApp>;
beforeAll(async () => {
  workspace = await bareSurvey(ids.length);
  const stream = randomStream(1, "made");
  const vectors = Float32Array.from(
    { length: ids.length * 5 },
    (_, at) => stream.normal() + (at % 5 === 0 && isOdd(`g${Math.floor(at / 5)}`) ? 5 : 0),
  );
  await writeRepresentations(workspace, "bare", "run", ids, vectors, 5);
  app = createApp(workspace, {
    token: "the-token",
    trainings: createTrainings(workspace),
    preparation: createPreparation(),
  });
});
afterAll(() => rm(workspace.path, { recursive: true, force: true }));

async function ask(path: string, sent?: object) {
  const headers = { host, "x-almagest-token": "the-token", origin: `http://${host}` };
  const response = await app.request(`http://${host}/api/surveys/bare/${path}`, {
    method: sent ? "POST" : "GET",
    headers,
    body: sent && JSON.stringify(sent),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

const examples = {
  by: "Ada",
  positive: [{ ids: ids.filter(isOdd).slice(0, 8) }],
  negative: [{ ids: ids.filter((id) => !isOdd(id)).slice(0, 10) }],
};

test("a class is taught by another process, and its rounds are listed", async () => {
  expect((await ask("teach")).body).toEqual({ classes: [], representations: ["run"] });
  const first = await ask("teach/odd", examples);
  expect(first).toMatchObject({ status: 200, body: { round: 1, positives: 8, negatives: 10, column: "odd@teach" } });
  const top = first.body.top as { id: string }[];
  expect(top.slice(0, 8).filter(({ id }) => isOdd(id)).length).toBeGreaterThan(6);
  expect(await ask("teach/odd", { by: "Ben" })).toMatchObject({ body: { round: 2, positives: 8 } });
  const { rounds } = (await ask("teach/odd")).body as { rounds: { by: string }[] };
  expect(rounds.map(({ by }) => by)).toEqual(["Ada", "Ben"]);
  expect((await ask("teach")).body).toMatchObject({ classes: ["odd"] });
});

test("what everyone says of a class is told to each of them", async () => {
  await addTask(workspace, "bare", { name: "ringy", kind: "classes", classes: ["yes", "no"] });
  await appendLabels(workspace, "bare", [
    { by: "Ada", task: "ringy", id: "g1", value: "no" },
    { by: "Ben", task: "ringy", id: "g1", value: "yes" },
  ]);
  expect((await ask("teach/ringy")).body).toEqual({
    rounds: [],
    voices: [
      {
        id: "g1",
        said: [
          { by: "Ada", value: "no" },
          { by: "Ben", value: "yes" },
        ],
      },
    ],
  });
});

test("what is like some and unlike others is found, and what carries a tag counts as like", async () => {
  const list = (of: readonly string[]) => encodeURIComponent(JSON.stringify(of));
  const alike = await ask(`alike?like=${list(["g0", "g4"])}&unlike=${list(["g1", "g2"])}&limit=10`);
  expect(alike.body).toMatchObject({ run: "run", like: 2, unlike: 2 });
  const found = (alike.body.galaxies as { id: string }[]).map(({ id }) => id);
  expect(found).toHaveLength(10);
  expect(found.filter(isOdd).length).toBeGreaterThan(8);
  expect(found).not.toContain("g0");
  await addTask(workspace, "bare", { name: "notes", kind: "text" });
  await appendLabels(
    workspace,
    "bare",
    ["g8", "g12", "g16"].map((id) => ({ by: "Ada", task: "notes", id, value: "#diffuse" })),
  );
  expect((await ask("tags")).body).toEqual({ tags: [{ name: "#diffuse", objects: 3 }] });
  expect((await ask(`alike?tag=diffuse&like=${list(["g0"])}`)).body).toMatchObject({ like: 4, unlike: 0 });
});

test("a person's labels are found however a keyboard composes the name", async () => {
  await addTask(workspace, "bare", { name: "shape", kind: "classes", classes: ["disc", "bar"] });
  await appendLabels(workspace, "bare", [{ by: "Jose\u0301", task: "shape", id: "g3", value: "disc" }]);
  const by = encodeURIComponent("Jose\u0301 ");
  expect((await ask(`labels/last?task=shape&by=${by}`)).body).toMatchObject({ labels: [{ id: "g3" }] });
  expect((await ask(`labels/progress?task=shape&by=${by}`)).body).toMatchObject({ labelled: 1 });
  expect((await ask(`labels/next?task=shape&by=${by}&limit=500`)).body).toMatchObject({ left: ids.length - 1 });
});

test("an object whose only label was taken back is not counted any more, however long agreement takes to measure", async () => {
  await addTask(workspace, "bare", { name: "many", kind: "rating" });
  const people = Array.from({ length: 40 }, (_, i) => `person ${i}`);
  const entries = people.flatMap((by) => ids.map((id, i) => ({ by, task: "many", id, value: i % 6 })));
  await appendLabels(workspace, "bare", entries);
  const objects = async () => (await ask("labels/progress?task=many&by=Ada")).body.objects;
  expect(await objects()).toBe(ids.length);
  await appendLabels(
    workspace,
    "bare",
    people.map((by) => ({ by, task: "many", id: "g3", value: null })),
  );
  expect(await objects()).toBe(ids.length - 1);
});

test("representations that were written again are those that are asked", async () => {
  const list = (of: readonly string[]) => encodeURIComponent(JSON.stringify(of));
  const question = `alike?like=${list(["g1", "g5"])}&unlike=${list(["g0", "g2"])}&limit=10`;
  const isLike = ({ id }: { id: string }) => Number(id.slice(1)) % 4 === 1;
  const found = async () => ((await ask(question)).body.galaxies as { id: string }[]).filter(isLike).length;
  expect(await found()).toBeLessThan(8);
  const stream = randomStream(2, "made");
  const others = Float32Array.from(
    { length: ids.length * 5 },
    (_, at) => stream.normal() + (at % 5 === 1 && Math.floor(at / 5) % 4 === 1 ? 5 : 0),
  );
  await writeRepresentations(workspace, "bare", "run", ids, others, 5);
  expect(await found()).toBeGreaterThan(8);
});

test.each([
  ["teach/odd", { by: "Ada", positive: [{ selection: "none" }], negative: [] }, /no saved selection "none"/],
  ["teach/new", { ...examples, negative: [] }, /there is no negative example/],
  ["teach/..%2f..%2fup", examples, /cannot name a class/],
  ["teach/odd", { ...examples, run: "nobody" }, /no representations of run "nobody"/],
  ["teach/odd", { ...examples, positive: [{ file: "/etc/passwd" }] }, /positive/],
  ["teach/new/fine-tune", {}, /"new" has not been taught yet/],
  ["teach/odd/fine-tune", { tune: "everything" }, /is linear, blocks:N or all/],
  ["alike?like=g1", undefined, /like must be a list of ids/],
  ["alike", undefined, /no example/],
  ["alike?tag=none", undefined, /has no tag "none"/],
  [`alike?like=${encodeURIComponent('["g99"]')}`, undefined, /no object "g99"/],
])("refuses %s %o in one line", async (path, sent, message) => {
  const { status, body } = await ask(path, sent);
  expect([status >= 400 && status < 500, body.error]).toEqual([true, expect.stringMatching(message)]);
});
