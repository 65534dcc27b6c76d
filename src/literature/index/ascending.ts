/** Binary search among numbers in ascending order. */

/** @returns where the first number that is `value` or more stands; the length where there is none */
export function firstNotBelow(ascending: ArrayLike<number>, value: number): number {
  let [low, high] = [0, ascending.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((ascending[middle] as number) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

export function includes(ascending: ArrayLike<number>, value: number): boolean {
  return ascending[firstNotBelow(ascending, value)] === value;
}
