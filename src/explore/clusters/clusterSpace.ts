/** The space that objects are clustered in: principal components of a run's representations, known axes taken away. */

import { Fault } from "../../fault.ts";
import type { Filter } from "../../survey/galaxies.ts";
import { storedName } from "../../survey/lance.ts";
import { predictionColumn } from "../../survey/predictions.ts";
import { type Representations, readComponents, readRepresentations } from "../../survey/representations.ts";
import { readColumns, type Survey } from "../../survey/survey.ts";
import { principalComponents, project } from "../principalComponents.ts";
import { ridgeResiduals } from "../ridge.ts";

export interface ClusterSpace {
  ids: string[];
  /** [ids.length x components] */
  values: Float32Array;
  components: number;
  /** Share of the standardised representations' variance in the components; of plain ones where the components were stored. */
  variance: number;
  /** The components are those that the survey keeps. */
  isStored: boolean;
  /** Share of the components' variance that the known axes took with them; null where none were taken away. */
  removed: number | null;
}

export interface SpaceOptions {
  run: string;
  /** Only objects that pass all of these. */
  filters: readonly Filter[];
  /** Only these objects. */
  among?: ReadonlySet<string>;
  components: number;
  /** "votes", or a run that has predicted vote fractions: what they explain is taken away. */
  beyond?: string;
}

/** @throws Fault "too-few" where fewer than two objects are left; "no-votes" where there are no fractions to take away */
export async function clusterSpace(survey: Survey, options: SpaceOptions): Promise<ClusterSpace> {
  const stored = beginsWithStored(survey, options)
    ? await leadingStored(survey, options.run, options.components)
    : undefined;
  if (stored) return stored;
  const found = only(await readRepresentations(survey, options.run, options.filters), options.among);
  if (found.ids.length < 2) throw tooFew(survey.card.name, found.ids.length, options);
  const standard = standardised(found);
  const fitted = await principalComponents([standard], options.components);
  const projected = await project(fitted, standard);
  const components = fitted.variances.length;
  const variance = Math.min(
    1,
    fitted.shares.reduce((a, b) => a + b, 0),
  );
  if (options.beyond === undefined)
    return { ids: found.ids, values: projected, components, variance, isStored: false, removed: null };
  const axes = await knownAxes(survey, options.beyond, found.ids);
  const { residuals, removed } = ridgeResiduals(axes.values, axes.width, projected, components);
  return { ids: found.ids, values: residuals, components, variance, isStored: false, removed };
}

function tooFew(survey: string, found: number, { run, filters, among }: SpaceOptions): Fault {
  const isPart = filters.length > 0 || among !== undefined;
  const objects = found === 0 ? "no object" : "only one object";
  const what = isPart
    ? `passes and has a representation by "${run}": loosen the conditions`
    : `has a representation by "${run}": add galaxies to the survey, and embed them`;
  return new Fault("too-few", `${objects} of survey "${survey}" ${what} (two or more are needed)`);
}

/**
 * Whether the components that the survey keeps are taken. Of a part of the survey they are its own: what varies there is not
 * what varies in the whole.
 */
export function beginsWithStored(
  { card }: Survey,
  { run, filters, among, beyond, components }: Omit<SpaceOptions, "among"> & { among?: unknown },
): boolean {
  const along = card.representations.find((each) => each.run === run)?.components;
  if (!along || along.count < components) return false;
  return filters.length === 0 && among === undefined && beyond === undefined;
}

/** The first of the components that the survey keeps of this run, where it keeps as many. */
async function leadingStored(survey: Survey, run: string, components: number): Promise<ClusterSpace | undefined> {
  const along = survey.card.representations.find((each) => each.run === run)?.components;
  const found = await readComponents(survey, run);
  if (!along || !found || found.ids.length < 2) return undefined;
  const { ids, values, dimension } = found;
  const leading =
    dimension === components
      ? values
      : Float32Array.from({ length: ids.length * components }, (_, at) => {
          const row = Math.floor(at / components);
          return values[row * dimension + (at - row * components)] as number;
        });
  const variance = along.shares.slice(0, components).reduce((sum, share) => sum + share, 0);
  return { ids, values: leading, components, variance: Math.min(1, variance), isStored: true, removed: null };
}

function only({ ids, values, dimension }: Representations, among?: ReadonlySet<string>): Representations {
  if (!among) return { ids, values, dimension };
  const kept = ids.flatMap((id, i) => (among.has(id) ? [i] : []));
  const part = new Float32Array(kept.length * dimension);
  kept.forEach((from, to) => {
    part.set(values.subarray(from * dimension, (from + 1) * dimension), to * dimension);
  });
  return { ids: kept.map((i) => ids[i] as string), values: part, dimension };
}

/** Mean 0 and variance 1 a number: else the few with large numbers would be the only ones that count. */
function standardised({ ids, values, dimension }: Representations): Representations {
  const mean = new Float64Array(dimension);
  const square = new Float64Array(dimension);
  values.forEach((value, at) => {
    const i = at % dimension;
    mean[i] = (mean[i] as number) + value / ids.length;
  });
  values.forEach((value, at) => {
    const i = at % dimension;
    square[i] = (square[i] as number) + (value - (mean[i] as number)) ** 2 / ids.length;
  });
  const scaled = values.map((value, at) => {
    const i = at % dimension;
    const deviation = Math.sqrt(square[i] as number);
    return deviation > 0 ? (value - (mean[i] as number)) / deviation : 0;
  });
  return { ids, values: scaled, dimension };
}

/** Logits of vote fractions, [ids x width]; where nobody was asked, the mean of those who were. */
async function knownAxes(survey: Survey, from: string, ids: readonly string[]) {
  const { card } = survey;
  const predicted = card.predictions.find(({ run, kind }) => run === from && kind === "shares");
  const columns =
    from === "votes" ? card.fractions : (predicted?.answers.map((each) => predictionColumn(from, each)) ?? []);
  if (columns.length === 0)
    throw new Fault(
      "no-votes",
      from === "votes"
        ? `survey "${card.name}" has no votes to look beyond: import them, or name a run that predicted them`
        : `survey "${card.name}" has no vote fractions predicted by "${from}": almagest predict ${card.name} --run ${from}`,
    );
  const rows = new Map((await readColumns(survey, columns)).map((row) => [String(row.id_str), row]));
  const stored = columns.map(storedName);
  const width = columns.length;
  const values = new Float64Array(ids.length * width);
  stored.forEach((column, c) => {
    const logits = ids.map((id) => {
      const value = rows.get(id)?.[column];
      if (value === null || value === undefined) return undefined;
      const fraction = Math.min(0.98, Math.max(0.02, Number(value)));
      return Math.log(fraction / (1 - fraction));
    });
    const known = logits.filter((each) => each !== undefined);
    const mean = known.reduce((a, b) => a + b, 0) / Math.max(1, known.length);
    logits.forEach((each, i) => {
      values[i * width + c] = each ?? mean;
    });
  });
  return { values, width };
}
