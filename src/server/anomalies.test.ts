import { rm } from "node:fs/promises";
import { dirname } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { randomStream } from "../random.ts";
import { bareSurvey } from "../survey/bareSurvey.ts";
import { writeRepresentations } from "../survey/representations.ts";
import type { Workspace } from "../survey/workspace.ts";
import { createApp } from "./app.ts";
import { createPreparation } from "./preparation.ts";
import { createTrainings } from "./trainings.ts";

const token = "the-token";
const host = "localhost:8300";
let workspace: Workspace;
let app: ReturnType<typeof createApp>;
beforeAll(async () => {
  workspace = await bareSurvey(60);
  const stream = randomStream(1, "made");
  const vectors = Float32Array.from({ length: 60 * 5 }, () => stream.normal());
  const ids = Array.from({ length: 60 }, (_, i) => `g${i}`);
  await writeRepresentations(workspace, "bare", "run", ids, vectors, 5);
  app = createApp(workspace, { token, trainings: createTrainings(workspace), preparation: createPreparation() });
});
afterAll(() => rm(dirname(workspace.path), { recursive: true, force: true }));

interface Answer {
  status: number;
  body: {
    error?: string;
    rated?: number;
    written?: number;
    proposals?: { id: string; mean: number | null }[];
    ratings?: { id: string; score: number }[];
  };
}

async function ask(path: string, sent?: object): Promise<Answer> {
  const headers = { host, "x-almagest-token": token, origin: `http://${host}` };
  const response = await app.request(`http://${host}/api/surveys/bare/${path}`, {
    method: sent ? "POST" : "GET",
    headers,
    body: sent && JSON.stringify(sent),
  });
  return { status: response.status, body: (await response.json()) as Answer["body"] };
}

test("a person rates what is proposed, and what is proposed next is learnt from it", async () => {
  const first = await ask("anomalies?batch=6&interest=mergers");
  expect(first).toMatchObject({ status: 200, body: { rated: 0 } });
  const shown = first.body.proposals?.map(({ id }) => id) ?? [];
  expect(shown).toHaveLength(6);
  const ratings = shown.map((id, i) => ({ id, score: i % 6, key: `key-${id}` }));
  expect(await ask("ratings", { by: "Ada", interest: "mergers", ratings })).toMatchObject({ body: { written: 6 } });
  const next = await ask("anomalies?batch=6&interest=mergers");
  expect(next.body.rated).toBe(6);
  for (const { id, mean } of next.body.proposals ?? []) {
    expect(shown).not.toContain(id);
    expect(typeof mean).toBe("number");
  }
  expect((await ask("ratings?interest=mergers&by=Ada")).body.ratings).toHaveLength(6);
  expect((await ask("ratings?interest=mergers&by=Ben")).body.ratings).toHaveLength(0);
});

test("a rating that is sent twice, because the answer to the first was lost, is stored once", async () => {
  const rating = { by: "Ada", interest: "rings", ratings: [{ id: "g1", score: 4, key: "once" }] };
  expect((await ask("ratings", rating)).body.written).toBe(1);
  expect((await ask("ratings", rating)).body.written).toBe(0);
});

test.each([
  ["ratings", { by: "Ada", ratings: [{ id: "g99", score: 4 }] }, /no object "g99"/],
  ["ratings", { by: "Ada", ratings: [{ id: "g1", score: 9 }] }, /9 is no rating/],
  ["ratings", { by: "", ratings: [{ id: "g1", score: 1 }] }, /cannot be a person's name/],
  ["ratings", { ratings: [{ id: "g1", score: 1 }] }, /by/],
  ["anomalies?run=nobody", undefined, /no representations of run "nobody"/],
  ["anomalies?batch=0", undefined, /batch/],
])("refuses %s %o in one line", async (path, sent, message) => {
  const { status, body } = await ask(path, sent);
  expect(status).toBeGreaterThanOrEqual(400);
  expect(status).toBeLessThan(500);
  expect(body.error).toMatch(message);
});
