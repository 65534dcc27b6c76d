/** The names that a mistyped one may have been meant for. */

import { slipsBetween } from "./slips.ts";

/** Shorter words stand in too many names. */
const shortestPart = 4;

/** @returns those a few slips away, else those that it is a part of; the nearest first, at most three */
export function nearNames(name: string, known: Iterable<string>): string[] {
  const wanted = plain(name);
  const allowed = wanted.length < 4 ? 0 : wanted.length < 8 ? 1 : wanted.length < 16 ? 2 : 3;
  const all = [...known].map((each) => ({ each, slips: slipsBetween(wanted, plain(each)) }));
  const near = all.filter(({ slips }) => slips <= allowed);
  const parts = wanted.length < shortestPart ? [] : all.filter(({ each }) => plain(each).includes(wanted));
  return (near.length > 0 ? near : parts)
    .sort((a, b) => a.slips - b.slips)
    .slice(0, 3)
    .map(({ each }) => each);
}

/** Case and what parts words are soon mistaken. */
function plain(name: string): string {
  return name.toLowerCase().replace(/[\s_-]+/g, "_");
}
