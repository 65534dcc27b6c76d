/** So many of a list, evenly from all of it, always the same ones; all where there are no more. */
export function evenlyChosen<T>(list: readonly T[], count: number): T[] {
  const step = Math.max(1, Math.floor(list.length / count));
  return list.filter((_, i) => i % step === 0).slice(0, count);
}
