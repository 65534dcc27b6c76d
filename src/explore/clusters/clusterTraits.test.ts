import { expect, test } from "vitest";
import { traitsOf } from "./clusterTraits.ts";

const places = Array.from({ length: 800 }, (_, i) => i);
/** 0 to 19 are cluster 0, 20 to 59 cluster 1. */
const labels = Int32Array.from(places, (i) => (i < 20 ? 0 : i < 60 ? 1 : -1));
const where = (test: (i: number) => boolean) => Uint8Array.from(places, (i) => Number(test(i)));

test("a label that only some objects have is counted among those: half yes in it and half yes in all is no trait", () => {
  const marks = ["yes", "no"].map((answer, own) => ({
    what: `dusty = ${answer}`,
    has: where((i) => i < 33 && i % 2 === own),
    isKnown: where((i) => i < 33),
  }));
  expect(traitsOf(marks, labels, 2)).toEqual([[], []]);
});

test("shares and base rates are of those that were asked", () => {
  // Asked of 10 of the cluster, who all said yes, and of 100 others, of whom 10 did.
  const mark = {
    what: "bar > 0.5",
    has: where((i) => i < 10 || (i >= 100 && i < 110)),
    isKnown: where((i) => i < 10 || (i >= 100 && i < 200)),
  };
  const [[trait] = []] = traitsOf([mark], labels, 2);
  expect(trait).toMatchObject({ hits: 10, of: 10, purity: 1, base: 20 / 110 });
  expect(trait?.enrichment).toBeCloseTo(5.5, 10);
});

test("one odd member among sixty questions is chance, as a look at so many things always finds one; many are not", () => {
  const others = places.slice(0, 59).map((at) => ({ what: `other ${at} > 0.5`, has: where((i) => i % 59 === at) }));
  const one = { what: "lens > 0.5", has: where((i) => i === 3) };
  const many = { what: "ring > 0.5", has: where((i) => i < 8 || (i > 100 && i < 130)) };
  expect(traitsOf([one, many, ...others], labels, 2)).toMatchObject([[{ what: "ring > 0.5", hits: 8, of: 20 }], []]);
});

test("the chance is Fisher's: 3 of a cluster of 20 where 12 of 800 have it are said alone, and not among twenty marks", () => {
  // scipy.stats.hypergeom.sf(2, 800, 12, 20) = 0.00255: times 19 below 0.05, times 20 above
  const mark = { what: "a", has: where((i) => i < 3 || (i >= 100 && i < 109)) };
  const empty = { what: "b", has: where(() => false) };
  expect(traitsOf([mark, ...Array(18).fill(empty)], labels, 2)[0]).toHaveLength(1);
  expect(traitsOf([mark, ...Array(19).fill(empty)], labels, 2)[0]).toHaveLength(0);
});
