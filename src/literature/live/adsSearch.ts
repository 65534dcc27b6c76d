/** ADS's search API as a source of papers. @see https://github.com/adsabs/adsabs-dev-api, search */

import { z } from "zod";
import { Fault } from "../../fault.ts";
import { adsRecord } from "../readers/adsJson.ts";
import type { ReadRecord } from "../readers/reader.ts";
import type { LiveQuery } from "./liveSource.ts";
import { politely } from "./politely.ts";

export const adsUrl = "https://api.adsabs.harvard.edu/v1";
/** What ADS hands out at once. */
const pageSize = 200;
const fields =
  "bibcode,title,abstract,author,author_count,year,pubdate,doi,identifier,pub,arxiv_class,keyword,property,doctype,citation_count";

const answer = z.object({ response: z.object({ numFound: z.int(), docs: z.array(z.unknown()) }) });

/** @throws Fault "live-source" */
export async function* searchAds(query: LiveQuery & { token: string }): AsyncGenerator<ReadRecord> {
  const { text, rows, from, baseUrl = adsUrl, token, manners } = query;
  const get = politely({
    pauseSeconds: 0.5,
    ...manners,
    name: "ADS",
    headers: { authorization: `Bearer ${token}` },
  });
  for (let start = from; start < rows; ) {
    const asked = new URLSearchParams({
      q: text,
      fl: fields,
      // By an order that new papers only lengthen: what was stopped goes on where it was.
      sort: "entry_date asc, bibcode asc",
      start: String(start),
      rows: String(Math.min(pageSize, rows - start)),
    });
    const { success, data } = answer.safeParse(parsed(await get(`${baseUrl}/search/query?${asked}`)));
    if (!success) throw new Fault("live-source", "ADS answered something that is no result of a search");
    const { docs, numFound } = data.response;
    for (const [i, doc] of docs.entries()) yield { line: start + i + 1, ...adsRecord(doc) };
    start += docs.length;
    if (docs.length === 0 || start >= numFound) return;
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
