/** Records in JSON: an answer of ADS's search that was saved, a list, or one a line; ADS's own, or CSL's. */

import { adsRecord } from "./adsJson.ts";
import { cslRecord, isCsl } from "./cslJson.ts";
import { jsonRecords } from "./jsonRecords.ts";
import type { ReadRecord, Remark } from "./reader.ts";

export async function* readJson(path: string, remark?: Remark): AsyncGenerator<ReadRecord> {
  for await (const { line, json } of jsonRecords(path, remark)) {
    let value: unknown;
    try {
      value = JSON.parse(json);
    } catch {
      yield { line, fault: "it is not JSON" };
      continue;
    }
    const isObject = typeof value === "object" && value !== null;
    yield { line, ...(isObject && isCsl(value as object) ? cslRecord(value) : adsRecord(value)) };
  }
}
