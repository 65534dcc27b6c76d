import { expect, test } from "vitest";
import { scaleOf, seeingOwnScale, standardise } from "./representationScale.ts";

/** Columns of very different scale, one of which never varies. */
const representations = Float32Array.of(1000, 0.01, 7, 1004, 0.03, 7, 998, 0.02, 7);

test("each column gets mean 0 and deviation 1, and one that never varies 0", () => {
  const columns = representations.slice();
  standardise(columns, scaleOf(representations, 3));
  const column = (c: number) => [0, 1, 2].map((row) => columns[row * 3 + c] as number);
  for (const c of [0, 1]) {
    expect(column(c).reduce((sum, value) => sum + value, 0)).toBeCloseTo(0, 3);
    expect(column(c).reduce((sum, value) => sum + value ** 2, 0)).toBeCloseTo(3, 3);
  }
  expect(column(2)).toEqual([0, 0, 0]);
});

test("a head gives of the encoder's own numbers what it learnt to give of the standardised ones", () => {
  const scale = scaleOf(representations, 3);
  const columns = representations.slice();
  standardise(columns, scale);
  const head = {
    "head.weight": { shape: [2, 3], data: Float32Array.of(0.5, -1, 2, 0.25, 3, -2) },
    "head.bias": { shape: [2], data: Float32Array.of(0.1, -0.2) },
    "encoder.stem.weight": { shape: [1], data: Float32Array.of(9) },
  };
  const outputs = (parameters: typeof head, rows: Float32Array) =>
    [0, 1, 2].flatMap((row) =>
      [0, 1].map((answer) =>
        [0, 1, 2].reduce(
          (sum, c) => sum + (parameters["head.weight"].data[answer * 3 + c] as number) * (rows[row * 3 + c] as number),
          parameters["head.bias"].data[answer] as number,
        ),
      ),
    );
  const own = seeingOwnScale(head, scale) as typeof head;
  const expected = outputs(head, columns);
  for (const [i, value] of outputs(own, representations).entries()) expect(value).toBeCloseTo(expected[i] as number, 2);
  expect(own["encoder.stem.weight"]).toBe(head["encoder.stem.weight"]);
});
