/** The numbers in a column of a survey: of the catalogue, made of votes, or predicted by a run. */

import { exitCodes, Fault } from "../fault.ts";
import { storedName } from "./lance.ts";
import { columnKinds, readColumns, type Survey, surveyNumberColumns } from "./survey.ts";

function isNumber(value: unknown): boolean {
  return String(value).trim() !== "" && Number.isFinite(Number(value));
}

/**
 * The number of each object, null where it has none.
 * @throws Fault "no-column" that lists the columns of numbers; "numbers" where the column holds text, nothing, or an
 * infinite number
 */
export async function surveyNumbers(survey: Survey, column: string): Promise<(number | null)[]> {
  const { name, labels } = survey.card;
  const kind = (await columnKinds(survey)).get(column);
  const fail = (problem: string) => new Fault("numbers", `column "${column}" of survey "${name}" ${problem}`);
  if (kind === undefined) {
    const others = await surveyNumberColumns(survey);
    const list = others.slice(0, 12).join(", ") + (others.length > 12 ? ", ..." : "");
    throw new Fault(
      "no-column",
      `survey "${name}" has no column "${column}"; it has ${others.length > 0 ? `numbers in ${list}` : "no column of numbers"}`,
      { exitCode: exitCodes.usage },
    );
  }
  const rows = await readColumns(survey, [column]);
  const stored = storedName(column);
  const at = (test: (value: unknown) => boolean) => {
    const row = rows.find((each) => test(each[stored]));
    return row && `object ${row.id_str} has ${row[stored]}`;
  };
  if (kind === "text") {
    const found = at((value) => value !== null && !isNumber(value)) ?? at((value) => value !== null);
    if (found === undefined) throw fail("has no value in any row");
    throw fail(
      `holds text, not numbers: ${found}${labels.includes(column) ? ` (it was imported as a label: write --label ${column})` : ""}`,
    );
  }
  const values = rows.map((row) => (row[stored] === null || Number.isNaN(row[stored]) ? null : Number(row[stored])));
  // The networks' own numbers have 32 bits: what does not fit into them is infinite there.
  const endless = at((value) => value !== null && Math.abs(Math.fround(Number(value))) === Number.POSITIVE_INFINITY);
  if (endless !== undefined) throw fail(`has a number that is infinite, or too large: ${endless}`);
  return values;
}
