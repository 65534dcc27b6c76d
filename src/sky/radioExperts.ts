/** How experts would class a simulated radio galaxy: from its prepared map, each with an eye of their own. */

import { type RandomStream, randomStream } from "../random.ts";
import type { ClippedRadio } from "./clippedRadio.ts";
import { arcsecPerPixel, type RadioTelescope } from "./radioMap.ts";
import type { RadioSource } from "./radioSource.ts";

export const expertAnswers = ["FRI", "FRII", "hybrid", "compact"] as const;
export type ExpertAnswer = (typeof expertAnswers)[number];

export interface ExpertVote {
  class: ExpertAnswer;
  /** Not asked of what is compact. */
  isBent: boolean | undefined;
}

/** Fanaroff & Riley's ratio, of either side: how far out the brightest place lies, over how far out there is anything. */
export interface FanaroffRiley {
  sides: [number, number];
  /** Below a half FR I, above it FR II. */
  ratio: number;
}

/**
 * Measured on the clipped map, as an expert would: from the host, the core left out. Where a side shows nothing, it is taken for
 * the other's like.
 */
export function fanaroffRiley(
  source: RadioSource,
  { clipped }: Pick<ClippedRadio, "clipped">,
  size: number,
  telescope: RadioTelescope,
): FanaroffRiley {
  const [cosine, sine] = [Math.cos(source.angle), Math.sin(source.angle)];
  const [core, edge] = [0.7 * telescope.beamArcsec, source.sizeArcsec / 2 + 2 * telescope.beamArcsec];
  const found = [0, 1].map(() => ({ peak: 0, at: 0, end: 0 }));
  for (let i = 0; i < clipped.length; i++) {
    const value = clipped[i] as number;
    if (value <= 0) continue;
    const x = ((i % size) + 0.5 - size / 2) * arcsecPerPixel - source.host.x;
    const y = (Math.floor(i / size) + 0.5 - size / 2) * arcsecPerPixel - source.host.y;
    const distance = Math.hypot(x, y);
    // Other sources in the field are nobody's lobes.
    if (distance < core || distance > edge) continue;
    const side = found[x * cosine + y * sine >= 0 ? 0 : 1] as { peak: number; at: number; end: number };
    if (value > side.peak) Object.assign(side, { peak: value, at: distance });
    side.end = Math.max(side.end, distance);
  }
  // The beam makes a bright end look longer than it is: people allow for that, by eye.
  const own = found.map(({ at, end }) =>
    end > 0 ? Math.min(1, at / Math.max(at, end - allowance * telescope.beamArcsec)) : undefined,
  );
  const sides: [number, number] = [own[0] ?? own[1] ?? 0.5, own[1] ?? own[0] ?? 0.5];
  return { sides, ratio: (sides[0] + sides[1]) / 2 };
}

/** Of a beam. */
const allowance = 0.6;

/** Chosen so that two of three of MiraBest's kind are called the same by four of five experts, as it is there (833 of 1,222). */
const unsureness = 1.1;
const [half, sidesApart, bentDegrees, compactArcsec] = [0.5, 0.25, 40, 6] as const;

/** The same expert has the same leaning in every source of a seed. */
export function expertVotes(
  source: RadioSource,
  seen: FanaroffRiley,
  { seed, experts, telescope, signal }: { seed: number; experts: number; telescope: RadioTelescope; signal: number },
  stream: RandomStream,
): ExpertVote[] {
  const blur = telescope.beamArcsec / Math.max(source.sizeArcsec, 1);
  const faint = 1 / Math.max(signal, 1);
  const doubt = unsureness * (0.06 + 0.25 * Math.min(1, blur) + faint);
  return Array.from({ length: experts }, (_, expert) => {
    const leaning = randomStream(seed, "expert", expert);
    const [toFar, toBent] = [0.03 * leaning.normal(), 4 * leaning.normal()];
    const [size, common, first, second, turn] = Array.from({ length: 5 }, () => stream.normal()) as [
      number,
      number,
      number,
      number,
      number,
    ];
    if (Math.log(source.sizeArcsec / compactArcsec) + (0.2 + faint) * size < 0)
      return { class: "compact", isBent: undefined };
    // Both sides are seen by the same eye: most of its doubt is common to them.
    const [a, b] = [
      seen.sides[0] + toFar + doubt * (0.9 * common + 0.44 * first),
      seen.sides[1] + toFar + doubt * (0.9 * common + 0.44 * second),
    ];
    const isHybrid = a > half !== b > half && Math.abs(a - b) > sidesApart;
    const isBent = source.deflectionDegrees + toBent + (6 + 40 * Math.min(1, blur)) * turn > bentDegrees;
    return { class: isHybrid ? "hybrid" : (a + b) / 2 > half ? "FRII" : "FRI", isBent };
  });
}

export interface Opinion {
  /** In the order of `expertAnswers`. */
  votes: number[];
  bent: { yes: number; no: number };
  /** What most say; of as many, the first. */
  class: ExpertAnswer;
  /** Share of the experts who do not. */
  disagreement: number;
  /** At least four of five say so. */
  isConfident: boolean;
}

export function opinionOf(votes: readonly ExpertVote[]): Opinion {
  const counts = expertAnswers.map((answer) => votes.filter((vote) => vote.class === answer).length);
  const most = Math.max(...counts);
  const bent = (wanted: boolean) => votes.filter(({ isBent }) => isBent === wanted).length;
  return {
    votes: counts,
    bent: { yes: bent(true), no: bent(false) },
    class: expertAnswers[counts.indexOf(most)] as ExpertAnswer,
    disagreement: 1 - most / votes.length,
    isConfident: most >= 0.8 * votes.length,
  };
}
