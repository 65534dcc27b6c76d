import { expect, test } from "vitest";
import { requireFinitePicture } from "./predictPicture.ts";

test("a damaged encoder is named by its numbers, as embed names it", () => {
  const fine = { means: [0.5], representation: [0, 1] };
  expect(() => requireFinitePicture("gz2-a", fine)).not.toThrow();
  const damaged = { ...fine, representation: [0, Number.NaN] };
  expect(() => requireFinitePicture("gz2-a", damaged)).toThrow(/by "gz2-a" has numbers that are not finite/);
});
