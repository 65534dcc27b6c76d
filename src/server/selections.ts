/** Filtered and ordered ids, remembered while a person scrolls through them. */

import { type Selection, selectedIds } from "../survey/selection.ts";
import type { Survey } from "../survey/survey.ts";
import { remembered } from "./remembered.ts";

const most = 20;

export interface Selections {
  idsOf(survey: Survey, selection: Selection): Promise<readonly string[]>;
}

export function createSelections(): Selections {
  const known = remembered<readonly string[]>(most);
  return {
    idsOf(survey, selection) {
      const key = JSON.stringify([survey.card.name, survey.card.tableVersion, selection]);
      return known(key, () => selectedIds(survey, selection));
    },
  };
}
