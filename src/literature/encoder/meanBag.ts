/** One encoder of several that were trained apart: its cosines are nearly the mean of theirs, in as many numbers as one has. */

import { principalComponents } from "../../explore/principalComponents.ts";
import { type Bag, rowsOfText, summed, unitSums } from "./bag.ts";

/** Of the texts, so many tell the axes. */
const textsForAxes = 20_000;

/**
 * The bags beside one another, along the axes on which the texts differ most: the leading numbers alone nearly tell a text.
 * @param bags of one vocabulary and dimension
 */
export async function meanBag(
  bags: readonly [Bag, ...Bag[]],
  texts: readonly { title: string; abstract: string }[],
): Promise<Bag> {
  const [{ rows, dimension }] = bags;
  const some = texts.slice(0, textsForAxes).map(({ title, abstract }) => rowsOfText(rows, title, abstract));
  const scales = bags.map((bag) => meanLength(bag, some));
  const width = bags.length * dimension;
  const beside = new Float32Array(rows.size * width);
  bags.forEach(({ vectors }, at) => {
    for (let row = 0; row < rows.size; row++)
      for (let k = 0; k < dimension; k++)
        beside[row * width + at * dimension + k] = (vectors[row * dimension + k] as number) / (scales[at] as number);
  });
  const values = unitSums({ rows, dimension: width, vectors: beside }, some);
  // Each with its opposite, so that their mean is none: a cosine is an angle at zero, not at the mean.
  const { axes } = await principalComponents(
    [values, values.map((value) => -value)].map((part) => ({ values: part, dimension: width })),
    dimension,
  );
  // Of fewer texts than numbers there are fewer axes, and a turn would lose the rest.
  if (axes.length !== dimension * width) return bags[0];
  const vectors = new Float32Array(rows.size * dimension);
  for (let row = 0; row < rows.size; row++)
    for (let k = 0; k < dimension; k++) {
      let sum = 0;
      for (let i = 0; i < width; i++) sum += (axes[k * width + i] as number) * (beside[row * width + i] as number);
      vectors[row * dimension + k] = sum;
    }
  return { rows, dimension, vectors };
}

/** Of the texts' sums, before they are made of length 1. */
function meanLength(bag: Bag, texts: readonly Uint32Array[]): number {
  const sum = new Float64Array(bag.dimension);
  return texts.reduce((lengths, rows) => lengths + summed(bag, rows, sum), 0) / texts.length;
}
