/** Claims of Slijepcevic+ 2022, judged by what each seed gave. */

import { meanInterval } from "../explore/meanInterval.ts";
import { type Claim, isAbove, type Verdict } from "./claims.ts";
import type { Reached } from "./fixmatchRuns.ts";
import { gainAt, rateName, type Seed, type Size } from "./fixmatchSeeds.ts";
import { rankCorrelation } from "./rankTests.ts";

export function claimsOf(seeds: readonly Seed[], { volumes, volume, rates }: Size): Claim[] {
  const over = (of: (seed: Seed) => number) => meanInterval(seeds.map(of));
  const mean = (of: (seed: Seed) => number) => over(of).mean;
  const percent = (value: number) => `${(100 * value).toFixed(1)} %`;
  const points = (value: number) => `${value >= 0 ? "+" : "-"}${(100 * Math.abs(value)).toFixed(1)}`;
  const claim = (
    text: string,
    paper: Claim["paper"],
    { mean: ours, interval }: ReturnType<typeof over>,
    verdict: Verdict,
    note: string,
  ): Claim => ({ claim: text, paper, ours, interval, verdict, note });
  const lowest = volumes[0] as number;
  const middle = volumes.slice(1);
  const middleGain = (seed: Seed) => average(middle.map((each) => gainAt(seed, each)));
  const gainOf = (name: string) => (seed: Seed) => seed.pools.find((each) => each.name === name)?.gain ?? Number.NaN;
  const byVolume = (of: (seed: Seed, count: number) => number, text: (value: number) => string) =>
    volumes.map((count) => `${count} labels ${text(mean((seed) => of(seed, count)))}`).join(", ");

  const all = over(({ supervised }) => [...supervised.values()].at(-1)?.accuracy ?? Number.NaN);
  const gain = over(middleGain);
  const fall = over((seed) => middleGain(seed) - gainAt(seed, lowest));
  const other = over(gainOf("another catalogue"));
  const otherLess = over((seed) => gainAt(seed, volume) - gainOf("another catalogue")(seed));
  const natural = rates.reduce((best, rate) => (Math.abs(rate - 0.5) < Math.abs(best - 0.5) ? rate : best));
  const ends = [rates[0] as number, rates.at(-1) as number];
  const unbalanced = over(
    (seed) => gainOf(rateName(natural))(seed) - average(ends.map((rate) => gainOf(rateName(rate))(seed))),
  );
  const calibrated = (of: (each: Reached) => number) =>
    over((seed) =>
      average(volumes.map((count) => of(seed.supervised.get(count) as Reached) - of(seed.same.get(count) as Reached))),
    );
  const [ece, uce] = [calibrated(({ calibration }) => calibration), calibrated((each) => each.uncertaintyCalibration)];
  const correlation = over(({ pools }) => {
    const known = pools.flatMap((each) => (each.distance ? [{ gain: each.gain, apart: each.distance.mean }] : []));
    return rankCorrelation(
      known.map(({ apart }) => apart),
      known.map(({ gain: own }) => own),
    );
  });
  const overlap = over(overlapping);
  const confident = over(
    ({ confident: { withUncertain, supervised } }) => withUncertain.accuracy - supervised.accuracy,
  );
  const sure = (of: (seed: Seed) => Reached | undefined) => {
    const rate = mean((seed) => of(seed)?.maskRate ?? Number.NaN);
    const wrong = seeds.flatMap((seed) => of(seed)?.impurity ?? []);
    return `${percent(rate)} of the pool is learnt from${wrong.length > 0 ? `, ${percent(average(wrong))} of that wrongly` : ""}`;
  };
  const notImproved = ({ interval }: ReturnType<typeof over>): Verdict =>
    interval.some(Number.isNaN)
      ? "cannot tell"
      : interval[0] > 0
        ? "does not"
        : interval[1] <= 0
          ? "holds"
          : "cannot tell";
  return [
    claim(
      "all labels, supervised: accuracy on confident and uncertain sources (at least 0.8)",
      null,
      all,
      isAbove(all.interval, 0.8),
      "the network of this scale; the paper's figure could not be read",
    ),
    claim(
      "unlabelled images of the same catalogue raise accuracy in a middle range of label numbers",
      "a narrow range",
      gain,
      isAbove(gain.interval, 0),
      `mean of the gains at ${middle.join(", ")} labels, pairs of one seed: ${byVolume(gainAt, points)} points; supervised ${byVolume(({ supervised }, count) => supervised.get(count)?.accuracy ?? Number.NaN, percent)}; at ${volume} labels ${sure(({ same }) => same.get(volume))}`,
    ),
    claim(
      `the gain falls off at the lowest number of labels (${lowest})`,
      "falls off quickly",
      fall,
      isAbove(fall.interval, 0),
      `the mean gain at ${middle.join(", ")} labels less that at ${lowest}`,
    ),
    claim(
      `a pool of another catalogue brings less than one of the same (${volume} labels)`,
      "a significant drop",
      otherLess,
      isAbove(otherLess.interval, 0),
      `the gain with the same catalogue less that with the other, which is ${points(other.mean)} points (${other.interval.map(points).join(" to ")}); ${sure(({ pools }) => pools.find(({ name }) => name === "another catalogue")?.reached)}`,
    ),
    claim(
      `a pool of one class alone brings less than a balanced one of the same size (${volume} labels)`,
      "imbalance hurts",
      unbalanced,
      isAbove(unbalanced.interval, 0),
      rates.map((rate) => `${rateName(rate)}: ${points(mean(gainOf(rateName(rate))))} points`).join(", "),
    ),
    claim(
      "calibration is not improved (ECE)",
      "not improved",
      ece,
      notImproved(ece),
      `expected calibration error, ten bins, supervised less FixMatch, mean over ${volumes.join(", ")} labels: above 0 is better`,
    ),
    claim(
      "calibration is not improved (UCE)",
      "not improved",
      uce,
      notImproved(uce),
      "the same with the uncertainty calibration error of the predictive entropy",
    ),
    claim(
      "the Fréchet distance tells where the gain is small (rank correlation below 0)",
      "predicts",
      correlation,
      isAbove([-correlation.interval[1], -correlation.interval[0]], 0),
      `over the pools at ${volume} labels, in each seed; features of the supervised network of as many labels; distances from the sources held out, of as many objects for every pool`,
    ),
    claim(
      "its spread is as large as the differences between pools (half of the pairs overlap)",
      "too large to replace a test",
      overlap,
      overlap.mean >= 0.5 ? "holds" : "does not",
      `share of pairs of pools whose 95 % of draws overlap, ${seeds[0]?.pools.find(({ distance }) => distance)?.distance?.objects ?? "-"} objects of every pool and as many of the sources held out, which are in none; ${pairsText(seeds)}`,
    ),
    claim(
      `uncertain sources as the pool of confident labels raise accuracy (${volume} labels)`,
      null,
      confident,
      isAbove(confident.interval, 0),
      `supervised ${percent(mean((seed) => seed.confident.supervised.accuracy))}; ${sure((seed) => seed.confident.withUncertain)}`,
    ),
  ];
}

function average(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0) / values.length;
}

function overlapping({ pools }: Seed): number {
  const known = pools.flatMap(({ distance }) => distance ?? []);
  const pairs = known.flatMap((a, i) => known.slice(i + 1).map((b) => [a.interval, b.interval] as const));
  return average(pairs.map(([a, b]) => (a[0] <= b[1] && b[0] <= a[1] ? 1 : 0)));
}

/** Each pool's distance over its null. */
function pairsText(seeds: readonly Seed[]): string {
  const names = seeds[0]?.pools.flatMap(({ name, distance }) => (distance ? [name] : [])) ?? [];
  const ratio = (name: string) =>
    average(seeds.map(({ pools }) => pools.find((each) => each.name === name)?.distance?.ratio ?? Number.NaN));
  return `distance over that of two halves of MiraBest: ${names.map((name) => `${name} ${ratio(name).toFixed(1)}`).join(", ")}`;
}
