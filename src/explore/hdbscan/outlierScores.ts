/** GLOSH: how much earlier a point falls away than the densest of what surrounds it (Campello+ 2015). */

import { type CondensedTree, deathLambdas } from "./condensedTree.ts";

/** @returns each point's score from 0 (as deep inside as any) to 1 (far outside): 1 - lambda / largest lambda below its parent */
export function outlierScores(tree: CondensedTree): Float64Array {
  const { points, parent, child, lambda } = tree;
  const largest = largestLambdas(tree);
  const scores = new Float64Array(points);
  child.forEach((each, row) => {
    if (each >= points) return;
    const most = largest[(parent[row] as number) - points] as number;
    const own = lambda[row] as number;
    if (own === Number.POSITIVE_INFINITY || most === 0) scores[each] = 0;
    else scores[each] = most === Number.POSITIVE_INFINITY ? 1 : (most - own) / most;
  });
  return scores;
}

/** The largest lambda at which something leaves each cluster or one below it. */
export function largestLambdas(tree: CondensedTree): Float64Array {
  const { points, parent, child } = tree;
  const deaths = deathLambdas(tree);
  // A cluster's number is above its parent's, and so are the rows: from the end, what is below is known first.
  for (let row = child.length - 1; row >= 0; row--) {
    const each = (child[row] as number) - points;
    if (each < 0) continue;
    const above = (parent[row] as number) - points;
    deaths[above] = Math.max(deaths[above] as number, deaths[each] as number);
  }
  return deaths;
}
