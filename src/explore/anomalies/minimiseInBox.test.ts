import fc from "fast-check";
import { expect, test } from "vitest";
import { minimiseInBox } from "./minimiseInBox.ts";

test("finds the bottom of Rosenbrock's valley", () => {
  const { at } = minimiseInBox(
    ([x, y]) => {
      const [a, b] = [x as number, y as number];
      return {
        value: (1 - a) ** 2 + 100 * (b - a * a) ** 2,
        gradient: [-2 * (1 - a) - 400 * a * (b - a * a), 200 * (b - a * a)],
      };
    },
    [-1.2, 1],
    { lower: [-5, -5], upper: [5, 5] },
    { tolerance: 1e-9, mostEvaluations: 500 },
  );
  expect(at[0]).toBeCloseTo(1, 3);
  expect(at[1]).toBeCloseTo(1, 3);
});

test("stays inside the box, and finds the nearest place in it to a minimum outside", () => {
  const number = fc.double({ min: -10, max: 10, noNaN: true });
  fc.assert(
    fc.property(fc.array(fc.tuple(number, number), { minLength: 1, maxLength: 4 }), (pairs) => {
      const [target, start] = [pairs.map(([a]) => a), pairs.map(([, b]) => b)];
      const box = { lower: target.map(() => -3), upper: target.map(() => 4) };
      const bowl = (x: readonly number[]) => ({
        value: x.reduce((sum, each, i) => sum + (i + 1) * (each - (target[i] as number)) ** 2, 0),
        gradient: x.map((each, i) => 2 * (i + 1) * (each - (target[i] as number))),
      });
      const { at } = minimiseInBox(bowl, start, box, { tolerance: 1e-9, mostEvaluations: 300 });
      for (const [i, each] of at.entries())
        expect(Math.abs(each - Math.min(4, Math.max(-3, target[i] as number)))).toBeLessThan(1e-3);
    }),
  );
});

test("goes round where the function cannot be computed", () => {
  const { at } = minimiseInBox(
    ([x]) =>
      (x as number) < 0
        ? { value: Number.POSITIVE_INFINITY, gradient: [0] }
        : { value: (x as number) ** 2, gradient: [2 * (x as number)] },
    [5],
    { lower: [-10], upper: [10] },
  );
  expect(at[0]).toBeCloseTo(0, 2);
});
