import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { Fault } from "../../fault.ts";
import { operatorCall } from "./operatorCall.ts";
import { parseQuery } from "./parseQuery.ts";

const file = fileURLToPath(new URL("../../../../shared/data/papers/ads-queries-dev.jsonl", import.meta.url));

test.skipIf(!existsSync(file))(
  "queries that people wrote for ADS are read, or refused for what the library does not hold (skipped without shared/data/papers)",
  async () => {
    const queries = (await readFile(file, "utf8"))
      .trim()
      .split("\n")
      .map((line) => String(JSON.parse(line).ads_query));
    const refused: Record<string, number> = {};
    for (const query of queries) {
      try {
        const call = operatorCall(query);
        for (const part of call ? [call.inner, call.rest] : [query]) parseQuery(part);
      } catch (error) {
        expect(error).toBeInstanceOf(Fault);
        expect((error as Fault).message).toMatch(/at character \d+$/);
        const kind =
          /the library holds no|ask ADS|around a whole query/.exec((error as Fault).message)?.[0] ??
          `${(error as Fault).message}: ${query}`;
        refused[kind] = (refused[kind] ?? 0) + 1;
      }
    }
    const {
      "the library holds no": fields = 0,
      "ask ADS": operators = 0,
      "around a whole query": nested = 0,
      ...others
    } = refused;
    expect(fields + operators + nested).toBeLessThan(queries.length);
    expect(Object.keys(others).length, JSON.stringify(others, null, 1)).toBeLessThan(queries.length / 50);
  },
);
