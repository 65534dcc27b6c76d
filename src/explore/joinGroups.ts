/** Groups joined into fewer, the two first that lose least by it (Ward 1963). */

/**
 * @param centres [groups x dimension]
 * @param sizes [groups]
 * @param wanted how many shall be left
 * @returns [groups], which of the joined ones each is in, the largest 0
 */
export function joinGroups(centres: Float64Array, sizes: readonly number[], wanted: number): Int32Array {
  const dimension = centres.length / Math.max(1, sizes.length);
  const joined = sizes.map((size, group) => ({
    size,
    centre: [...centres.subarray(group * dimension, (group + 1) * dimension)],
    groups: [group],
  }));
  while (joined.length > Math.max(1, wanted)) {
    let [first, second, least] = [0, 1, Number.POSITIVE_INFINITY];
    for (let a = 0; a < joined.length; a++)
      for (let b = a + 1; b < joined.length; b++) {
        const loss = lossOf(joined[a] as Joined, joined[b] as Joined);
        if (loss < least) [first, second, least] = [a, b, loss];
      }
    const [one, other] = [joined[first] as Joined, joined[second] as Joined];
    const size = one.size + other.size;
    const centre = one.centre.map((each, k) =>
      size === 0 ? each : (each * one.size + (other.centre[k] as number) * other.size) / size,
    );
    joined[first] = { size, centre, groups: [...one.groups, ...other.groups] };
    joined.splice(second, 1);
  }
  joined.sort((a, b) => b.size - a.size || (a.groups[0] as number) - (b.groups[0] as number));
  const result = new Int32Array(sizes.length);
  joined.forEach(({ groups }, number) => {
    for (const group of groups) result[group] = number;
  });
  return result;
}

interface Joined {
  size: number;
  centre: number[];
  groups: number[];
}

function lossOf(a: Joined, b: Joined): number {
  const squared = a.centre.reduce((sum, each, k) => sum + (each - (b.centre[k] as number)) ** 2, 0);
  return a.size + b.size === 0 ? 0 : (squared * a.size * b.size) / (a.size + b.size);
}
