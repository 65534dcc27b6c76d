/** Trainings side by side, one thread each: small networks gain more from that than from more threads in each operator. */

import { availableParallelism } from "node:os";

/** More would fill a laptop's memory. */
const most = 4;

/**
 * As many at once as there are processors, up to four. The first that fails stops the others.
 * @param work is handed a signal that ends it: `signal`, or another's failure
 * @returns what each gave, in the order of `items`
 * @throws what the first to fail threw; what `signal` was aborted with
 */
export async function sideBySide<Item, Result>(
  items: readonly Item[],
  work: (item: Item, signal: AbortSignal) => Promise<Result>,
  { signal, atOnce = Math.min(most, availableParallelism()) }: { signal?: AbortSignal; atOnce?: number } = {},
): Promise<Result[]> {
  const failure = new AbortController();
  const either = signal ? AbortSignal.any([signal, failure.signal]) : failure.signal;
  const results: Result[] = [];
  const queue = items.entries();
  const lane = async () => {
    for (const [i, item] of queue) {
      either.throwIfAborted();
      results[i] = await work(item, either);
    }
  };
  const lanes = Array.from({ length: atOnce }, () =>
    lane().catch((error) => {
      failure.abort(error);
      throw error;
    }),
  );
  await Promise.allSettled(lanes);
  either.throwIfAborted();
  return results;
}
