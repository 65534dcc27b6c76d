import { expect, test } from "vitest";
import { randomStream } from "../../random.ts";
import { everywhere } from "./everywhere.ts";
import { fitGaussianProcess, predictAt, processAt } from "./gaussianProcess.ts";

/** Standardised vectors, and ratings that depend on them. */
function made(objects: number, dimension: number, ratings: number) {
  const stream = randomStream(3, "made");
  const vectors = Float32Array.from({ length: objects * dimension }, () => stream.normal());
  const points = Float64Array.from(vectors.subarray(0, ratings * dimension));
  const targets = Float64Array.from({ length: ratings }, (_, i) =>
    Math.min(5, Math.max(0, Math.round(2 + 2 * (points[i * dimension] as number)))),
  );
  return { vectors, dimension, rated: { points, dimension, targets } };
}

test.each([1, 64, 130, 300])(
  "predicts every object of a survey after %i ratings as one by one in double precision",
  async (ratings) => {
    const { vectors, dimension, rated } = made(1500, 8, ratings);
    const process = fitGaussianProcess(rated);
    const quick = everywhere({ vectors, dimension });
    const { mean, deviation } = await quick.predict(process);
    for (let i = 0; i < 1500; i += 7) {
      const exact = predictAt(process, Float64Array.from(vectors.subarray(i * dimension, (i + 1) * dimension)));
      // Half a thousandth of the scale from 0 to 5 would be 0.0025.
      expect(Math.abs((mean[i] as number) - exact.mean)).toBeLessThan(0.0025);
      expect(deviation[i]).toBeCloseTo(exact.deviation, 2);
    }
    await quick.release();
  },
);

test("holds where the kernel is almost a Gaussian and the noise as small as may be", async () => {
  const { vectors, dimension, rated } = made(300, 8, 100);
  const process = processAt(rated, { amplitude: 10, mixture: 100, length: 3, noise: 1e-3 });
  const quick = everywhere({ vectors, dimension });
  const { mean, deviation } = await quick.predict(process);
  for (let i = 0; i < 300; i++) {
    const exact = predictAt(process, Float64Array.from(vectors.subarray(i * dimension, (i + 1) * dimension)));
    expect(Math.abs((mean[i] as number) - exact.mean)).toBeLessThan(0.02);
    expect(Math.abs((deviation[i] as number) - exact.deviation)).toBeLessThan(0.05);
  }
  await quick.release();
});
