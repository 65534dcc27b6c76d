/** Names at the ends of curves, so that colour is not needed to tell them apart; of ends that meet one stands above the other. */

import * as Plot from "@observablehq/plot";
import { spacedOut } from "../../../src/svgChart.ts";

/** @param ends of each curve its last point; `series` names it */
export function endLabels<Point extends { series: string }>(
  ends: readonly Point[],
  { x, y }: { x: keyof Point & string; y: keyof Point & string },
): Plot.Markish {
  return Plot.text(
    ends as Point[],
    Plot.initializer(
      { x, y, text: "series", textAnchor: "start", dx: 6 },
      (data, facets, channels, scales, dimensions) => {
        const values = Array.from((channels.y?.value ?? []) as Iterable<number>);
        const places = values.map((value) => scales.y?.(value) as number);
        return {
          data,
          facets,
          channels: { y: { value: within(places, dimensions.height - dimensions.marginBottom) } },
        };
      },
    ),
  );
}

/** @param lowest place that is still in the chart, px */
function within(places: readonly number[], lowest: number): number[] {
  const down = spacedOut(places);
  if (Math.max(...down) <= lowest) return down;
  return spacedOut(places.map((place) => lowest - Math.min(place, lowest))).map((place) => lowest - place);
}
