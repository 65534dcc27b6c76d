/** A run's curves and what it reached on the objects held out. */

import type { ReportData } from "../../../src/methods/zoobot/reportPage.ts";

export function RunReport({ data }: { data: ReportData }) {
  return <h1>{data.card.id}</h1>;
}
