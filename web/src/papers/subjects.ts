/** How subjects of impact are named and coloured in every chart. */

import type { SubjectImpact } from "../api.ts";
import { classColour, cssColour } from "../map/colours.ts";

export interface Shown {
  subjects: readonly SubjectImpact[];
  isDark: boolean;
}

/** A name at a curve's end, or over a panel, has this much room. */
const longestName = 26;

export const short = (name: string) => (name.length > longestName ? `${name.slice(0, longestName - 1)}…` : name);
export const labelsOf = (subjects: readonly SubjectImpact[]) => {
  const known = new Map(subjects.map(({ name, label }) => [name, short(label)]));
  return (name: string) => known.get(name) ?? short(name);
};
export const percent = (share: number) => `${(100 * share).toFixed(share < 0.1 ? 2 : 1)} %`;

export function colours(subjects: readonly SubjectImpact[], isDark: boolean) {
  return {
    domain: subjects.map(({ name }) => name),
    range: subjects.map((_, i) => cssColour(classColour(i, isDark))),
  };
}

export function colourOf(subjects: readonly SubjectImpact[], name: string, isDark: boolean): string {
  return cssColour(
    classColour(
      subjects.findIndex((each) => each.name === name),
      isDark,
    ),
  );
}
