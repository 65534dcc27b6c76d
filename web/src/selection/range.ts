/** The range of a column that is selected: two of the filters, one for each end. */

import type { Filter } from "../../../src/survey/galaxies.ts";

export interface Range {
  low?: number;
  high?: number;
}

const ends = [">=", "<=", ">", "<"];

export function rangeOf(filters: readonly Filter[], column: string): Range {
  const numbers = (operators: string[]) =>
    filters.flatMap((each) =>
      each.column === column && operators.includes(each.operator) ? [Number(each.value)] : [],
    );
  const [lows, highs] = [numbers([">=", ">"]), numbers(["<=", "<"])];
  return {
    ...(lows.length > 0 ? { low: Math.max(...lows) } : {}),
    ...(highs.length > 0 ? { high: Math.min(...highs) } : {}),
  };
}

/** Filters with another range of this column, or with none. */
export function withRange(filters: readonly Filter[], column: string, { low, high }: Range): Filter[] {
  return [
    ...filters.filter((each) => each.column !== column || !ends.includes(each.operator)),
    ...(low === undefined ? [] : [{ column, operator: ">=" as const, value: String(low) }]),
    ...(high === undefined ? [] : [{ column, operator: "<=" as const, value: String(high) }]),
  ];
}

/**
 * Where a person dragged to, no finer than that can be done: a thousandth of the whole. An axis's own ends are rounded away from it,
 * for what stands at them is to be selected: ln 2, the largest entropy of two classes, is more than 0.693.
 * @param share of the axis, from 0 to 1
 */
export function draggedTo(share: number, [low, high]: readonly [number, number]): number {
  const decimals = Math.min(20, Math.max(0, Math.ceil(3 - Math.log10(high - low))));
  const rounded = (value: number) => Number(value.toFixed(decimals));
  if (share > 0 && share < 1) return rounded(low + share * (high - low));
  const [end, away] = share <= 0 ? [low, -1] : [high, 1];
  const nearest = rounded(end);
  return away * (nearest - end) >= 0 ? nearest : rounded(nearest + away * 10 ** -decimals);
}
