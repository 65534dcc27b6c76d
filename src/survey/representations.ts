/** Representations: one vector an object and run, and the objects nearest to one. */

import { Fault } from "../fault.ts";
import { arrowTable } from "./arrowTable.ts";
import { ownColumns } from "./catalogueRows.ts";
import { columnSql, storedName, textSql } from "./lance.ts";
import { openSurvey, type Survey } from "./survey.ts";
import { writeSurvey } from "./surveyTable.ts";
import type { Workspace } from "./workspace.ts";

function columnOf(run: string): string {
  return `representation_${run}`;
}

/**
 * Stores vectors, in place of those the run's objects had before.
 * @param vectors [ids.length x dimension]
 */
export async function writeRepresentations(
  workspace: Workspace,
  name: string,
  run: string,
  ids: readonly string[],
  vectors: Float32Array,
  dimension: number,
): Promise<void> {
  await openSurvey(workspace, name);
  await writeSurvey(workspace, name, async ({ before }) => {
    if (!before) throw new Fault("no-survey", `there is no survey "${name}" any more`);
    const { card, table } = before;
    const column = columnOf(run);
    if (!(await table.schema()).fields.some((field) => field.name === storedName(column)))
      await table.addColumns([
        { name: storedName(column), valueSql: `arrow_cast(NULL, 'FixedSizeList(${dimension}, Float32)')` },
      ]);
    await table
      .mergeInsert(ownColumns.id)
      .whenMatchedUpdateAll()
      .execute(
        arrowTable(ids.length, [
          { name: ownColumns.id, type: "string", values: ids },
          { name: column, type: "vector", dimension, values: vectors },
        ]),
      );
    const others = card.representations.filter((each) => each.run !== run);
    return { ...card, representations: [...others, { run, dimension }] };
  });
}

export interface Neighbour {
  id: string;
  image: string;
  /** 1 minus the cosine of the angle between the representations. */
  distance: number;
}

/**
 * The objects most alike to one, by exact search; itself is not among them.
 * @throws Fault "no-representations" where the run has embedded nothing here; "no-galaxy"
 */
export async function nearest(survey: Survey, run: string, id: string, limit: number): Promise<Neighbour[]> {
  const { card, table } = survey;
  if (!card.representations.some((each) => each.run === run)) {
    const known = card.representations.map((each) => each.run);
    throw new Fault(
      "no-representations",
      `survey "${card.name}" has no representations of run "${run}": make them with almagest embed ${card.name} --run ${run}` +
        (known.length ? `, or use ${known.join(", ")}` : ""),
    );
  }
  const column = storedName(columnOf(run));
  const isIt = `${columnSql(ownColumns.id)} = ${textSql(id)}`;
  const [own] = await table.query().select([column]).where(isIt).limit(1).toArray();
  if (!own) throw new Fault("no-galaxy", `survey "${card.name}" has no object "${id}"`);
  if (!own[column])
    throw new Fault(
      "no-representations",
      `object "${id}" has no representation of run "${run}": embed the survey again`,
    );
  const rows = await table
    .query()
    .nearestTo(Float32Array.from(own[column]))
    .column(column)
    .distanceType("cosine")
    .bypassVectorIndex()
    .where(`${columnSql(ownColumns.id)} != ${textSql(id)} AND ${columnSql(columnOf(run))} IS NOT NULL`)
    .limit(limit)
    .select([ownColumns.id, ownColumns.image, "_distance"])
    .toArray();
  return rows
    .map((row) => ({
      id: String(row[ownColumns.id]),
      image: String(row[ownColumns.image]),
      distance: Math.max(0, Number(row._distance)),
    }))
    .sort((a, b) => a.distance - b.distance || (a.id < b.id ? -1 : 1));
}
