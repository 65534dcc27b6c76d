/** A queue that gives back the shortest first; of equally short ones that with the lowest number. */

export interface ShortestFirst {
  readonly size: number;
  add(length: number, item: number): void;
  /** The next one's length; infinite where there is none. */
  length(): number;
  /** Takes the next one out. @returns its number, -1 where there is none */
  take(): number;
}

/** A binary heap. */
export function shortestFirst(): ShortestFirst {
  const lengths: number[] = [];
  const items: number[] = [];
  const isBefore = (length: number, item: number, at: number) =>
    length < (lengths[at] as number) || (length === lengths[at] && item < (items[at] as number));
  const put = (at: number, length: number, item: number) => {
    lengths[at] = length;
    items[at] = item;
  };
  return {
    get size() {
      return items.length;
    },
    add(length, item) {
      let at = items.length;
      lengths.push(length);
      items.push(item);
      while (at > 0) {
        const above = (at - 1) >> 1;
        if (!isBefore(length, item, above)) break;
        put(at, lengths[above] as number, items[above] as number);
        at = above;
      }
      put(at, length, item);
    },
    length: () => lengths[0] ?? Number.POSITIVE_INFINITY,
    take() {
      const first = items[0];
      const length = lengths.pop();
      const item = items.pop();
      if (first === undefined || length === undefined || item === undefined) return -1;
      if (items.length === 0) return first;
      let at = 0;
      for (;;) {
        let below = 2 * at + 1;
        if (below >= items.length) break;
        if (below + 1 < items.length && isBefore(lengths[below + 1] as number, items[below + 1] as number, below))
          below++;
        if (isBefore(length, item, below)) break;
        put(at, lengths[below] as number, items[below] as number);
        at = below;
      }
      put(at, length, item);
      return first;
    },
  };
}
