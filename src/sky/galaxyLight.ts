/** The light of one galaxy before the atmosphere: bulge, disc, bar, ring and arms of a model, dimmed by its dust. */

import { randomStream } from "../random.ts";
import { type Bands, oldTint, reddening, youngTint } from "./bands.ts";
import type { GalaxyModel } from "./galaxyModel.ts";
import {
  barProfile,
  discProfile,
  edgeOnProfile,
  halfLightLengths,
  sechSquared,
  sersicProfile,
} from "./lightProfiles.ts";
import { spiralArms } from "./spiralArms.ts";
import { texture } from "./texture.ts";

/** How thick discs are: z0 over the scale length (van der Kruit & Searle 1981). */
const thickness = 0.22;

/** Past this inclination a disc is drawn from its edge: 78 degrees. */
export const edgeOnInclination = 1.36;

/** Old light, young light and the optical depth before both, at one place. */
interface Light {
  old: number;
  young: number;
  depth: number;
}

/** Light by distance along and across the major axis, in shares of the picture's side. */
type LightAt = (along: number, across: number) => Light;

type Brightness = (along: number, across: number) => number;

/** How flat a disc looks, thickness and all (Hubble 1926). */
export function discRatio(inclination: number): number {
  return Math.sqrt(Math.cos(inclination) ** 2 + (thickness * Math.sin(inclination)) ** 2);
}

/** Adds the model's galaxy to `bands`, its middle at (x, y) from the picture's. */
export function addGalaxy(bands: Bands, size: number, model: GalaxyModel, x: number, y: number): void {
  // An edge-on disc is its face-on light on a smaller area; much of it is lost in the disc itself.
  const lost = model.inclination > edgeOnInclination ? 0.6 : 1;
  const area = 2 * Math.PI * model.radius * model.radius * (model.type === "elliptical" ? model.axisRatio : lost);
  const flux = area * model.signal;
  const light = lightOf(model);
  const [cosine, sine] = [Math.cos(model.positionAngle), Math.sin(model.positionAngle)];
  const reach = 9 * model.radius;
  const [cx, cy] = [(0.5 + x) * size, (0.5 + y) * size];
  const first = (centre: number) => Math.max(0, Math.floor(centre - reach * size));
  const last = (centre: number) => Math.min(size, Math.ceil(centre + reach * size));
  const [g, r, i] = bands;
  for (let row = first(cy); row < last(cy); row++)
    for (let column = first(cx); column < last(cx); column++) {
      const at = row * size + column;
      // A cusp changes much within a pixel: the middle ones are sampled finely.
      const isCentral = Math.abs(column + 0.5 - cx) < 2.5 && Math.abs(row + 0.5 - cy) < 2.5;
      const samples = isCentral ? 5 : 1;
      const share = flux / (samples * samples);
      for (let k = 0; k < samples * samples; k++) {
        const dx = (column + ((k % samples) + 0.5) / samples - cx) / size;
        const dy = (row + (Math.floor(k / samples) + 0.5) / samples - cy) / size;
        const { old, young, depth } = light(dx * cosine + dy * sine, dy * cosine - dx * sine);
        // Some stars lie before the dust.
        const isDusty = depth > 0.01;
        const inG = isDusty ? share * (0.12 + 0.88 * Math.exp(-depth * reddening[0])) : share;
        const inR = isDusty ? share * (0.12 + 0.88 * Math.exp(-depth * reddening[1])) : share;
        const inI = isDusty ? share * (0.12 + 0.88 * Math.exp(-depth * reddening[2])) : share;
        g[at] = (g[at] as number) + inG * (old * oldTint[0] + young * youngTint[0]);
        r[at] = (r[at] as number) + inR * (old * oldTint[1] + young * youngTint[1]);
        i[at] = (i[at] as number) + inI * (old * oldTint[2] + young * youngTint[2]);
      }
    }
}

function lightOf(model: GalaxyModel): LightAt {
  const answer: Light = { old: 0, young: 0, depth: 0 };
  if (model.type === "elliptical") {
    const profile = sersicProfile(model.sersicIndex, circular(model.radius, model.axisRatio), 1);
    const q = Math.sqrt(model.axisRatio);
    return (along, across) => {
      const light = profile(Math.hypot(along * q, across / q));
      answer.old = light * (1 - model.youth);
      answer.young = light * model.youth;
      return answer;
    };
  }
  return model.inclination > edgeOnInclination ? edgeOn(model, answer) : inclined(model, answer);
}

