/** What took long to find, kept while a person is likely to ask for it again. */

/**
 * @param most how many are kept: of more, those asked for longest ago are forgotten
 * @returns what `make` gives, or gave before for the same key; what failed is not kept
 */
export function remembered<Found>(most: number): (key: string, make: () => Promise<Found>) => Promise<Found> {
  const known = new Map<string, Promise<Found>>();
  return (key, make) => {
    const found = known.get(key) ?? make();
    known.delete(key);
    known.set(key, found);
    found.catch(() => known.delete(key));
    for (const oldest of [...known.keys()].slice(0, -most)) known.delete(oldest);
    return found;
  };
}
