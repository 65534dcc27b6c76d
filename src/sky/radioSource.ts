/**
 * Radio galaxies that never were, with known truth: FR I, FR II, hybrid, bent, compact. Sizes, fluxes and shapes are drawn so
 * that they look like MiraBest's (Porter & Scaife 2023) in FIRST; classes are Fanaroff & Riley's (1974).
 */

import { between, type RandomStream, randomStream } from "../random.ts";
import { betaNumber } from "./betaNumbers.ts";
import { type ArmKind, armBlobs, type Blob } from "./radioArms.ts";

export const radioClasses = ["FRI", "FRII", "hybrid", "bent", "compact"] as const;
export type RadioClass = (typeof radioClasses)[number];

export const morphologies = [
  "standard",
  "wide-angle-tail",
  "head-tail",
  "double-double",
  "one-component",
  "two-components",
] as const;
export type Morphology = (typeof morphologies)[number];

/** How often each class is drawn. */
export const radioMixes = {
  /** 1,256 of MiraBest by class code: 528 + 65 bent, 629, 34. */
  mirabest: { FRI: 528, FRII: 629, hybrid: 34, bent: 65, compact: 0 },
  even: { FRI: 1, FRII: 1, hybrid: 1, bent: 1, compact: 1 },
  /** What an untargeted list of sources might hold: an assumption, mostly compact. */
  pool: { FRI: 11, FRII: 24, hybrid: 1.5, bent: 5.5, compact: 58 },
} as const satisfies Record<string, Record<RadioClass, number>>;
export type RadioMix = keyof typeof radioMixes;
export const radioMixNames = Object.keys(radioMixes) as RadioMix[];

export interface RadioSource {
  class: RadioClass;
  morphology: Morphology;
  /** Largest angular size, arcseconds. */
  sizeArcsec: number;
  /** At 1.4 GHz, all of it. */
  fluxMilliJansky: number;
  /** Of the flux, in the middle. */
  coreShare: number;
  /** Direction of the first arm, radians anticlockwise from the x axis. */
  angle: number;
  /** Between the arms' ends as seen from the host: 0 where they are opposite. */
  deflectionDegrees: number;
  /** Where the host is, arcseconds from the picture's middle, as all places. */
  host: { x: number; y: number };
  /** What is spread; flux in mJy. */
  blobs: Blob[];
  /** The core, apart: at other frequencies it fades differently. */
  coreBlobs: Blob[];
  /** Other sources in the field, where they are. */
  neighbours: Blob[];
}

/** The same seed, index and mix give the same source. */
export function drawRadioSource(seed: number, index: number, mix: RadioMix = "mirabest"): RadioSource {
  const stream = randomStream(seed, "radio", index);
  const kind = pick(radioMixes[mix], stream.uniform());
  const source = { FRI: fadingJets, FRII: lobes, hybrid, bent, compact }[kind](stream);
  const flux = fluxOf(stream);
  // Positions are those of optical hosts, which radio maps miss by an arcsecond or two.
  const [dx, dy] = [1.4 * stream.normal(), 1.4 * stream.normal()];
  const placed = (blobs: readonly Blob[], share: number) =>
    blobs.map((blob) => ({ ...blob, x: blob.x + dx, y: blob.y + dy, flux: blob.flux * flux * share }));
  const { blobs, coreShare, ...truth } = source;
  return {
    class: kind,
    ...truth,
    fluxMilliJansky: flux,
    coreShare,
    host: { x: dx, y: dy },
    blobs: placed(blobs, 1 - coreShare),
    coreBlobs: coreShare > 0 ? placed([{ x: 0, y: 0, flux: 1, sigma: 0 }], coreShare) : [],
    neighbours: neighboursOf(stream),
  };
}

/** Blobs' flux adds up to 1. */
type Drawn = Pick<RadioSource, "morphology" | "sizeArcsec" | "coreShare" | "angle" | "deflectionDegrees" | "blobs">;

function fadingJets(stream: RandomStream): Drawn {
  return twoArms(stream, ["jet", "jet"], { median: 56, bend: 0.25, unevenness: 0.8, core: betaNumber(stream, 0.8, 8) });
}

function lobes(stream: RandomStream): Drawn {
  const outer = twoArms(stream, ["lobe", "lobe"], {
    median: 28,
    bend: 0.08,
    unevenness: 0.45,
    core: betaNumber(stream, 0.6, 6),
  });
  // Four of MiraBest's 629 restarted.
  if (stream.uniform() >= 4 / 629) return outer;
  const share = between(stream, 0.1, 0.5);
  const inner = [0, Math.PI].flatMap((turn) =>
    armBlobs(
      {
        kind: "lobe",
        length: (outer.sizeArcsec / 2) * between(stream, 0.2, 0.6),
        angle: outer.angle + turn + (between(stream, -5, 5) * Math.PI) / 180,
        bend: 0,
        flux: share / 2,
      },
      stream,
    ),
  );
  const dimmed = outer.blobs.map((blob) => ({ ...blob, flux: blob.flux * (1 - share) }));
  return { ...outer, morphology: "double-double", blobs: [...dimmed, ...inner] };
}

