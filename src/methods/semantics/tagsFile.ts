/** Tags written to a file: a row a tag as CSV, or all that is known of them as JSON. */

import { extname } from "node:path";
import { exitCodes, Fault } from "../../fault.ts";
import { checkTablePath, writeTable } from "../../survey/tableFile.ts";
import { writeWhole } from "../../wholeFile.ts";
import type { DerivedTag } from "./derive.ts";
import { isAnyOne } from "./needed.ts";

/** @throws Fault "table-format", "file" before any work is done */
export async function checkTagsPath(path: string): Promise<void> {
  const ending = extname(path).toLowerCase();
  if (ending !== ".json" && ending !== ".csv")
    throw new Fault("table-format", `cannot write tags to ${path}: name it .csv or .json`, {
      exitCode: exitCodes.usage,
    });
  // Only the folder matters here.
  await checkTablePath(path.replace(/\.json$/i, ".csv"));
}

export async function writeTags(path: string, tags: readonly DerivedTag[]): Promise<void> {
  if (path.toLowerCase().endsWith(".json")) return writeWhole(path, `${JSON.stringify({ tags }, null, 1)}\n`);
  const text = (name: string, of: (tag: DerivedTag) => string) => ({
    name,
    type: "string" as const,
    values: tags.map(of),
  });
  const number = (name: string, of: (tag: DerivedTag) => number | null) => ({
    name,
    type: "float64" as const,
    values: tags.map(of),
  });
  return writeTable(path, [
    text("tag", ({ name }) => name),
    text("words", ({ words }) => words.join(", ")),
    number("answers", ({ answers }) => answers),
    number("subjects", ({ subjects }) => subjects),
    // 0: one answer is enough.
    number("least_share", ({ cut }) => (isAnyOne(cut) ? 0 : cut)),
    number("people", ({ people }) => people),
    number("bits", ({ bits }) => bits),
    number("importance", ({ importance }) => importance),
    number("agreement", ({ agreement }) => agreement),
    text("tells_about", ({ tells }) => `${tells.isFor ? "" : "not "}${tells.class}`),
    text("phrases", ({ phrases }) => phrases.map(([phrase, count]) => `${phrase} (${count})`).join(", ")),
  ]);
}
