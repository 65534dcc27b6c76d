/** Principal components of a run's representations, kept with the survey: a second, much shorter vector of each object. */

import { rm } from "node:fs/promises";
import { join } from "node:path";
import { Fault } from "../fault.ts";
import { readSafetensors, writeSafetensors } from "../nn/safetensors.ts";
import type { SurveyCard } from "../survey/card.ts";
import { storedName } from "../survey/lance.ts";
import {
  componentsColumn,
  readComponents,
  readRepresentations,
  representationBatches,
  representationsOf,
  writeRepresentations,
} from "../survey/representations.ts";
import { openSurvey, type Survey } from "../survey/survey.ts";
import { writeSurvey } from "../survey/surveyTable.ts";
import { upsertColumns } from "../survey/upsertColumns.ts";
import type { Workspace } from "../survey/workspace.ts";
import { type WhitenedVectors, whitened } from "./discriminant.ts";
import { placedAlong } from "./placedAlong.ts";
import { type PrincipalComponents, principalComponents, project } from "./principalComponents.ts";

type ComponentsCard = NonNullable<SurveyCard["representations"][number]["components"]>;

/**
 * Finds the components in one pass over the vectors and stores them in another; memory grows by the components only.
 * @param count how many; fewer where the vectors vary along fewer axes
 * @throws Fault "no-representations", "vector"
 */
export async function makeComponents(
  workspace: Workspace,
  name: string,
  run: string,
  {
    count = 40,
    onProgress = () => {},
    signal,
  }: { count?: number; onProgress?: (fraction: number | null, text: string) => void; signal?: AbortSignal } = {},
): Promise<ComponentsCard> {
  let card: ComponentsCard | undefined;
  let replaced: string | undefined;
  let written: string | undefined;
  await writeSurvey(workspace, name, async ({ before }) => {
    if (!before) throw new Fault("no-survey", `there is no survey "${name}"`);
    const survey: Survey = { workspace, ...before };
    replaced = representationsOf(survey, run).components?.file;
    const total = await before.table.countRows();
    const batches = async function* (text: string) {
      let done = 0;
      for await (const batch of representationBatches(survey, run)) {
        signal?.throwIfAborted();
        yield batch;
        done += batch.ids.length;
        onProgress(done / total, text);
      }
    };
    const found = await principalComponents(batches("finding the components"), count);
    const width = found.variances.length;
    const { ids, values } = await placedAlong(found, batches("placing the objects"), total);
    const file = `${name}.${storedName(run)}.${Date.now().toString(36)}.safetensors`;
    written = file;
    await writeComponents(join(workspace.surveysPath, file), found);
    // Of another width than before, the column has to be made anew.
    const { fields } = await before.table.schema();
    if (fields.some((field) => field.name === storedName(componentsColumn(run))))
      await before.table.dropColumns([storedName(componentsColumn(run))]);
    const column = { name: componentsColumn(run), type: "vector" as const, dimension: width };
    await upsertColumns(before.table, ids, [{ ...column, values }]);
    card = { count: width, shares: [...found.shares], variances: [...found.variances], rows: ids.length, file };
    const made = card;
    const representations = before.card.representations.map((each) =>
      each.run === run ? { ...each, components: made } : each,
    );
    return { ...before.card, representations };
  }).catch(async (error: unknown) => {
    if (written !== undefined) await rm(join(workspace.surveysPath, written), { force: true });
    throw error;
  });
  if (replaced !== undefined) await rm(join(workspace.surveysPath, replaced), { force: true });
  return card as ComponentsCard;
}

/** The mean and axes that a run's stored components were made with; undefined where none are stored. */
async function readStored(survey: Survey, run: string): Promise<PrincipalComponents | undefined> {
  const { components } = representationsOf(survey, run);
  if (!components) return undefined;
  const path = join(survey.workspace.surveysPath, components.file);
  const { mean, axes } = (await readSafetensors(path)).parameters;
  if (!mean || !axes)
    throw new Fault(
      "damaged-survey",
      `${path} holds no components: make them again with almagest components ${survey.card.name} --run ${run}`,
    );
  return {
    mean: Float64Array.from(mean.data),
    axes: Float64Array.from(axes.data),
    variances: Float64Array.from(components.variances),
    shares: Float64Array.from(components.shares),
  };
}

async function writeComponents(path: string, { mean, axes, variances }: PrincipalComponents): Promise<void> {
  await writeSafetensors(path, {
    mean: { shape: [mean.length], data: Float32Array.from(mean) },
    axes: { shape: [variances.length, mean.length], data: Float32Array.from(axes) },
  });
}

/** `writeRepresentations`, with the objects placed along the run's stored components too, where it has some. */
export async function storeRepresentations(
  workspace: Workspace,
  name: string,
  run: string,
  ids: readonly string[],
  vectors: Float32Array,
  dimension: number,
): Promise<void> {
  const survey = await openSurvey(workspace, name);
  const known = survey.card.representations.find((each) => each.run === run);
  const stored = known?.dimension === dimension ? await readStored(survey, run) : undefined;
  const components = stored && (await project(stored, { values: vectors, dimension }));
  await writeRepresentations(workspace, name, run, ids, vectors, dimension, components);
}

/** Of 10, 20, 40 and 200 the best for anomalies in Walmsley+ 2022 (arXiv 2110.12735). */
const most = 40;

/**
 * A run's representations along their leading components, each of variance 1: those that are stored, else found now.
 * @throws Fault "no-representations", "vector"
 */
export async function whitenedSpace(survey: Survey, run: string): Promise<WhitenedVectors> {
  const stored = await readStored(survey, run);
  const along = stored && (await readComponents(survey, run));
  if (!stored || !along) return whitened(await readRepresentations(survey, run), most);
  const count = Math.min(most, along.dimension);
  const values = new Float32Array(along.ids.length * count);
  const scales = stored.variances.map((variance) => 1 / Math.sqrt(variance));
  for (let row = 0; row < along.ids.length; row++)
    for (let k = 0; k < count; k++)
      values[row * count + k] = (along.values[row * along.dimension + k] as number) * (scales[k] as number);
  const few = {
    ...stored,
    axes: stored.axes.subarray(0, count * stored.mean.length),
    variances: stored.variances.subarray(0, count),
  };
  return {
    ids: along.ids,
    values,
    count,
    isStored: true,
    place: (vector) => project(few, { values: Float32Array.from(vector), dimension: vector.length }, { whiten: true }),
  };
}
