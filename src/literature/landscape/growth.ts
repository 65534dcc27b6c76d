/** How a region grows beside the whole corpus: its share of each year's papers, and the share's trend with its error. */

export interface RegionYear {
  year: number;
  papers: number;
  /** Of all the corpus's papers of that year. */
  share: number;
}

export interface Growth {
  /** Of the region's odds, from one year to the next: 0.05 is 5 % more a year. */
  perYear: number;
  /** 95 % */
  interval: [low: number, high: number];
  /** Whether the interval leaves 0 out, and to which side. */
  trend: "grows" | "shrinks" | "neither";
  from: number;
  to: number;
}

/** Fewer say nothing of a trend. */
const fewestYears = 5;
const rounds = 30;

/** @param all papers of the corpus by year; @param own those of the region */
export function regionYears(all: ReadonlyMap<number, number>, own: ReadonlyMap<number, number>): RegionYear[] {
  return [...all]
    .sort(([a], [b]) => a - b)
    .map(([year, papers]) => ({ year, papers: own.get(year) ?? 0, share: (own.get(year) ?? 0) / papers }));
}

/**
 * Logistic regression of belonging to the region on the year; where years scatter more than chance would have them, the error
 * grows with it (McCullagh & Nelder 1989, section 4.5). A share, so that a growing corpus does not make every region grow.
 * @param points hits of size by year; years of no size say nothing
 * @returns null where there are too few years, or the region has no papers in them or all
 */
export function trendOf(points: readonly { year: number; hits: number; size: number }[]): Growth | null {
  const known = points.filter(({ size }) => size > 0);
  const [hits, size] = [sumOf(known, "hits"), sumOf(known, "size")];
  if (known.length < fewestYears || hits === 0 || hits >= size) return null;
  const middle = known.reduce((sum, point) => sum + point.year * point.size, 0) / size;
  let [level, slope] = [Math.log(hits / (size - hits)), 0];
  let information = [0, 0, 0];
  for (let round = 0; round < rounds; round++) {
    let [g0, g1, h00, h01, h11] = [0, 0, 1e-12, 0, 1e-12];
    for (const point of known) {
      const t = point.year - middle;
      const chance = 1 / (1 + Math.exp(-(level + slope * t)));
      const weight = point.size * chance * (1 - chance);
      const off = point.hits - point.size * chance;
      g0 += off;
      g1 += off * t;
      h00 += weight;
      h01 += weight * t;
      h11 += weight * t * t;
    }
    information = [h00, h01, h11];
    const determinant = h00 * h11 - h01 * h01;
    const [stepLevel, stepSlope] = [(h11 * g0 - h01 * g1) / determinant, (h00 * g1 - h01 * g0) / determinant];
    level += bounded(stepLevel);
    slope += bounded(stepSlope);
    if (Math.abs(stepLevel) + Math.abs(stepSlope) < 1e-10) break;
  }
  const scatter = known.reduce((sum, point) => {
    const chance = 1 / (1 + Math.exp(-(level + slope * (point.year - middle))));
    return sum + (point.hits - point.size * chance) ** 2 / Math.max(1e-12, point.size * chance * (1 - chance));
  }, 0);
  const [h00 = 0, h01 = 0, h11 = 0] = information;
  const error = Math.sqrt((Math.max(1, scatter / (known.length - 2)) * h00) / (h00 * h11 - h01 * h01));
  const rate = (value: number) => Math.exp(value) - 1;
  const interval: [number, number] = [rate(slope - 1.96 * error), rate(slope + 1.96 * error)];
  const ends = known.map(({ year }) => year);
  return {
    perYear: rate(slope),
    interval,
    trend: interval[0] > 0 ? "grows" : interval[1] < 0 ? "shrinks" : "neither",
    from: Math.min(...ends),
    to: Math.max(...ends),
  };
}

/** One step of Newton's may leap too far where years are few. */
function bounded(step: number): number {
  return Math.max(-2, Math.min(2, step));
}

function sumOf(points: readonly { hits: number; size: number }[], what: "hits" | "size"): number {
  return points.reduce((sum, point) => sum + point[what], 0);
}
