/** A number as a person reads it: with so many decimals, or with three digits where those would hide it. */
export function numberText(value: number, decimals = 3): string {
  const size = Math.abs(value);
  return value === 0 || (size >= 0.01 && size < 1e5) ? value.toFixed(decimals) : value.toPrecision(3);
}
