import { appendFile, readdir, readFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, test } from "vitest";
import { indexLibrary } from "../indexLibrary.ts";
import { openForSearch, search } from "../search.ts";
import { emptyWorkspace, importLines, lettersEncoder, smallCorpus } from "../smallCorpus.ts";

const tiny = fileURLToPath(new URL("../../../fixtures/textEncoder/tiny", import.meta.url));

type Answer = "vectors" | "busy" | "down" | "wrong" | "odd";
const servers: { close(): void }[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

/** An embeddings server that counts what it encodes and answers by a script, the last entry for ever. */
async function embeddings(script: Answer[]) {
  const seen = { texts: 0, requests: 0, keys: [] as (string | undefined)[] };
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (bytes) => {
      body += bytes;
    });
    request.on("end", async () => {
      seen.requests++;
      seen.keys.push(request.headers.authorization);
      const answer = script.length > 1 ? script.shift() : script[0];
      if (answer === "busy") return response.writeHead(429, { "retry-after": "0" }).end();
      if (answer === "down") return response.destroy();
      if (answer === "wrong") return response.writeHead(200).end('{"data": []}');
      const { input } = JSON.parse(body) as { input: string[] };
      seen.texts += input.length;
      const vectors = await lettersEncoder.encode(input.map((title) => ({ title, abstract: "" })));
      const data = input.map((_, i) => ({
        index: i,
        embedding: [...vectors.subarray(i * 128, answer === "odd" ? i * 128 + 5 : (i + 1) * 128)],
      }));
      response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify({ data: data.reverse() }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  servers.push({ close });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`, seen, close };
}

async function libraryWith(lines: readonly object[] = smallCorpus) {
  const workspace = await emptyWorkspace();
  await importLines(workspace, lines);
  await indexLibrary(workspace);
  return workspace;
}

async function firstOf(workspace: Awaited<ReturnType<typeof emptyWorkspace>>, encoder?: string) {
  const library = await openForSearch(workspace, { encoder });
  const found = await search(library, "dust sublimation radius", { limit: 1 });
  await library.close();
  return found;
}

describe("vectors of an encoder from a folder", () => {
  test("lie beside the index's own, and search says whose it uses", async () => {
    const workspace = await libraryWith();
    expect(await indexLibrary(workspace, { encoder: tiny })).toMatchObject({
      encoder: "astronomy",
      vectors: { encoder: "tiny", papers: 4, encoded: 4 },
    });
    const found = await firstOf(workspace);
    expect(found).toMatchObject({ encoder: "tiny", remarks: [], hits: [{ id: "1203.0003" }] });
    expect(found.hits[0]?.why.parts.find(({ name }) => name === "meaning")?.why).toMatch(/^cosine .* by tiny$/);
    expect(await firstOf(workspace, "astronomy")).toMatchObject({ encoder: "astronomy" });
    await expect(firstOf(workspace, "huge")).rejects.toThrow('no vectors by "huge"; it has those by astronomy, tiny');
    await indexLibrary(workspace, { encoder: "astronomy" });
    expect(await firstOf(workspace)).toMatchObject({ encoder: "astronomy" });
    expect(await firstOf(workspace, "tiny")).toMatchObject({ encoder: "tiny" });
  });

  test("are made once: for new papers and changed texts, and not where only facts changed", async () => {
    const workspace = await libraryWith(smallCorpus.slice(0, 2));
    await indexLibrary(workspace, { encoder: tiny });
    const [, second, third] = smallCorpus;
    await importLines(workspace, [{ ...second, year: 2013 }, third as object]);
    expect(await indexLibrary(workspace)).toMatchObject({ vectors: { papers: 3, encoded: 1 } });
    expect(await indexLibrary(workspace)).toMatchObject({ vectors: { papers: 3, encoded: 0 } });
  });

  test("are whole again after a kill in the middle of a record", async () => {
    const workspace = await libraryWith();
    await indexLibrary(workspace, { encoder: tiny });
    const [folder = ""] = (await readdir(join(workspace.path, "library-vectors"))).filter((name) =>
      name.startsWith("tiny"),
    );
    const file = join(workspace.path, "library-vectors", folder, "vectors");
    const before = await readFile(file);
    await appendFile(file, before.subarray(0, 17));
    expect(await firstOf(workspace)).toMatchObject({ encoder: "tiny", remarks: [] });
    expect(await indexLibrary(workspace)).toMatchObject({ vectors: { encoded: 0 } });
    expect(await readFile(file)).toEqual(before);
  });
});

describe("vectors of a server", () => {
  test("come in batches, in the order of the texts, however busy it is", async () => {
    const workspace = await libraryWith();
    const { url, seen } = await embeddings(["vectors", "busy", "busy", "vectors"]);
    const report = await indexLibrary(workspace, { encoder: url, encoderModel: "letters" });
    expect(report).toMatchObject({ vectors: { encoder: "letters", encoded: 4 } });
    expect(seen).toMatchObject({ texts: 5, requests: 4 });
    expect(await firstOf(workspace)).toMatchObject({ encoder: "letters", remarks: [], hits: [{ id: "1203.0003" }] });
  });

  test("that is gone leaves the index's own to rank, and says so", async () => {
    const workspace = await libraryWith();
    const { url, close } = await embeddings(["vectors"]);
    await indexLibrary(workspace, { encoder: url, encoderModel: "letters" });
    close();
    const found = await firstOf(workspace);
    expect(found).toMatchObject({ encoder: "astronomy", hits: [{ id: "1203.0003" }] });
    expect(found.remarks[0]).toMatch(
      /^the text encoder letters at 127.0.0.1:\d+ cannot be reached.*: ranked by astronomy instead$/,
    );
    expect(await indexLibrary(workspace)).toMatchObject({ vectors: { encoder: "letters", encoded: 0 } });
    await importLines(workspace, [{ id: "1901.0001", title: "One more" }]);
    expect(await indexLibrary(workspace)).toMatchObject({
      papers: 5,
      vectors: { problem: expect.stringContaining("cannot be reached") },
    });
    expect((await firstOf(workspace)).remarks.length).toBeGreaterThan(0);
  });

  test.each([
    ["wrong", "sent no vectors for 1 texts"],
    ["down", "cannot be reached, or broke off"],
  ] as const)("that is %s is named in one line, and nothing of it is used", async (answer, words) => {
    const workspace = await libraryWith();
    const { url } = await embeddings([answer]);
    await expect(indexLibrary(workspace, { encoder: url, encoderModel: "letters" })).rejects.toThrow(words);
    expect(await firstOf(workspace)).toMatchObject({ encoder: "astronomy", remarks: [] });
  });

  test("whose model was exchanged for another is not mixed with it", async () => {
    const workspace = await libraryWith(smallCorpus.slice(0, 3));
    const { url } = await embeddings(["vectors", "vectors", "odd"]);
    await indexLibrary(workspace, { encoder: url, encoderModel: "letters" });
    await importLines(workspace, [smallCorpus[3] as object]);
    expect(await indexLibrary(workspace)).toMatchObject({
      vectors: { problem: expect.stringContaining("sends vectors of 5 numbers, and those that are kept have 128") },
    });
  });

  test("needs the name of a model", async () => {
    const workspace = await libraryWith();
    await expect(indexLibrary(workspace, { encoder: "http://127.0.0.1:1/v1" })).rejects.toThrow(
      "needs --encoder-model",
    );
  });
});
