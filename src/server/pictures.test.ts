import { readdir, readFile, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { madeWorkspace } from "../methods/zoobot/madeSurvey.ts";
import { predictPicture } from "../methods/zoobot/predictPicture.ts";
import { readShippedModel } from "../methods/zoobot/shippedModel.ts";
import { writeRepresentations } from "../survey/representations.ts";
import { openSurvey, surveyObjects } from "../survey/survey.ts";
import type { Workspace } from "../survey/workspace.ts";
import { createRun } from "../training/run.ts";
import { createApp } from "./app.ts";
import { createPreparation } from "./preparation.ts";
import { createTrainings } from "./trainings.ts";

const token = "the-token";
let workspace: Workspace;
let app: ReturnType<typeof createApp>;
let ids: string[];
beforeAll(async () => {
  workspace = await madeWorkspace(6);
  ({ ids } = await surveyObjects(await openSurvey(workspace, "made")));
  // Each a quarter of a right angle further from the first axis.
  const vectors = Float32Array.from(ids.flatMap((_, i) => [Math.cos((i * Math.PI) / 8), Math.sin((i * Math.PI) / 8)]));
  await writeRepresentations(workspace, "made", "angles", ids, vectors, 2);
  app = createApp(workspace, { token, trainings: createTrainings(workspace), preparation: createPreparation() });
});
afterAll(() => rm(dirname(workspace.path), { recursive: true, force: true }));

async function ask(path: string, body?: string | Blob) {
  const headers = { host: "localhost:8300", "x-almagest-token": token };
  const response = await app.request(`http://localhost:8300${path}`, { method: body ? "POST" : "GET", headers, body });
  const content = (await response.json()) as Record<string, unknown>;
  return { status: response.status, content, error: String(content.error) };
}

describe("neighbours of a vector", () => {
  const similar = (content: unknown) => ask("/api/surveys/made/similar", JSON.stringify(content));

  test("come nearest first, however long the vector is", async () => {
    for (const length of [1, 1e-3, 1e6]) {
      const { content } = await similar({ run: "angles", vector: [0, length], limit: 3 });
      const neighbours = content.neighbours as { id: string; distance: number }[];
      expect(neighbours.map(({ id }) => id)).toEqual([ids[4], ids[3], ids[5]]);
      expect(neighbours[0]?.distance).toBeCloseTo(0, 5);
      expect(neighbours[1]?.distance).toBeCloseTo(1 - Math.cos(Math.PI / 8), 5);
    }
  });

  test.each<[unknown, number, RegExp]>([
    [{ run: "angles", vector: [1, 2, 3] }, 400, /by run "angles" has 2 numbers, and this vector 3/],
    [{ run: "angles", vector: [0, 0] }, 400, /has no direction/],
    [{ run: "angles", vector: [1e300, 1] }, 400, /has no direction/],
    [{ run: "angles", vector: [] }, 400, /vector/],
    [{ run: "angles", vector: ["1", 0] }, 400, /vector/],
    [{ run: "angles", vector: [null, 0] }, 400, /vector/],
    [{ run: "angles", vector: Array(3000).fill(0.5) }, 400, /vector/],
    [{ run: "angles", vector: [1, 0], limit: 0 }, 400, /limit/],
    [{ run: "angles", vector: [1, 0], where: "1=1" }, 400, /where/],
    [{ run: "none", vector: [1, 0] }, 404, /no representations of run "none".*or use angles/],
    [{ vector: [1, 0] }, 400, /run/],
  ])("%j is refused", async (content, status, message) => {
    const answer = await similar(content);
    expect([answer.status, answer.error]).toEqual([status, expect.stringMatching(message)]);
  });
});

describe("a picture", () => {
  const drawing = () =>
    sharp({
      create: {
        width: 200,
        height: 150,
        channels: 3,
        background: "teal",
        noise: { type: "gaussian", mean: 90, sigma: 30 },
      },
    });
  const look = (picture: Uint8Array, encoder = "shipped") =>
    ask(`/api/encoders/${encoder}/picture`, new Blob([new Uint8Array(picture)]));

  test("is looked at as the library looks at it, and nothing of it is kept", async () => {
    const before = await files();
    for (const picture of [await drawing().jpeg().toBuffer(), await drawing().tiff().toBuffer()]) {
      const { content } = await look(picture);
      expect(content).toEqual(await predictPicture(await readShippedModel(), picture));
    }
    expect(await files()).toEqual(before);
  });

  test("that is none, is damaged or is a bomb is refused with the reason", async () => {
    const jpeg = await drawing().jpeg().toBuffer();
    const bomb = Buffer.from(jpeg);
    const frame = bomb.indexOf(Buffer.from([0xff, 0xc0]));
    bomb.writeUInt16BE(30_000, frame + 5);
    bomb.writeUInt16BE(30_000, frame + 7);
    for (const [picture, reason] of [
      [Buffer.from("id_str,file_loc"), /^cannot read the image that was sent: it is not a JPEG, PNG, WebP or TIFF/],
      [Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'), /it is not a JPEG/],
      [jpeg.subarray(0, jpeg.length / 2), /damaged or cut off/],
      [bomb, /more than 64 million pixels \(30000 x 30000\)/],
    ] as const) {
      const { status, error } = await look(picture);
      expect([status, error]).toEqual([400, expect.stringMatching(reason)]);
    }
  });

  test("of more than 32 MB is refused", async () => {
    const { status, error } = await look(new Uint8Array(33e6));
    expect([status, error]).toEqual([413, expect.stringContaining("more than 32 MB")]);
  });

  test("waits for those before it, but not in a long line", async () => {
    const picture = await drawing().jpeg().toBuffer();
    const answers = await Promise.all(Array.from({ length: 6 }, () => look(picture)));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 200, 200, 200, 409, 409]);
    expect(answers.find(({ status }) => status === 409)?.error).toMatch(/4 pictures wait .* try again/);
    expect((await look(picture)).status).toBe(200);
  });

  test("for a run that is not there, or not finished, is refused, and the run's model too", async () => {
    const { card } = await createRun(workspace, {
      survey: "made",
      method: "zoobot",
      status: "failed",
      createdAt: "2026-01-01T00:00:00Z",
      configuration: {},
      task: { kind: "labels", column: "class", classes: ["bar", "disc"] },
    });
    const picture = await drawing().jpeg().toBuffer();
    for (const [encoder, status, reason] of [
      ["none", 404, /there is no run "none"/],
      [card.id, 409, /is failed/],
      ["..%2f..%2fshipped", 404, /there is no run/],
    ] as const) {
      for (const answer of [await look(picture, encoder), await ask(`/api/encoders/${encoder}`)])
        expect([answer.status, answer.error]).toEqual([status, expect.stringMatching(reason)]);
      expect((await ask(`/api/encoders/${encoder}/model.onnx`)).status).toBe(404);
    }
    const { content } = await ask("/api/encoders");
    expect(content).toMatchObject([{ name: "shipped", surveys: [] }]);
  });

  async function files(): Promise<string[]> {
    const names = await readdir(workspace.path, { recursive: true });
    return Promise.all(names.map(async (name) => `${name} ${(await stat(join(workspace.path, name))).mtimeMs}`));
  }
});

test("files of the built page that are named after their content may be kept by the browser, and no others", async () => {
  const page = await readFile(new URL("../../dist/web/index.html", import.meta.url), "utf8");
  const [script] = /\/assets\/[^"]+\.js/.exec(page) ?? [];
  const caching = async (path: string) => {
    const response = await app.request(`http://localhost:8300${path}`, { headers: { host: "localhost:8300" } });
    return response.headers.get("cache-control");
  };
  expect(await caching(script ?? "")).toContain("immutable");
  expect(await caching("/report.js")).toBe("no-cache");
  expect(await caching("/")).toBe("no-store");
});
