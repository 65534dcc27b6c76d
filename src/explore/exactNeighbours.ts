/** The nearest of all vectors to each of some, in one pass over them: what an index is measured against. */

import type { Representations } from "../survey/representations.ts";
import { matMul } from "../tensor/operators/matrix.ts";
import { compile } from "../tensor/program.ts";
import { input } from "../tensor/tensor.ts";

const batchSize = 4096;

export interface HeldQuery {
  id: string;
  vector: Float32Array;
  /** Only objects of this name are found; all where it is left out. The query's own object is never found. */
  among?: ReadonlySet<string>;
}

/** @returns for each query the ids of the `count` nearest by the cosine, nearest first */
export async function exactNeighbours(
  batches: AsyncIterable<Representations>,
  queries: readonly HeldQuery[],
  count: number,
): Promise<string[][]> {
  const dimension = queries[0]?.vector.length ?? 0;
  const columns = new Float32Array(dimension * queries.length);
  queries.forEach(({ vector }, q) => {
    const length = Math.hypot(...vector) || 1;
    vector.forEach((value, i) => {
      columns[i * queries.length + q] = value / length;
    });
  });
  const program = await compile(
    { y: matMul(input("x", [batchSize, dimension]), input("columns", [dimension, queries.length])) },
    { spinning: false },
  );
  const found = queries.map(() => ({ ids: [] as string[], cosines: [] as number[] }));
  const [x, y] = [new Float32Array(batchSize * dimension), new Float32Array(batchSize * queries.length)];
  const ids: string[] = [];
  const compare = async () => {
    await program.run({ x, columns }, { y });
    ids.forEach((id, row) => {
      let square = 0;
      for (let i = row * dimension; i < (row + 1) * dimension; i++) square += (x[i] as number) ** 2;
      const length = Math.sqrt(square) || 1;
      queries.forEach((query, q) => {
        const cosine = (y[row * queries.length + q] as number) / length;
        const best = found[q] as (typeof found)[number];
        if (best.ids.length >= count && cosine <= (best.cosines[count - 1] as number)) return;
        if (id === query.id || query.among?.has(id) === false) return;
        let place = best.ids.length;
        while (place > 0 && cosine > (best.cosines[place - 1] as number)) place--;
        best.ids.splice(place, 0, id);
        best.cosines.splice(place, 0, cosine);
        best.ids.length = best.cosines.length = Math.min(count, best.ids.length);
      });
    });
    ids.length = 0;
  };
  for await (const batch of batches)
    for (let row = 0; row < batch.ids.length; ) {
      const taken = Math.min(batchSize - ids.length, batch.ids.length - row);
      x.set(batch.values.subarray(row * dimension, (row + taken) * dimension), ids.length * dimension);
      for (let i = row; i < row + taken; i++) ids.push(batch.ids[i] as string);
      row += taken;
      if (ids.length === batchSize) await compare();
    }
  if (ids.length > 0) await compare();
  await program.release();
  return found.map((each) => each.ids);
}
