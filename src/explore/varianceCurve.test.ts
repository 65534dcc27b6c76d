import { expect, test } from "vitest";
import { componentsForMost, varianceSvg, varianceText } from "./varianceCurve.ts";

test("a curve of variance says what the first components hold, and whether 95 % are held", () => {
  const shares = [0.5, 0.2, 0.1, 0.1, 0.06];
  expect(varianceText(shares)).toBe("variance held by 1 component 50 %, 2 70 %, 5 96 %; 95 % is held by the first 5");
  expect(varianceText(shares.slice(0, 3))).toContain("3 80 %; 95 % takes more than these 3");
  expect([componentsForMost(shares), componentsForMost([])]).toEqual([5, null]);
  const drawn = varianceSvg(shares, "a < b");
  expect(drawn).toContain("a &lt; b");
  // From nothing at no component to 96 % at five, within the frame.
  expect(drawn.match(/polyline points="([^"]+)"/)?.[1]?.split(" ")).toHaveLength(6);
});
