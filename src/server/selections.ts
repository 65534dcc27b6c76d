/** Filtered and ordered ids, remembered while a person scrolls through them. */

import { type Selection, selectedIds } from "../survey/galaxies.ts";
import type { Survey } from "../survey/survey.ts";

const remembered = 20;

export interface Selections {
  idsOf(survey: Survey, selection: Selection): Promise<readonly string[]>;
}

export function createSelections(): Selections {
  const known = new Map<string, Promise<readonly string[]>>();
  return {
    idsOf(survey, selection) {
      const key = JSON.stringify([survey.card.name, survey.card.tableVersion, selection]);
      const found = known.get(key) ?? selectedIds(survey, selection);
      known.delete(key);
      known.set(key, found);
      // A selection that failed is not worth remembering.
      found.catch(() => known.delete(key));
      for (const oldest of [...known.keys()].slice(0, -remembered)) known.delete(oldest);
      return found;
    },
  };
}
