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

/** Counts in the order of `voteColumns`, by 30 to 50 volunteers. */
export function volunteerVotes(model: GalaxyModel): number[] {
  const stream = randomStream(model.seed, "volunteers");
  const tally = new Map<string, number>();
  const volunteers = 30 + stream.below(21);
  for (let volunteer = 0; volunteer < volunteers; volunteer++) {
    // Some look closer than others.
    const sight = visibility(model) * (0.75 + 0.25 * stream.uniform());
    const given = new Set<string>();
    for (const { name, answers, after } of questions) {
      if (after.length > 0 && !after.some((parent) => given.has(parent))) continue;
      const answer = draw(stream, answers, opinion(model, name, sight));
      given.add(`${name}_${answer}`);
      tally.set(`${name}${suffix}_${answer}`, (tally.get(`${name}${suffix}_${answer}`) ?? 0) + 1);
    }
  }
  return voteColumns.map((column) => tally.get(column) ?? 0);
}

/** 0 where nothing but a blur is seen, 1 where every detail is: by light over noise, and by size over seeing. */
export function visibility({ signal, radius, seeing }: GalaxyModel): number {
  const bright = 1 / (1 + Math.exp(-1.6 * (Math.log2(signal) - 2.6)));
  const resolved = 1 / (1 + Math.exp(-2.2 * (Math.log2(radius / seeing) - 0.9)));
  return bright * resolved;
}

/** What a volunteer who sees everything would answer, mixed with what one who sees nothing would. */
function opinion(model: GalaxyModel, question: string, sight: number): number[] {
  const [truth, blind] = truthAndGuess(model, question);
  return truth.map((chance, i) => sight * chance + (1 - sight) * (blind[i] ?? 0));
}

function truthAndGuess(model: GalaxyModel, question: string): [number[], number[]] {
  const { type, arms, bar, inclination, bulgeFraction, companion } = model;
  switch (question) {
    case "smooth-or-featured": {
      if (type === "artifact")
        return [
          [0.05, 0.05, 0.9],
          [0.2, 0.1, 0.7],
        ];
      const featured = { elliptical: 0.04, lenticular: 0.35, spiral: 0.95, irregular: 0.8, merger: 0.7 }[type];
      const edgeOn = type === "lenticular" && inclination > 1.3 ? 0.4 : 0;
      return [
        [1 - featured - edgeOn, featured + edgeOn, 0.02],
        [0.85, 0.12, 0.05],
      ];
    }
    case "disk-edge-on": {
      const yes = 1 / (1 + Math.exp(-12 * (inclination - 1.35)));
      return [
        [yes, 1 - yes],
        [0.15 + 0.5 * yes, 0.85 - 0.5 * yes],
      ];
    }
    case "has-spiral-arms": {
      const seen = arms ? clamp(0.5 + 0.3 * arms.strength - 0.3 * Math.max(0, inclination - 1), 0.2, 0.97) : 0.06;
      return [
        [seen, 1 - seen],
        [0.3, 0.7],
      ];
    }
    case "bar": {
      if (!bar)
        return [
          [0.02, 0.08, 0.9],
          [0.05, 0.15, 0.8],
        ];
      const strong = clamp((bar.strength - 0.5) * 0.9, 0.05, 0.9);
      return [
        [strong, 0.95 - strong, 0.05],
        [0.05, 0.2, 0.75],
      ];
    }
    case "bulge-size":
      return [near(bulgeFraction, [0.75, 0.5, 0.28, 0.12, 0.02], 0.1), [0.08, 0.2, 0.4, 0.25, 0.07]];
    case "how-rounded": {
      const ratio = type === "elliptical" ? model.axisRatio : Math.max(0.2, Math.cos(inclination));
      return [near(ratio, [0.95, 0.65, 0.3], 0.15), [0.4, 0.5, 0.1]];
    }
    case "edge-on-bulge":
      return [bulgeFraction > 0.2 ? [0.12, 0.1, 0.78] : [0.08, 0.75, 0.17], [0.15, 0.4, 0.45]];
    case "spiral-winding":
      return [near(arms?.pitch ?? 0.35, [0.2, 0.36, 0.55], 0.08), [0.3, 0.4, 0.3]];
    case "spiral-arm-count": {
      const certain = [0, 0, 0, 0, 0, 0.06].map((chance, i) =>
        i === Math.min(5, arms?.count ?? 2) - 1 ? 0.9 : chance + 0.01,
      );
      return [certain, [0.08, 0.35, 0.08, 0.04, 0.05, 0.4]];
    }
    default:
      if (!companion)
        return [
          [0.93, 0.05, 0.01, 0.01],
          [0.8, 0.15, 0.03, 0.02],
        ];
      return [
        [0.05, 0.15, 0.25, 0.55 + 0.2 * companion.tail],
        [0.5, 0.25, 0.1, 0.15],
      ];
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
