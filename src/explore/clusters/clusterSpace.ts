/** The space that objects are clustered in: principal components of a run's representations, known axes taken away. */

import { Fault } from "../../fault.ts";
import { conditions, type Filter } from "../../survey/galaxies.ts";
import { storedName } from "../../survey/lance.ts";
import { predictionColumn } from "../../survey/predictions.ts";
import { inIdOrder, type Representations, representationBatches } from "../../survey/representations.ts";
import { readColumns, type Survey } from "../../survey/survey.ts";
import { unheldValues } from "../../survey/unheldValues.ts";
import { rowsAt } from "../hdbscan/points.ts";
import { placedAlong } from "../placedAlong.ts";
import { principalComponents } from "../principalComponents.ts";
import { ridgeResiduals } from "../ridge.ts";

export interface ClusterSpace {
  ids: string[];
  /** [ids.length x components] */
  values: Float32Array;
  components: number;
  /** Of each component: its share of the standardised representations' variance. */
  shares: number[];
  /** Of all of them. */
  variance: number;
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

/**
 * Standardised components, found for these objects, whether or not the survey keeps components: those it keeps are of plain
 * representations, as similarity and anomalies want them (Walmsley+ 2022), and would give other clusters.
 * @throws Fault "too-few" where fewer than two objects are left; "no-votes" where there are no fractions to take away
 */
export async function clusterSpace(survey: Survey, options: SpaceOptions): Promise<ClusterSpace> {
  const { run, filters, among, beyond } = options;
  const where = await conditions(survey, filters);
  let objects = 0;
  const batches = async function* () {
    objects = 0;
    for await (const batch of representationBatches(survey, run, where)) {
      const own = only(batch, among);
      objects += own.ids.length;
      yield own;
    }
    if (objects < 2) throw await tooFew(survey, objects, options);
  };
  const fitted = await principalComponents(batches(), options.components, { standardised: true });
  const components = fitted.variances.length;
  const placed = await placedAlong(fitted, batches(), objects);
  const { ids, values } = inIdOrder({ ...placed, dimension: components });
  const shares = [...fitted.shares];
  const variance = Math.min(
    1,
    shares.reduce((sum, share) => sum + share, 0),
  );
  const space = { ids, components, shares, variance };
  if (beyond === undefined) return { ...space, values, removed: null };
  const axes = await knownAxes(survey, beyond, ids);
  const { residuals, removed } = ridgeResiduals(axes.values, axes.width, values, components);
  return { ...space, values: residuals, removed };
}

async function tooFew(survey: Survey, found: number, { run, filters, among }: SpaceOptions): Promise<Fault> {
  const isPart = filters.length > 0 || among !== undefined;
  const objects = found === 0 ? "no object" : "only one object";
  const what = isPart
    ? `passes and has a representation by "${run}": loosen the conditions`
    : `has a representation by "${run}": add galaxies to the survey, and embed them`;
  const unheld = (await unheldValues(survey, filters)).map((each) => `; ${each}`).join("");
  return new Fault("too-few", `${objects} of survey "${survey.card.name}" ${what} (two or more are needed)${unheld}`);
}

function only({ ids, values, dimension }: Representations, among?: ReadonlySet<string>): Representations {
  if (!among) return { ids, values, dimension };
  const kept = Int32Array.from(ids.flatMap((id, i) => (among.has(id) ? [i] : [])));
  return { ids: Array.from(kept, (i) => ids[i] as string), values: rowsAt(values, dimension, kept), dimension };
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
