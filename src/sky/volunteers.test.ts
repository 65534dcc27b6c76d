import { expect, test } from "vitest";
import { drawGalaxy, type GalaxyModel } from "./galaxyModel.ts";
import { questions, visibility, volunteerVotes, voteColumns } from "./volunteers.ts";

const spiral: GalaxyModel = {
  type: "spiral",
  radius: 0.12,
  positionAngle: 0.5,
  inclination: 0.3,
  axisRatio: 1,
  bulgeFraction: 0.12,
  sersicIndex: 2,
  arms: {
    count: 2,
    pitch: 0.35,
    strength: 2.5,
    width: 0.4,
    phase: 0,
    handedness: 1,
    flocculence: 0.1,
    from: 0.3,
    to: 2.5,
  },
  bar: undefined,
  ring: undefined,
  dust: 1,
  lopsidedness: 0,
  companion: undefined,
  youth: 0.5,
  signal: 30,
  cameraPixels: 300,
  seeing: 0.01,
  redshift: 0.03,
  seed: 1,
};

/** Share of each answer over `repeats` galaxies that differ in nothing but their seed. */
function shares(model: GalaxyModel, question: string, repeats = 60): Record<string, number> {
  const sums = new Map<string, number>();
  for (let seed = 0; seed < repeats; seed++)
    for (const [i, votes] of volunteerVotes({ ...model, seed }).entries()) {
      const column = voteColumns[i] ?? "";
      if (column.startsWith(`${question}-dr5_`)) sums.set(column, (sums.get(column) ?? 0) + votes);
    }
  const total = [...sums.values()].reduce((a, b) => a + b, 0);
  return Object.fromEntries([...sums].map(([column, votes]) => [column.split("_")[1], votes / total]));
}

test("30 to 50 volunteers answer the first question, and as many each later one as reached it", () => {
  for (let index = 0; index < 200; index++) {
    const votes = volunteerVotes(drawGalaxy(3, index));
    const asked = (name: string) =>
      voteColumns.reduce((sum, column, i) => (column.startsWith(`${name}-dr5_`) ? sum + (votes[i] ?? 0) : sum), 0);
    const given = (answer: string) => votes[voteColumns.indexOf(answer.replace("_", "-dr5_"))] ?? 0;
    expect(asked("smooth-or-featured")).toBeGreaterThanOrEqual(30);
    expect(asked("smooth-or-featured")).toBeLessThanOrEqual(50);
    for (const { name, after } of questions)
      if (after.length > 0)
        expect(asked(name)).toBe(after.map((answer) => given(answer)).reduce((sum: number, n) => sum + n, 0));
  }
});

test("a bright spiral seen from above is seen as one, with the arms and the winding it has", () => {
  expect(shares(spiral, "smooth-or-featured")["featured-or-disk"]).toBeGreaterThan(0.85);
  expect(shares(spiral, "disk-edge-on").no).toBeGreaterThan(0.95);
  expect(shares(spiral, "has-spiral-arms").yes).toBeGreaterThan(0.85);
  expect(shares(spiral, "spiral-arm-count")["2"]).toBeGreaterThan(0.6);
  expect(shares(spiral, "spiral-winding").medium).toBeGreaterThan(0.6);
  expect(shares(spiral, "merging").none).toBeGreaterThan(0.85);
});

test("the same spiral, faint or blurred, is mostly called smooth", () => {
  expect(shares({ ...spiral, signal: 1 }, "smooth-or-featured").smooth).toBeGreaterThan(0.6);
  expect(shares({ ...spiral, seeing: 0.12 }, "smooth-or-featured").smooth).toBeGreaterThan(0.6);
});

test("featured votes fall steadily with the signal", () => {
  const seen = [40, 10, 4, 2, 0.5].map(
    (signal) => shares({ ...spiral, signal }, "smooth-or-featured")["featured-or-disk"],
  );
  expect(seen).toEqual([...seen].sort((a, b) => (b ?? 0) - (a ?? 0)));
  expect((seen[0] ?? 0) - (seen[4] ?? 0)).toBeGreaterThan(0.5);
});

test("bars, edges, rounded bulges, mergers and artefacts get the votes they deserve", () => {
  const bar = { share: 0.35, length: 1, angle: 0 };
  expect(shares({ ...spiral, bar }, "bar").strong).toBeGreaterThan(0.6);
  expect(shares(spiral, "bar").no).toBeGreaterThan(0.8);
  const edgeOn = { ...spiral, inclination: 1.5, bulgeFraction: 0.4 };
  expect(shares(edgeOn, "disk-edge-on").yes).toBeGreaterThan(0.85);
  expect(shares(edgeOn, "edge-on-bulge").rounded).toBeGreaterThan(0.6);
  expect(shares({ ...spiral, type: "artifact" }, "smooth-or-featured").artifact).toBeGreaterThan(0.7);
  const companion = {
    distance: 1.8,
    angle: 0,
    size: 0.8,
    tail: 0.9,
    axisRatio: 0.8,
    positionAngle: 0,
    youth: 0.3,
    bulgeFraction: 0.4,
  };
  expect(shares({ ...spiral, type: "merger", companion }, "merging").merger).toBeGreaterThan(0.45);
});

test("visibility runs from nothing to everything with light and with size", () => {
  expect(visibility({ ...spiral, signal: 0.1 })).toBeLessThan(0.05);
  expect(visibility({ ...spiral, seeing: 0.5 })).toBeLessThan(0.05);
  expect(visibility(spiral)).toBeGreaterThan(0.9);
});
