/** Whether a survey knows where its objects stand in the sky, as the server looks for it. */

import type { SurveyDetails } from "../api.ts";

export function hasSky({ filterColumns }: Pick<SurveyDetails, "filterColumns">): boolean {
  const isThere = (names: readonly string[]) =>
    filterColumns.some(({ name, kind }) => kind === "number" && names.includes(name));
  return isThere(["ra", "ra_deg"]) && isThere(["dec", "dec_deg"]);
}
