/** What took long to find, kept while a person is likely to ask for it again. */

/**
 * @param most how many are kept: of more, those asked for longest ago are forgotten
 * @param forget gives back what a forgotten one holds
 * @returns what `make` gives, or gave before for the same key; what failed is not kept
 */
export function remembered<Found>(
  most: number,
  forget: (found: Found) => unknown = () => {},
): (key: string, make: () => Promise<Found>) => Promise<Found> {
  const known = new Map<string, Promise<Found>>();
  return (key, make) => {
    const found = known.get(key) ?? make();
    known.delete(key);
    known.set(key, found);
    found.catch(() => known.delete(key));
    for (const [oldest, forgotten] of [...known].slice(0, -most)) {
      known.delete(oldest);
      forgotten.then(forget).catch(() => {});
    }
    return found;
  };
}
