/** The minimum of a smooth function of a few variables within bounds: BFGS, projected (Bertsekas 1982; Nocedal & Wright 2006, ch. 6). */

export interface Evaluated {
  /** Infinite where the function cannot be computed. */
  value: number;
  gradient: readonly number[];
}

export interface Minimum {
  at: number[];
  value: number;
  evaluations: number;
}

interface Box {
  lower: readonly number[];
  upper: readonly number[];
}

/** A step must bring this share of what the slope promises (Nocedal & Wright's c1). */
const sufficient = 1e-4;

/**
 * @param tolerance stops where no variable wants to move by more, or a step gains less
 * @param mostEvaluations stops there with the best so far
 */
export function minimiseInBox(
  f: (x: readonly number[]) => Evaluated,
  start: readonly number[],
  box: Box,
  { tolerance = 1e-5, mostEvaluations = 100 } = {},
): Minimum {
  let x = clamped(start, box);
  let { value, gradient } = f(x);
  let evaluations = 1;
  let curvature: number[][] | undefined;
  while (evaluations < mostEvaluations && Number.isFinite(value)) {
    const free = x.map((each, i) => {
      const slope = gradient[i] as number;
      return !(each <= (box.lower[i] as number) && slope > 0) && !(each >= (box.upper[i] as number) && slope < 0);
    });
    if (gradient.every((slope, i) => !free[i] || Math.abs(slope) < tolerance)) break;
    let direction = times(curvature, gradient, free);
    if (inner(direction, gradient) >= 0) {
      curvature = undefined;
      direction = times(curvature, gradient, free);
    }
    // Without curvature the slope's size says nothing of how far to go.
    let step = curvature ? 1 : Math.min(1, 1 / Math.hypot(...direction));
    let next: { x: number[]; value: number; gradient: readonly number[] } | undefined;
    while (evaluations < mostEvaluations && step > 1e-8) {
      const tried = clamped(
        x.map((each, i) => each + step * (direction[i] as number)),
        box,
      );
      const there = f(tried);
      evaluations++;
      const moved = tried.map((each, i) => each - (x[i] as number));
      if (there.value <= value + sufficient * inner(gradient, moved)) {
        next = { x: tried, ...there };
        break;
      }
      step /= Number.isFinite(there.value) ? 3 : 10;
    }
    if (!next) break;
    const moved = next.x.map((each, i) => each - (x[i] as number));
    const bent = next.gradient.map((each, i) => each - (gradient[i] as number));
    curvature = updated(curvature, moved, bent);
    const gained = value - next.value;
    ({ x, value, gradient } = next);
    if (gained < tolerance * 1e-2 * Math.max(1, Math.abs(value))) break;
  }
  return { at: x, value, evaluations };
}

function clamped(x: readonly number[], { lower, upper }: Box): number[] {
  return x.map((each, i) => Math.min(upper[i] as number, Math.max(lower[i] as number, each)));
}

function inner(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, each, i) => sum + each * (b[i] as number), 0);
}

/** The quasi-Newton direction among the free variables; the others stay. */
function times(inverse: number[][] | undefined, gradient: readonly number[], free: readonly boolean[]): number[] {
  return gradient.map((slope, i) => {
    if (!free[i]) return 0;
    if (!inverse) return -slope;
    return -gradient.reduce((sum, each, j) => sum + (free[j] ? (inverse[i]?.[j] as number) * each : 0), 0);
  });
}

/** BFGS's update of the inverse Hessian (Nocedal & Wright 6.17); as it was where the function did not bend upwards. */
function updated(before: number[][] | undefined, s: readonly number[], y: readonly number[]): number[][] | undefined {
  const sy = inner(s, y);
  if (!(sy > 1e-10 * Math.hypot(...s) * Math.hypot(...y))) return before;
  const n = s.length;
  const scale = sy / inner(y, y);
  const h = before ?? Array.from({ length: n }, (_, i) => Array.from({ length: n }, (_, j) => (i === j ? scale : 0)));
  const hy = h.map((row) => inner(row, y));
  const yhy = inner(y, hy);
  return h.map((row, i) =>
    row.map(
      (each, j) =>
        each +
        ((1 + yhy / sy) * (s[i] as number) * (s[j] as number)) / sy -
        ((hy[i] as number) * (s[j] as number) + (s[i] as number) * (hy[j] as number)) / sy,
    ),
  );
}
