import { everywhere } from "../src/explore/anomalies/everywhere.ts";
import { fitGaussianProcess, likelihood } from "../src/explore/anomalies/gaussianProcess.ts";
import { squaredDistances } from "../src/explore/anomalies/rationalQuadratic.ts";
import { randomStream } from "../src/random.ts";

const [n, d, m] = [100000, 40, 500];
const s = randomStream(3, "made");
const vectors = Float32Array.from({ length: n * d }, () => s.normal());
const points = Float64Array.from(vectors.subarray(0, m * d));
const targets = Float64Array.from({ length: m }, (_, i) =>
  Math.min(5, Math.max(0, Math.round(2 + 2 * points[i * d]! + points[i * d + 1]!))),
);
const rated = { points, dimension: d, targets };
const q = everywhere({ vectors, dimension: d });
const t = (name: string, f: () => any) => {
  const a = performance.now();
  const r = f();
  if (r instanceof Promise)
    return r.then((v) => {
      console.log(name, (performance.now() - a).toFixed(0), "ms");
      return v;
    });
  console.log(name, (performance.now() - a).toFixed(0), "ms");
  return r;
};
for (let i = 0; i < 3; i++) {
  const g = t("cold fit", () => fitGaussianProcess(rated));
  console.log(g.hyperparameters, g.logLikelihood);
  const sq = squaredDistances(points, points, d);
  t("likelihood", () => likelihood(rated, sq, g.hyperparameters));
  const part = { points: points.subarray(0, 490 * d), dimension: d, targets: targets.subarray(0, 490) };
  const g0 = fitGaussianProcess(part);
  const g2 = t("warm fit", () => fitGaussianProcess(rated, { from: g0.hyperparameters }));
  console.log(g2.logLikelihood);
  await t("predict", () => q.predict(g2));
}
