/** How volunteers would vote on a simulated galaxy: each answers by what can be seen, and the faint is easily confused. */

import { type RandomStream, randomStream } from "../random.ts";
import { clamp, type GalaxyModel } from "./galaxyModel.ts";

/** Galaxy Zoo DECaLS' questions by name, with the answers they follow: as src/survey/trees has them. */
export const questions = [
  { name: "smooth-or-featured", answers: ["smooth", "featured-or-disk", "artifact"], after: [] },
  { name: "disk-edge-on", answers: ["yes", "no"], after: ["smooth-or-featured_featured-or-disk"] },
  { name: "has-spiral-arms", answers: ["yes", "no"], after: ["disk-edge-on_no"] },
  { name: "bar", answers: ["strong", "weak", "no"], after: ["disk-edge-on_no"] },
  { name: "bulge-size", answers: ["dominant", "large", "moderate", "small", "none"], after: ["disk-edge-on_no"] },
  { name: "how-rounded", answers: ["round", "in-between", "cigar-shaped"], after: ["smooth-or-featured_smooth"] },
  { name: "edge-on-bulge", answers: ["boxy", "none", "rounded"], after: ["disk-edge-on_yes"] },
  { name: "spiral-winding", answers: ["tight", "medium", "loose"], after: ["has-spiral-arms_yes"] },
  {
    name: "spiral-arm-count",
    answers: ["1", "2", "3", "4", "more-than-4", "cant-tell"],
    after: ["has-spiral-arms_yes"],
  },
  {
    name: "merging",
    answers: ["none", "minor-disturbance", "major-disturbance", "merger"],
    after: ["smooth-or-featured_smooth", "smooth-or-featured_featured-or-disk"],
  },
] as const;

const suffix = "-dr5";

/** Vote columns, question by question: `smooth-or-featured-dr5_smooth`, ... */
export const voteColumns: readonly string[] = questions.flatMap(({ name, answers }) =>
  answers.map((answer) => `${name}${suffix}_${answer}`),
);

/** One person: how well they look, and how readily they call a smudge a feature. */
interface Volunteer {
  acuity: number;
  eagerness: number;
}

/** Counts in the order of `voteColumns`, by 30 to 50 volunteers. */
export function volunteerVotes(model: GalaxyModel): number[] {
  const stream = randomStream(model.seed, "volunteers");
  const tally = new Map<string, number>();
  const volunteers = 30 + stream.below(21);
  for (let i = 0; i < volunteers; i++) {
    const volunteer = { acuity: 0.88 + 0.12 * stream.uniform(), eagerness: 0.6 * stream.normal() };
    const given = new Set<string>();
    for (const { name, answers, after } of questions) {
      if (after.length > 0 && !after.some((parent) => given.has(parent))) continue;
      const answer = draw(stream, answers, chancesOf(model, name, volunteer));
      given.add(`${name}_${answer}`);
      tally.set(`${name}${suffix}_${answer}`, (tally.get(`${name}${suffix}_${answer}`) ?? 0) + 1);
    }
  }
  return voteColumns.map((column) => tally.get(column) ?? 0);
}

/** 0 where nothing but a blur is seen, 1 where every detail is: by light over noise, and by size over seeing. */
export function visibility({ signal, radius, seeing }: GalaxyModel): number {
  return rising(Math.log2(signal), 1.8, 1.6) * rising(Math.log2(radius / seeing), 0.7, 2.2);
}

/** How plain the arms are to who can see the galaxy: gaps wider than the seeing, not foreshortened; bright ridges. */
function armDetail(model: GalaxyModel): number {
  const { arms, radius, seeing, inclination } = model;
  if (!arms) return 0;
  const gap = (2 * Math.PI * radius * Math.tan(arms.pitch) * Math.cos(inclination)) / arms.count;
  const contrast = (arms.strength * (1 - 0.4 * arms.flocculence)) / (arms.strength + 0.12);
  return rising(Math.log2(gap / seeing), 0, 2) * contrast;
}

function barDetail(model: GalaxyModel): number {
  const { bar, radius, seeing, inclination } = model;
  if (!bar) return 0;
  const long = rising(Math.log2((bar.length * radius) / seeing), 0.3, 2.5);
  return long * rising(Math.cos(inclination), 0.3, 12);
}

/** From 0 to 1, half way at `middle`. */
function rising(x: number, middle: number, steepness: number): number {
  return 1 / (1 + Math.exp(-steepness * (x - middle)));
}

/** What this volunteer may answer: what can be seen, mixed with what one who sees nothing would say. */
export function chancesOf(model: GalaxyModel, question: string, { acuity, eagerness }: Volunteer): number[] {
  const { sight, truth, blind } = evidence(model, question);
  const seen = acuity * sight;
  const chances = truth.map((chance, i) => seen * chance + (1 - seen) * (blind[i] ?? 0));
  // Answers that claim a feature are liked more by the eager.
  const claims: Record<string, number> = { "smooth-or-featured": 1, "disk-edge-on": 0, "has-spiral-arms": 0 };
  const claim = claims[question];
  return chances.map((chance, i) => (i === claim ? chance * Math.exp(eagerness) : chance));
}

/** Answers of one who sees everything, and of one who sees nothing; `sight` is how much of it can be seen. */
interface Evidence {
  sight: number;
  truth: readonly number[];
  blind: readonly number[];
}

