/** Objects along principal components, from one batch of vectors after another: memory grows by the components only. */

import type { Representations } from "../survey/representations.ts";
import { type PrincipalComponents, project } from "./principalComponents.ts";

/** As many as one program's making is worth. */
const placedAtOnce = 16_384;

/**
 * @param most objects that the batches have together, at most
 * @returns values [ids.length x components], in the order of the batches
 */
export async function placedAlong(
  components: PrincipalComponents,
  batches: AsyncIterable<Representations>,
  most: number,
): Promise<Pick<Representations, "ids" | "values">> {
  const width = components.variances.length;
  const ids: string[] = [];
  const values = new Float32Array(most * width);
  for await (const part of gathered(batches, placedAtOnce)) {
    values.set(await project(components, part), ids.length * width);
    for (const id of part.ids) ids.push(id);
  }
  return { ids, values: values.subarray(0, ids.length * width) };
}

/** The same vectors in fewer, larger parts. */
async function* gathered(batches: AsyncIterable<Representations>, size: number): AsyncGenerator<Representations> {
  let parts: Representations[] = [];
  const whole = () => {
    const dimension = parts[0]?.dimension ?? 0;
    const values = new Float32Array(parts.reduce((sum, part) => sum + part.values.length, 0));
    let at = 0;
    for (const part of parts) {
      values.set(part.values, at);
      at += part.values.length;
    }
    return { ids: parts.flatMap((part) => part.ids), values, dimension };
  };
  let rows = 0;
  for await (const batch of batches) {
    parts.push(batch);
    rows += batch.ids.length;
    if (rows < size) continue;
    yield whole();
    parts = [];
    rows = 0;
  }
  if (rows > 0) yield whole();
}
