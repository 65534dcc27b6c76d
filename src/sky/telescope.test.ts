import { expect, test } from "vitest";
import { drawGalaxy } from "./galaxyModel.ts";
import { seenBy, telescopes } from "./telescope.ts";
import { visibility } from "./volunteers.ts";

test("the first telescope changes nothing", () => {
  const galaxy = drawGalaxy(1, 3);
  expect(seenBy(galaxy, telescopes.source)).toEqual(galaxy);
});

test("the second shows less of every galaxy, and leaves what it is", () => {
  for (let i = 0; i < 40; i++) {
    const galaxy = drawGalaxy(1, i);
    const seen = seenBy(galaxy, telescopes.target);
    expect(visibility(seen)).toBeLessThan(visibility(galaxy));
    const { signal: _, seeing: __, cameraPixels: ___, ...same } = seen;
    expect(galaxy).toMatchObject(same);
  }
});
