/** What a cluster looks like among the rest: its middle, its edge, and how far apart it stands. */

import { randomStream, shuffled } from "../../random.ts";
import { type Points, squaredDistance } from "../hdbscan/points.ts";
import { nearestPlaces } from "./nearestPlaces.ts";
import { median } from "./quantile.ts";

const medoidsShown = 30;
const borderShown = 10;
/** Members that a cluster's distances are measured from. */
const sampleSize = 30;
/** Distances measured in all, so that a hundred thousand objects take seconds. */
const distancesInAll = 1e8;

export interface ClusterShape {
  /** Places of the most central members, the most central first. */
  medoids: number[];
  /** Places of the members least surely in, the least first. */
  border: number[];
  /** Median distance to the nearest other object / median distance to the nearest other member; 1 or less: not apart. */
  isolation: number;
  /** Of members in a sample: the objects outside of the cluster that lie nearest, nearest first. */
  neighbours: { member: number; strangers: number[] }[];
}

/** Strangers that are listed of a member. */
const strangersOfEach = 10;

/**
 * @param labels of each point its cluster, or -1
 * @param clusters how many
 * @param seed of the sample that distances are measured from
 */
export function clusterShapes(
  points: Points,
  labels: Int32Array,
  probabilities: Float64Array,
  clusters: number,
  seed: number,
): ClusterShape[] {
  const members: number[][] = Array.from({ length: clusters }, () => []);
  labels.forEach((label, point) => {
    members[label]?.push(point);
  });
  const most = Math.max(3, Math.floor(distancesInAll / Math.max(1, points.count * clusters)));
  return members.map((own, cluster) => {
    const order = shuffled(own.length, randomStream(seed, "shape", cluster));
    const sample = Array.from(order.subarray(0, sampleSize), (at) => own[at] as number);
    const central = own
      .map((point) => ({
        point,
        sum: sample.reduce((sum, each) => sum + Math.sqrt(squaredDistance(points, point, each)), 0),
      }))
      .sort((a, b) => a.sum - b.sum || a.point - b.point);
    const sure = (point: number) => probabilities[point] as number;
    return {
      medoids: central.slice(0, medoidsShown).map(({ point }) => point),
      border: [...own].sort((a, b) => sure(a) - sure(b) || a - b).slice(0, borderShown),
      ...surroundings(points, labels, cluster, sample.slice(0, most)),
    };
  });
}

function surroundings(
  points: Points,
  labels: Int32Array,
  cluster: number,
  sample: readonly number[],
): Pick<ClusterShape, "isolation" | "neighbours"> {
  const inside: number[] = [];
  const outside: number[] = [];
  const neighbours = sample.map((member) => {
    const [own] = nearestPlaces(points, member, 1, (place) => labels[place] === cluster);
    const strangers = nearestPlaces(points, member, strangersOfEach, (place) => labels[place] !== cluster);
    inside.push(Math.sqrt(own?.squared ?? Number.POSITIVE_INFINITY));
    outside.push(Math.sqrt(strangers[0]?.squared ?? Number.POSITIVE_INFINITY));
    return { member, strangers: strangers.map(({ place }) => place) };
  });
  const [near, far] = [median(inside), median(outside)];
  // Members that coincide, or no others at all: as far apart as anything can be said to be.
  const isolation = Number.isFinite(far) && near > 0 ? Math.min(far / near, farthest) : farthest;
  return { isolation, neighbours };
}

const farthest = 1000;
