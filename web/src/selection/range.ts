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

/** A number no finer than a person can drag: a thousandth of the whole. */
export function dragged(value: number, span: number): number {
  const decimals = Math.min(20, Math.max(0, Math.ceil(3 - Math.log10(span))));
  return Number(value.toFixed(decimals));
}
