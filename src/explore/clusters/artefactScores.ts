/** How much each cluster is one of broken cutouts: by what their pictures show, and by what people called artefacts. */

import { randomStream, shuffled } from "../../random.ts";
import { decodeImage, imageSize } from "../../sky/image.ts";
import { pictureFaults } from "../../sky/pictureFaults.ts";
import { galaxiesById } from "../../survey/galaxies.ts";
import type { Survey } from "../../survey/survey.ts";
import type { Points } from "../hdbscan/points.ts";
import { calledArtefacts } from "./calledArtefacts.ts";
import type { ArtefactScore } from "./clustering.ts";
import type { ClusterShape } from "./clusterShape.ts";
import { nearestPlaces } from "./nearestPlaces.ts";
import { median, quantile } from "./quantile.ts";

/** Of a cluster's middle. */
const picturesOfEach = 12;
/** Of all that were clustered, to know what is usual. */
const picturesOfAll = 100;
const side = 64;
const readAtOnce = 8;
const nearestCalled = 10;

interface Picture {
  blank: number;
  discord: number;
  size: string;
}

/**
 * @param shapes of the clusters, medoids and neighbours as places among the ids
 * @param seed of the pictures that say what is usual
 * @returns of each cluster; null where there are no pictures to read, and nobody called anything an artefact
 */
export async function artefactScores(
  survey: Survey,
  ids: readonly string[],
  points: Points,
  shapes: readonly Pick<ClusterShape, "medoids" | "neighbours">[],
  {
    seed,
    signal,
    onProgress = () => {},
  }: { seed: number; signal?: AbortSignal; onProgress?: (fraction: number, text: string) => void },
): Promise<(ArtefactScore | null)[]> {
  const middles = shapes.map(({ medoids }) => medoids.slice(0, picturesOfEach));
  const drawn = shuffled(ids.length, randomStream(seed, "artefacts")).subarray(0, picturesOfAll);
  const wanted = [...new Set([...drawn, ...middles.flat()])];
  const pictures = await picturesAt(survey, ids, wanted, signal, (done) =>
    onProgress(done / wanted.length, `looking for artefacts: picture ${done} of ${wanted.length}`),
  );
  const usual = usualOf([...drawn].flatMap((place) => pictures.get(place) ?? []));
  const called = await calledArtefacts(survey, ids);
  const isTold = called !== null && called.filter((each) => each >= 0).length > nearestCalled;
  return shapes.map(({ neighbours }, cluster) => {
    const own = (middles[cluster] ?? []).flatMap((place) => pictures.get(place) ?? []);
    const seen =
      usual && own.length > 0
        ? {
            blank: beyond(
              own.map(({ blank }) => blank),
              usual.blank,
            ),
            discord: beyond(
              own.map(({ discord }) => discord),
              usual.discord,
            ),
            otherSize: own.filter(({ size }) => size !== usual.size).length / own.length,
          }
        : null;
    const members = neighbours.map(({ member }) => member);
    const said = isTold && members.length > 0 ? calledNear(members, points, called) : null;
    if (!seen && said === null) return null;
    const parts = { ...(seen ?? { blank: null, discord: null, otherSize: null }), called: said };
    return { score: Math.max(0, ...Object.values(parts).map((part) => part ?? 0)), ...parts };
  });
}

async function picturesAt(
  survey: Survey,
  ids: readonly string[],
  places: readonly number[],
  signal: AbortSignal | undefined,
  onProgress: (done: number) => void,
): Promise<Map<number, Picture>> {
  const galaxies = await galaxiesById(
    survey,
    places.map((place) => ids[place] as string),
    [],
  );
  const imageOf = new Map(galaxies.map(({ id, image }) => [id, image]));
  const found = new Map<number, Picture>();
  for (let at = 0; at < places.length; at += readAtOnce) {
    signal?.throwIfAborted();
    await Promise.all(
      places.slice(at, at + readAtOnce).map(async (place) => {
        const image = imageOf.get(ids[place] as string);
        const picture = image === undefined ? undefined : await pictureOf(image);
        if (picture) found.set(place, picture);
      }),
    );
    onProgress(Math.min(places.length, at + readAtOnce));
  }
  return found;
}

/** What cannot be read says nothing: `almagest survey info` and the page tell of missing images. */
async function pictureOf(path: string): Promise<Picture | undefined> {
  try {
    const [rgb, size] = [await decodeImage(path, side), await imageSize(path)];
    return { ...pictureFaults(rgb, side), size: size ? `${size.width} x ${size.height}` : "" };
  } catch {
    return undefined;
  }
}

/** Three of four pictures of the survey have no more: a survey may have many broken ones. */
const usualShare = 0.75;

function usualOf(pictures: readonly Picture[]) {
  if (pictures.length === 0) return undefined;
  const counts = new Map<string, number>();
  for (const { size } of pictures) counts.set(size, (counts.get(size) ?? 0) + 1);
  const [size] = [...counts].reduce((a, b) => (b[1] > a[1] ? b : a));
  return {
    blank: quantile(
      pictures.map(({ blank }) => blank),
      usualShare,
    ),
    discord: quantile(
      pictures.map(({ discord }) => discord),
      usualShare,
    ),
    size,
  };
}

/** How far the median lies from what is usual to all there can be. */
function beyond(values: readonly number[], usual: number): number {
  return usual >= 1 ? 0 : Math.min(1, Math.max(0, (median(values) - usual) / (1 - usual)));
}

/** @param called of each object: 1 an artefact, 0 none, -1 nobody said */
function calledNear(members: readonly number[], points: Points, called: Int8Array): number {
  const isLooked = (place: number) => (called[place] as number) >= 0;
  const shares = members.map(
    (member) =>
      nearestPlaces(points, member, nearestCalled, isLooked).filter(({ place }) => called[place] === 1).length /
      nearestCalled,
  );
  return shares.reduce((sum, share) => sum + share, 0) / shares.length;
}
