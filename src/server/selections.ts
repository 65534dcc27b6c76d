/** Filtered and ordered ids, remembered while a person scrolls through them. */

import { deepestPage, selectedPage } from "../survey/selectedPage.ts";
import { type Selection, selectedIds } from "../survey/selection.ts";
import type { Survey } from "../survey/survey.ts";
import { remembered } from "./remembered.ts";

const most = 20;

export interface Selections {
  idsOf(survey: Survey, selection: Selection): Promise<readonly string[]>;
  /** A part of those, and how many there are. */
  pageOf(
    survey: Survey,
    selection: Selection,
    page: { offset: number; limit: number },
  ): Promise<{ total: number; ids: readonly string[] }>;
}

export function createSelections(): Selections {
  const known = remembered<readonly string[]>(most);
  const idsOf: Selections["idsOf"] = (survey, selection) => {
    const key = JSON.stringify([survey.card.name, survey.card.tableVersion, selection]);
    return known(key, () => selectedIds(survey, selection));
  };
  return {
    idsOf,
    async pageOf(survey, selection, { offset, limit }) {
      const { lasso, sky, ids: list } = selection;
      const byFilters = lasso === undefined && sky === undefined && list === undefined;
      if (byFilters && offset + limit <= deepestPage) return selectedPage(survey, selection, { offset, limit });
      const ids = await idsOf(survey, selection);
      return { total: ids.length, ids: ids.slice(offset, offset + limit) };
    },
  };
}
