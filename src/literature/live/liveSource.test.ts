import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, describe, expect, test } from "vitest";
import type { ReadRecord } from "../readers/reader.ts";
import { emptyWorkspace } from "../smallCorpus.ts";
import { searchAds } from "./adsSearch.ts";
import { searchArxiv } from "./arxivFeed.ts";
import { importLive, type LiveSource } from "./liveSource.ts";

const servers: Server[] = [];
afterAll(() => {
  for (const server of servers) server.close();
});

const quick = { pauseSeconds: 0, firstWaitSeconds: 0, tries: 3, timeoutSeconds: 5 };

/** A loopback server; what it was asked, in order. */
async function scripted(answer: (asked: URL, count: number, request: IncomingMessage) => [number, string]) {
  const asked: URL[] = [];
  const server = createServer((request: IncomingMessage, response: ServerResponse) => {
    const url = new URL(request.url ?? "/", "http://127.0.0.1");
    asked.push(url);
    const [status, body] = answer(url, asked.length, request);
    response.writeHead(status, status === 429 ? { "retry-after": "0" } : {}).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  servers.push(server);
  return { asked, baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

const total = 450;

function adsAnswer(url: URL): [number, string] {
  const [start, rows] = [Number(url.searchParams.get("start")), Number(url.searchParams.get("rows"))];
  const docs = Array.from({ length: Math.max(0, Math.min(rows, total - start)) }, (_, i) => ({
    bibcode: `2020MNRAS.${String(100 + Math.floor((start + i) / 1000)).padStart(4, ".")}.${String(1000 + start + i)}W`,
    title: [`Paper number ${start + i}`],
    author: ["Walmsley, Mike"],
    year: "2020",
    identifier: [],
  }));
  return [200, JSON.stringify({ response: { numFound: total, docs } })];
}

function atom(start: number, count: number): string {
  const entries = Array.from({ length: count }, (_, i) => {
    const number = String(start + i).padStart(5, "0");
    return `<entry><id>http://arxiv.org/abs/2001.${number}v2</id><published>2020-01-05T12:00:00Z</published>
      <title>Rings &amp; bars,
      part ${start + i} &lt;tag&gt; &#233;</title><summary> They are
      seen. </summary><author><name>Arjen van der Wel</name></author><author><name>Euclid Collaboration</name></author>
      <arxiv:doi xmlns:arxiv="http://arxiv.org/schemas/atom">10.1000/x${start + i}</arxiv:doi>
      <arxiv:primary_category xmlns:arxiv="http://arxiv.org/schemas/atom" term="astro-ph.GA"/><category term="astro-ph.GA" scheme="x"/></entry>`;
  });
  return `<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><opensearch:totalResults xmlns:opensearch="x">150</opensearch:totalResults>${entries.join("")}</feed>`;
}

async function all(records: AsyncIterable<ReadRecord>): Promise<ReadRecord[]> {
  const found: ReadRecord[] = [];
  for await (const record of records) found.push(record);
  return found;
}

describe("ADS", () => {
  test("is asked page after page with the token, waited for when it is busy, and every record is a paper", async () => {
    let [token, busy]: [string | undefined, number] = ["", 0];
    const { asked, baseUrl } = await scripted((url, count, request) => {
      token = request.headers.authorization;
      if (count === 2 || count === 4) return [++busy % 2 ? 429 : 503, "busy"];
      return adsAnswer(url);
    });
    const records = await all(
      searchAds({ text: 'author:"Walmsley"', rows: 2000, from: 0, token: "secret", baseUrl, manners: quick }),
    );
    expect(records).toHaveLength(total);
    expect(records[449]).toMatchObject({ line: 450, paper: { title: "Paper number 449", year: 2020 } });
    expect(token).toBe("Bearer secret");
    expect(asked.map((url) => url.searchParams.get("start"))).toEqual(["0", "200", "200", "400", "400"]);
  });

  test.each([
    [401, "", "ADS refused (401)"],
    [400, "", "ADS did not take the query: it answered 400"],
    [500, "", "ADS: it answered 500 Internal Server Error, 3 times"],
    [200, "<html>", "ADS answered something that is no result of a search"],
  ])("answering %i %j is one line", async (status, body, words) => {
    const { baseUrl } = await scripted(() => [status, body]);
    const search = searchAds({ text: "x", rows: 10, from: 0, token: "t", baseUrl, manners: quick });
    await expect(all(search)).rejects.toThrow(words);
  });
});

describe("arXiv", () => {
  test("its feed is read page after page, and an empty page is asked for again", async () => {
    const { asked, baseUrl } = await scripted((url, count) => {
      const start = Number(url.searchParams.get("start"));
      return [200, atom(start, count === 2 ? 0 : Math.min(100, 150 - start))];
    });
    const records = await all(searchArxiv({ text: "all:ring", rows: 1000, from: 0, baseUrl, manners: quick }));
    expect(records).toHaveLength(150);
    expect(asked).toHaveLength(3);
    expect(records[0]).toMatchObject({
      paper: {
        id: "2001.00000",
        title: "Rings & bars, part 0 <tag> é",
        abstract: "They are seen.",
        authors: ["van der Wel, Arjen", "Euclid Collaboration"],
        date: "2020-01-05",
        doi: "10.1000/x0",
        categories: ["astro-ph.GA"],
      },
    });
  });

  test("a query it does not understand is said in its words", async () => {
    const { baseUrl } = await scripted(() => [
      200,
      "<feed><entry><id>http://arxiv.org/api/errors#incorrect</id><summary>incorrect id format for x</summary></entry></feed>",
    ]);
    await expect(all(searchArxiv({ text: "x", rows: 10, from: 0, baseUrl, manners: quick }))).rejects.toThrow(
      "arXiv did not take the query: incorrect id format for x",
    );
  });
});

test("what a dying server gave is kept, and the same query goes on from there", async () => {
  let isDead = true;
  const { asked, baseUrl } = await scripted((url) =>
    isDead && Number(url.searchParams.get("start")) >= 200 ? [503, ""] : adsAnswer(url),
  );
  const workspace = await emptyWorkspace();
  const source: LiveSource = ({ from }) =>
    searchAds({ text: "x", rows: 2000, from, token: "t", baseUrl, manners: quick });
  await expect(importLive(workspace, "ADS: x", source)).rejects.toThrow("what came before is kept");
  isDead = false;
  const before = asked.length;
  expect(await importLive(workspace, "ADS: x", source)).toMatchObject({ from: 200, added: 250 });
  expect(asked[before]?.searchParams.get("start")).toBe("200");
  expect(await importLive(workspace, "ADS: x", source)).toMatchObject({ from: 0, unchanged: total });
});
