/** What took long to find, kept while a person is likely to ask for it again. */

/**
 * @param most how much is kept, as `weigh` has it: of more, what was asked for longest ago is forgotten; what was asked for
 * last is kept whatever its weight
 * @param forget gives back what a forgotten one holds
 * @param weigh of each; 1 where it is left out, and until it is found
 * @returns what `make` gives, or gave before for the same key; what failed is not kept
 */
export function remembered<Found>(
  most: number,
  forget: (found: Found) => unknown = () => {},
  weigh: (found: Found) => number = () => 1,
): (key: string, make: () => Promise<Found>) => Promise<Found> {
  const known = new Map<string, { found: Promise<Found>; weight: number }>();
  const lighten = () => {
    let excess = -most;
    for (const { weight } of known.values()) excess += weight;
    for (const [oldest, { found, weight }] of [...known].slice(0, -1)) {
      if (excess <= 0) return;
      excess -= weight;
      known.delete(oldest);
      found.then(forget).catch(() => {});
    }
  };
  return (key, make) => {
    const before = known.get(key);
    const kept = before ?? { found: make(), weight: 1 };
    known.delete(key);
    known.set(key, kept);
    if (!before)
      kept.found.then(
        (found) => {
          kept.weight = weigh(found);
          lighten();
        },
        () => known.get(key) === kept && known.delete(key),
      );
    lighten();
    return kept.found;
  };
}