function hybrid(stream: RandomStream): Drawn {
  return twoArms(stream, ["jet", "lobe"], {
    median: 33,
    bend: 0.08,
    unevenness: 0.45,
    core: betaNumber(stream, 1, 6),
  });
}

/** A wide-angle tail, or a head with its tail: 56 to 9 in MiraBest's rebuilt list, here 6 to 1. */
function bent(stream: RandomStream): Drawn {
  const isHead = stream.uniform() < 1 / 7;
  const drawn = twoArms(stream, ["jet", "jet"], {
    median: 60,
    bend: isHead ? between(stream, 1.5, 4) : between(stream, 0.25, 0.9),
    unevenness: 0.45,
    core: betaNumber(stream, 0.8, 6),
    together: true,
  });
  return { ...drawn, morphology: isHead ? "head-tail" : "wide-angle-tail" };
}

function compact(stream: RandomStream): Drawn {
  const angle = 2 * Math.PI * stream.uniform();
  const isSingle = stream.uniform() < 0.7;
  const apart = isSingle ? 0 : between(stream, 1, 5);
  const share = isSingle ? 1 : between(stream, 0.3, 0.7);
  const blob = (along: number, flux: number): Blob => ({
    x: along * Math.cos(angle),
    y: along * Math.sin(angle),
    flux,
    sigma: between(stream, 0, 1.5),
  });
  const blobs = isSingle ? [blob(0, 1)] : [blob(apart / 2, share), blob(-apart / 2, 1 - share)];
  const sizeArcsec = Math.max(apart, 2.355 * Math.max(...blobs.map(({ sigma }) => sigma)));
  return {
    morphology: isSingle ? "one-component" : "two-components",
    sizeArcsec,
    coreShare: 0,
    angle,
    deflectionDegrees: 0,
    blobs,
  };
}

function twoArms(
  stream: RandomStream,
  kinds: readonly [ArmKind, ArmKind],
  {
    median,
    bend,
    unevenness,
    core,
    together = false,
  }: {
    /** Arcseconds. */
    median: number;
    /** Spread of it; where both arms bend together, the bend itself. */
    bend: number;
    /** Spread of ln of one arm's flux over the other's. */
    unevenness: number;
    core: number;
    together?: boolean;
  },
): Drawn {
  const sizeArcsec = sizeOf(stream, median);
  const angle = 2 * Math.PI * stream.uniform();
  const ratio = Math.exp(0.12 * stream.normal());
  const brightness = Math.exp(unevenness * stream.normal());
  const bends = together
    ? ([bend, -bend] as const)
    : ([Math.abs(bend * stream.normal()), Math.abs(bend * stream.normal())] as const);
  // C shapes turn to the same side of the sky, S shapes with the axis.
  const side = together || stream.uniform() < 0.5 ? 1 : -1;
  const hand = stream.uniform() < 0.5 ? 1 : -1;
  const signed = (together ? bends : [bends[0], side * -bends[1]]).map((each) => hand * each);
  // A strongly bent arm reaches less far than its length: sizes are of what is seen.
  const reach = (each: number) => Math.hypot(1, each);
  const blobs = kinds.flatMap((kind, i) => {
    const own = signed[i] as number;
    return armBlobs(
      {
        kind,
        length: ((sizeArcsec / 2) * (i === 0 ? Math.sqrt(ratio) : 1 / Math.sqrt(ratio))) / reach(own),
        angle: angle + i * Math.PI,
        bend: own,
        flux: i === 0 ? brightness / (1 + brightness) : 1 / (1 + brightness),
      },
      stream,
    );
  });
  return {
    morphology: "standard",
    sizeArcsec,
    coreShare: core,
    angle,
    // An arm's left is the other's right.
    deflectionDegrees: (180 / Math.PI) * Math.abs(Math.atan(signed[0] as number) - Math.atan(signed[1] as number)),
    blobs,
  };
}

/** Log-normal, kept where MiraBest keeps them. */
function sizeOf(stream: RandomStream, median: number): number {
  for (;;) {
    const size = median * Math.exp(0.78 * stream.normal());
    if (size >= 9 && size <= 250) return size;
  }
}

/** A power law above 26 mJy. */
function fluxOf(stream: RandomStream): number {
  for (;;) {
    const flux = 26 * (1 - stream.uniform()) ** (-1 / 0.95);
    if (flux < 2000) return flux;
  }
}

/** Half a source a field, from 1 mJy. */
function neighboursOf(stream: RandomStream): Blob[] {
  const [half, found]: [number, Blob[]] = [135, []];
  // Poisson's numbers as waiting times.
  const waiting = () => -Math.log(1 - stream.uniform());
  for (let time = waiting(); time < 0.5; time += waiting())
    found.push({
      x: between(stream, -half, half),
      y: between(stream, -half, half),
      flux: Math.min(1000, (1 - stream.uniform()) ** (-1 / 0.9)),
      sigma: between(stream, 0, 1.5),
    });
  return found;
}

function pick(weights: Record<RadioClass, number>, uniform: number): RadioClass {
  let left = uniform * radioClasses.reduce((sum, name) => sum + weights[name], 0);
  for (const name of radioClasses) {
    left -= weights[name];
    if (left < 0) return name;
  }
  return "FRII";
}
