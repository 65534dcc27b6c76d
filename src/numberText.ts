/** A number as a person reads it: with so many decimals, or with three digits where those would hide it. */
export function numberText(value: number, decimals = 3): string {
  const size = Math.abs(value);
  return value === 0 || (size >= 0.01 && size < 1e5) ? value.toFixed(decimals) : value.toPrecision(3);
}

/** What a run reached, or a count of what it learnt from. */
export function measureText(value: number): string {
  return Number.isInteger(value) && Math.abs(value) > 1 ? String(value) : numberText(value, 4);
}

/** A p-value as papers print it: "p = 0.75", "p < 0.001". */
export function chanceText(p: number): string {
  return p < 0.001 ? "p < 0.001" : `p = ${Number(p.toPrecision(2))}`;
}