function evidence(model: GalaxyModel, question: string): Evidence {
  const { type, arms, bar, ring, inclination, bulgeFraction, companion } = model;
  const sight = visibility(model);
  const isEdgeOn = rising(inclination, 1.33, 14);
  switch (question) {
    case "smooth-or-featured": {
      if (type === "artifact") return { sight: 0.8, truth: [0.04, 0.04, 0.92], blind: [0.2, 0.15, 0.65] };
      const features = Math.max(armDetail(model), 0.8 * barDetail(model), ring ? 0.7 : 0);
      const disc = type === "elliptical" ? 0 : 0.95 * isEdgeOn;
      const lumps = { elliptical: 0.04, lenticular: 0.25, spiral: 0.4, irregular: 0.8, merger: 0.55 }[type];
      const featured = 1 - (1 - features) * (1 - disc) * (1 - lumps);
      return { sight, truth: [0.99 - 0.97 * featured, 0.97 * featured, 0.01], blind: [0.84, 0.12, 0.04] };
    }
    case "disk-edge-on": {
      const yes = type === "elliptical" ? 0.3 * rising(-model.axisRatio, -0.45, 15) : isEdgeOn;
      return { sight, truth: [yes, 1 - yes], blind: [0.12 + 0.5 * yes, 0.88 - 0.5 * yes] };
    }
    case "has-spiral-arms":
      if (!arms) return { sight, truth: type === "merger" ? [0.25, 0.75] : [0.05, 0.95], blind: [0.3, 0.7] };
      return { sight: sight * armDetail(model) ** 0.5, truth: [0.97, 0.03], blind: [0.3, 0.7] };
    case "bar": {
      if (!bar) return { sight, truth: [0.02, 0.08, 0.9], blind: [0.05, 0.17, 0.78] };
      const strong = clamp(4 * (bar.share - 0.1), 0.05, 0.92);
      return { sight: sight * barDetail(model), truth: [strong, 0.96 - strong, 0.04], blind: [0.05, 0.17, 0.78] };
    }
    case "bulge-size":
      return {
        sight,
        truth: near(bulgeFraction, [0.8, 0.5, 0.28, 0.12, 0], 0.08),
        blind: [0.08, 0.2, 0.4, 0.25, 0.07],
      };
    case "how-rounded": {
      const ratio = type === "elliptical" ? model.axisRatio : Math.max(0.2, Math.cos(inclination));
      // Even a faint blur has a shape.
      return { sight: 0.5 + 0.5 * sight, truth: near(ratio, [0.97, 0.65, 0.28], 0.12), blind: [0.45, 0.45, 0.1] };
    }
    case "edge-on-bulge": {
      const shape = bulgeFraction < 0.12 ? [0.04, 0.86, 0.1] : bar ? [0.6, 0.05, 0.35] : [0.06, 0.08, 0.86];
      return { sight, truth: shape, blind: [0.1, 0.4, 0.5] };
    }
    case "spiral-winding":
      return {
        sight: sight * armDetail(model) ** 0.5,
        truth: near(arms?.pitch ?? 0.35, [0.2, 0.34, 0.52], 0.07),
        blind: [0.3, 0.4, 0.3],
      };
    case "spiral-arm-count": {
      const count = Math.min(5, arms?.count ?? 0);
      // Miscounts are by one; patches are hardly counted at all.
      const lost = arms ? 0.05 + 0.35 * arms.flocculence : 1;
      const near1 = [1, 2, 3, 4, 5].map((answer) =>
        answer === count ? 1 : Math.abs(answer - count) === 1 ? 0.07 : 0.01,
      );
      const truth = [...near1.map((chance) => ((1 - lost) * chance) / 1.15), lost];
      return { sight: sight * armDetail(model) ** 0.5, truth, blind: [0.07, 0.36, 0.08, 0.04, 0.05, 0.4] };
    }
    default: {
      const disturbed = clamp(1.2 * (model.lopsidedness - 0.15), 0, 0.6);
      if (!companion)
        return {
          sight,
          truth: [0.95 - disturbed, 0.03 + 0.75 * disturbed, 0.01 + 0.25 * disturbed, 0.01],
          blind: [0.85, 0.1, 0.03, 0.02],
        };
      const { tail, distance } = companion;
      // A pair is seen as one where little else is.
      const paired = 0.35 + 0.65 * rising(Math.log2((distance * model.radius) / model.seeing), 0.5, 2) * sight;
      return {
        sight: paired,
        truth: [0.04, 0.1 * (1.5 - tail), 0.1 + 0.25 * tail, 0.75],
        blind: [0.6, 0.2, 0.08, 0.12],
      };
    }
  }
}

/** Chances that fall off with the distance from each answer's typical value. */
function near(value: number, typical: readonly number[], spread: number): number[] {
  return typical.map((each) => Math.exp(-0.5 * ((value - each) / spread) ** 2) + 1e-3);
}

function draw(stream: RandomStream, answers: readonly string[], chances: readonly number[]): string {
  let left = stream.uniform() * chances.reduce((sum, chance) => sum + chance, 0);
  for (const [i, answer] of answers.entries()) {
    left -= chances[i] ?? 0;
    if (left < 0) return answer;
  }
  return answers.at(-1) ?? "";
}
