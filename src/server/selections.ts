/** Filtered and ordered ids, remembered while a person scrolls through them. */

import { deepestPage, selectedPage } from "../survey/selectedPage.ts";
import { type Selection, selectedIds } from "../survey/selection.ts";
import type { Survey } from "../survey/survey.ts";
import { remembered } from "./remembered.ts";

/** Kept of all selections together, about 150 MB: one of a whole survey of a million objects has as many. */
const mostIds = 3_000_000;
/** What a list takes beside its ids, in ids: its key may hold a line drawn on a map. */
const idsOfList = 10_000;

export interface Selections {
  idsOf(survey: Survey, selection: Selection): Promise<readonly string[]>;
  /** A part of those, and how many there are. */
  pageOf(
    survey: Survey,
    selection: Selection,
    page: { offset: number; limit: number },
  ): Promise<{ total: number; ids: readonly string[] }>;
}

export function createSelections(most = mostIds): Selections {
  const known = remembered<readonly string[]>(
    most,
    () => {},
    ({ length }) => idsOfList + length,
  );
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