/** Radius of the circle as large as the ellipse of this semi-major axis. */
function circular(radius: number, axisRatio: number): number {
  return radius * Math.sqrt(axisRatio);
}

function inclined(model: GalaxyModel, answer: Light): LightAt {
  const { radius, bulgeFraction, youth, arms, bar, ring, lopsidedness } = model;
  const q = discRatio(model.inclination);
  const disc = discProfile(radius / halfLightLengths, q);
  const bulge = bulgeOf(model);
  const barLight = bar && barProfile(bar.length * radius, 0.32 * bar.length * radius);
  const [barCosine, barSine] = bar ? [Math.cos(bar.angle), Math.sin(bar.angle)] : [1, 0];
  const armLight = arms && spiralArms(arms, model.seed);
  const ragged = model.type === "irregular" ? texture(randomStream(model.seed, "ragged")) : undefined;
  const discShare = 1 - bulgeFraction;
  return (along, across) => {
    const y = across / q;
    let R = Math.sqrt(along * along + y * y) + 1e-9;
    // m = 1: the disc reaches further to one side.
    R *= 1 - (0.35 * lopsidedness * along) / R;
    const r = R / radius;
    const lumps = ragged ? 0.45 + 1.65 * ragged(2 * (along / radius) + 9, 2 * (y / radius) + 9) ** 2 : 1;
    const smooth = discShare * disc(R) * lumps;
    const around = armLight?.(r, Math.atan2(y, along));
    const ringed = ring ? ring.strength * Math.exp(-(((r - ring.radius) / 0.13) ** 2)) : 0;
    const barred =
      bar && barLight
        ? (discShare * bar.share * barLight(along * barCosine + y * barSine, y * barCosine - along * barSine)) / q
        : 0;
    // Discs are younger further out.
    const young = youth * Math.min(1, 0.45 + 0.4 * r);
    const fresh = smooth * ((around?.light ?? 0) + ringed);
    answer.old = bulge(along, across) + smooth * (1 - young) + 0.92 * barred + fresh * (1 - youth) * 0.55;
    answer.young = smooth * young + 0.08 * barred + fresh * (0.45 + 0.55 * youth);
    answer.depth = around && around.dust > 0.02 ? 0.17 * model.dust * around.dust * Math.exp(-0.5 * r) : 0;
    return answer;
  };
}

function edgeOn(model: GalaxyModel, answer: Light): LightAt {
  const { radius, bulgeFraction, youth } = model;
  const length = radius / halfLightLengths;
  const tilt = Math.cos(model.inclination);
  const disc = edgeOnProfile(length, length * Math.hypot(thickness, 0.8 * tilt));
  // The young stars lie thinner than the old, and the dust thinner still; its plane is seen before the nearer half.
  const youngDisc = edgeOnProfile(length * 1.15, length * Math.hypot(0.8 * thickness, 0.8 * tilt));
  const lane = { height: length * Math.hypot(0.5 * thickness, 0.3 * tilt), offset: 0.7 * tilt * length };
  const bulge = bulgeOf(model);
  return (along, across) => {
    const discShare = 1 - bulgeFraction;
    answer.old = bulge(along, across) + discShare * (1 - 0.8 * youth) * disc(along, across);
    answer.young = discShare * 0.8 * youth * youngDisc(along, across);
    const depth = sechSquared((across - lane.offset) / lane.height) * Math.exp(-Math.abs(along) / (1.4 * length));
    answer.depth = along * along < 16 * length * length ? model.dust * depth : 0;
    return answer;
  };
}

/** Bulges are flattened a little; those of bars seen from the edge are boxy. */
function bulgeOf({ radius, bulgeFraction, sersicIndex, bar, inclination }: GalaxyModel): Brightness {
  if (bulgeFraction === 0) return () => 0;
  const sine = Math.sin(inclination);
  const ratio = 1 - 0.35 * sine * sine;
  const size = radius * (0.25 + 0.35 * bulgeFraction);
  const profile = sersicProfile(sersicIndex, size, ratio);
  if (!(bar && inclination > edgeOnInclination))
    return (along, across) => bulgeFraction * profile(Math.sqrt(along * along + (across / ratio) ** 2));
  return (along, across) => bulgeFraction * profile((along ** 4 + (across / (0.8 * ratio)) ** 4) ** 0.25);
}
