import { mkdir, readdir, rename, rm, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { madeWorkspace } from "../methods/zoobot/madeSurvey.ts";
import { openSurvey, surveyObjects } from "../survey/survey.ts";
import type { Workspace } from "../survey/workspace.ts";
import { createApp } from "./app.ts";
import { freePort } from "./freePort.ts";
import { createPreparation } from "./preparation.ts";
import { serve } from "./serve.ts";
import { createTrainings } from "./trainings.ts";

const token = "the-token";
const host = "localhost:8300";
let workspace: Workspace;
let app: ReturnType<typeof createApp>;
beforeAll(async () => {
  workspace = await madeWorkspace(12);
  app = createApp(workspace, { token, trainings: createTrainings(workspace), preparation: createPreparation() });
});
afterAll(() => rm(dirname(workspace.path), { recursive: true, force: true }));

function ask(
  path: string,
  { headers = {}, method = "GET", body }: { headers?: Record<string, string>; method?: string; body?: string } = {},
) {
  return app.request(`http://${host}${path}`, { method, headers: { host, ...headers }, body });
}

async function errorOf(response: Response): Promise<string> {
  const { error } = (await response.json()) as { error: string };
  return error;
}

async function totalOf(response: Response): Promise<number> {
  const { total } = (await response.json()) as { total: number };
  return total;
}

/** Every address the application answers at, with parameters filled in. */
function addresses(): { method: string; path: string }[] {
  const concrete = (path: string) =>
    path.replace(":name", "made").replace(":id", "587722953303910000").replace("*", "x");
  const found = app.routes
    .filter(({ method }) => method !== "ALL")
    .map(({ method, path }) => ({ method, path: concrete(path) }));
  return [...new Map(found.map((each) => [`${each.method} ${each.path}`, each])).values()];
}

const post = (body: string) =>
  ask("/api/runs", { method: "POST", headers: { "x-almagest-token": token, origin: `http://${host}` }, body });

test.each(["/etc/weights.safetensors", "hf-hub:owner/name", "../models/x", "weights.bin"])(
  "a page cannot have %s read or fetched as an encoder to begin with",
  async (from) => {
    const response = await post(JSON.stringify({ survey: "made", label: "class", from }));
    expect([response.status, await errorOf(response)]).toEqual([400, expect.stringContaining("name of a run")]);
  },
);

test("a body that is not JSON, or too long, is the asker's mistake and says so", async () => {
  const broken = await post("{");
  expect([broken.status, await errorOf(broken)]).toEqual([400, expect.stringContaining("not JSON")]);
  expect((await post("x".repeat(70_000))).status).toBe(413);
});

test.each([
  [{ task: "cheese", label: "class" }, /"classes"\|"votes"\|"regression"/],
  [{ task: "votes", label: "class" }, /^--task votes learns vote counts/],
  [{ target: "class" }, /holds text, not numbers/],
  [{ target: "redshift" }, /no column "redshift"; it has numbers in /],
])("a training that %j asks for is refused in the command's own words", async (asked, message) => {
  const response = await post(JSON.stringify({ survey: "made", ...asked }));
  expect([response.status, await errorOf(response)]).toEqual([400, expect.stringMatching(message)]);
});

describe("requests from elsewhere", () => {
  test("get no answer at any address: by another host name, from another site, or without the token", async () => {
    expect(addresses().length).toBeGreaterThan(12);
    for (const { method, path } of addresses()) {
      const status = async (headers: Record<string, string>) => (await ask(path, { method, headers })).status;
      for (const other of ["evil.example", "localhost.evil.example", "127.0.0.1.evil.example:8300", "0.0.0.0", ""])
        expect([path, other, await status({ host: other })]).toEqual([path, other, 421]);
      for (const origin of ["null", "http://evil.example", "https://localhost:8300", "http://localhost:9999"])
        expect([path, origin, await status({ origin })]).toEqual([path, origin, 403]);
      if (method !== "GET") {
        expect(await status({})).toBe(403);
        expect(await status({ "x-almagest-token": "a guess" })).toBe(403);
      }
    }
  });

  test("the page's own get one, with a policy that lets no foreign script run", async () => {
    const page = await ask("/survey/made", { headers: { origin: `http://${host}` } });
    expect(page.status).toBe(200);
    expect(await page.text()).toContain(`content="${token}"`);
    for (const path of ["/", "/api/surveys", "/api/nothing", "/api/surveys/made/galaxies/x/image"]) {
      const { headers } = await ask(path);
      expect(headers.get("content-security-policy")).toContain("script-src 'self'");
      expect(headers.get("x-content-type-options")).toBe("nosniff");
    }
  });
});

describe("files outside", () => {
  const spellings = [
    "../../etc/passwd",
    "..%2f..%2fetc%2fpasswd",
    "..%5c..%5cetc%5cpasswd",
    "%2e%2e/%2e%2e/etc/passwd",
    "....//....//etc/passwd",
    "%252e%252e%252fetc%252fpasswd",
    "/etc/passwd",
    "%2fetc%2fpasswd",
    "file:///etc/passwd",
    "..%00/etc/passwd",
    "made%00",
    "\\\\server\\share",
    "%5c%5cserver%5cshare",
    "..;/etc/passwd",
    "..%c0%af..%c0%afetc",
    "~/.ssh/id_rsa",
    "%7e/.ssh",
    ".",
    "..",
    "%2e",
    `${"a/".repeat(40)}x`,
    "a".repeat(300),
    "C:%5cWindows",
    "CON",
    "made.json",
    "../surveys/made",
  ];
  test.each(spellings)("are not reached by %j", async (spelling) => {
    for (const path of [
      `/api/surveys/${spelling}`,
      `/api/surveys/made/galaxies/${spelling}/image`,
      `/api/runs/${spelling}`,
      `/${spelling}.js`,
    ]) {
      const response = await ask(path);
      const text = await response.text();
      expect(text).not.toMatch(/root:|PRIVATE KEY/);
      expect(response.status).not.toBe(500);
    }
  });

  test("are not reached through a link in an image folder, and a file that was moved is named", async () => {
    const { ids, images } = await surveyObjects(await openSurvey(workspace, "made"));
    const [id = "", image = ""] = [ids[0], images[0]];
    const secret = join(dirname(workspace.path), "secret.png");
    await rename(image, secret);
    const moved = await ask(`/api/surveys/made/galaxies/${id}/image`);
    expect([moved.status, await errorOf(moved)]).toEqual([400, expect.stringContaining("was its folder moved?")]);
    await symlink(secret, image);
    const linked = await ask(`/api/surveys/made/galaxies/${id}/image`);
    expect([linked.status, await errorOf(linked)]).toEqual([
      403,
      expect.stringContaining("lies outside of the folders"),
    ]);
    await rm(image);
    await rename(secret, image);
    expect((await ask(`/api/surveys/made/galaxies/${id}/image?size=192`)).headers.get("content-type")).toBe(
      "image/jpeg",
    );
  });

  test("an image of 30,000 x 30,000 pixels is refused before it is decoded", async () => {
    const { ids, images } = await surveyObjects(await openSurvey(workspace, "made"));
    const [id = "", image = ""] = [ids[1], images[1]];
    await writeFile(image, headerOfPng(30_000, 30_000));
    const response = await ask(`/api/surveys/made/galaxies/${id}/image`);
    expect([response.status, await errorOf(response)]).toEqual([400, expect.stringMatching(/30000 x 30000/)]);
  });
});

/** A PNG that says how large it is, and ends there. */
function headerOfPng(width: number, height: number): Buffer {
  const header = Buffer.from(
    "89504e470d0a1a0a0000000d49484452000000000000000008020000000000000000000000494441540000000049454e44ae426082",
    "hex",
  );
  header.writeUInt32BE(width, 16);
  header.writeUInt32BE(height, 20);
  return header;
}

describe("questions that cannot be answered", () => {
  const galaxies = (query: Record<string, string>) => ask(`/api/surveys/made/galaxies?${new URLSearchParams(query)}`);
  test.each<[Record<string, string>, RegExp]>([
    [{ where: "not json" }, /where must be a JSON list/],
    [{ where: '[{"column":"x","operator":"=","value":"1"}]' }, /has no column "x"/],
    [
      { where: '[{"column":"smooth-or-featured-dr5_smooth","operator":">=","value":"many"}]' },
      /compared with a number/,
    ],
    [{ order: "nothing" }, /has no column "nothing"/],
    [{ limit: "0" }, /limit/],
    [{ offset: "-1" }, /offset/],
  ])("%j", async (query, message) => {
    const response = await galaxies(query);
    expect(response.status).toBe(400);
    expect(await errorOf(response)).toMatch(message);
  });

  test("filters with quotes and wildcards find only what is written", async () => {
    for (const value of ["' OR '1'='1", "%", "_", "disc'; DROP TABLE made; --", "`"]) {
      const where = JSON.stringify([{ column: "class", operator: "contains", value }]);
      expect(await totalOf(await galaxies({ where }))).toBe(0);
    }
    const where = JSON.stringify([{ column: "class", operator: "contains", value: "dis" }]);
    expect(await totalOf(await galaxies({ where }))).toBe(8);
  });
});

test("a second server on one workspace is refused with the first one's address", async () => {
  const stop = new AbortController();
  let first: Promise<void> = Promise.resolve();
  const at = await new Promise<string>((resolve, reject) => {
    first = serve(workspace, { port: 0, stop: stop.signal }, ({ address }) => resolve(address));
    first.catch(reject);
  });
  expect((await fetch(`${at}/api/surveys`)).status).toBe(200);
  await expect(serve(workspace, { port: 0, stop: stop.signal }, () => {})).rejects.toThrow(`is open already, at ${at}`);
  stop.abort();
  await first;
});

describe("a server that could not begin", () => {
  test("leaves neither port nor lock behind where its address cannot be written", async () => {
    const blocked = await madeWorkspace(1);
    const addressFile = join(blocked.path, "server.json");
    await mkdir(join(addressFile, "in the way"), { recursive: true });
    const port = await freePort();
    const run = () => serve(blocked, { port, stop: AbortSignal.abort() }, () => {});
    await expect(run()).rejects.toMatchObject({ code: "file" });
    expect(await readdir(blocked.path)).not.toContain("server.lock");
    await rm(addressFile, { recursive: true });
    await run();
    await rm(dirname(blocked.path), { recursive: true });
  });

  test("waits for a killed one's lock to fall open, where nothing answers at that one's address", async () => {
    const left = await madeWorkspace(1);
    // What kill -9 leaves: a lock that nobody renews, and the address.
    await mkdir(join(left.path, "server.lock"));
    await writeFile(
      join(left.path, "server.json"),
      JSON.stringify({ address: `http://localhost:${await freePort()}` }),
    );
    let isReady = false;
    await serve(left, { port: 0, stop: AbortSignal.abort() }, () => {
      isReady = true;
    });
    expect(isReady).toBe(true);
    await rm(dirname(left.path), { recursive: true });
  }, 20_000);
});
