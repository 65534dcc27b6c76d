import { expect, test } from "vitest";
import { randomStream } from "../../random.ts";
import { type Bag, bagEncoder } from "./bag.ts";
import { meanBag } from "./meanBag.ts";

const dimension = 6;
const stems = Array.from({ length: 12 }, (_, at) => `w${"abcdefghjklm"[at]}o`);
const texts = Array.from({ length: 300 }, (_, at) => {
  const stream = randomStream(5, "texts", at);
  const some = () => Array.from({ length: 3 }, () => stems[stream.below(stems.length)]).join(" ");
  return { title: some(), abstract: some() };
});

/** Vectors along `rank` axes, drawn for each stem. */
function bagOf(seed: number, rank: number, scale = 1): Bag {
  const stream = randomStream(seed, "bag");
  const vectors = Float32Array.from({ length: stems.length * dimension }, (_, at) =>
    at % dimension < rank ? scale * stream.normal() : 0,
  );
  return { rows: new Map(stems.map((stem, row) => [stem, row])), dimension, vectors };
}

async function cosines(bag: Bag): Promise<number[]> {
  const encoded = await bagEncoder("", "", bag).encode(texts);
  const vector = (at: number) => [...encoded.subarray(at * dimension, (at + 1) * dimension)];
  return texts
    .slice(1)
    .map((_, at) => vector(0).reduce((sum, part, k) => sum + part * (vector(at + 1)[k] as number), 0));
}

test("one encoder is only turned", async () => {
  const bag = bagOf(1, dimension);
  const [turned, own] = [await cosines(await meanBag([bag], texts)), await cosines(bag)];
  turned.forEach((cosine, at) => {
    expect(cosine).toBeCloseTo(own[at] as number, 4);
  });
});

test("two encoders of three axes each fit into six, and both count alike whatever their scale", async () => {
  const [one, other] = [bagOf(1, 3), bagOf(2, 3)];
  const mean = await cosines(await meanBag([one, other], texts));
  const scaled = await cosines(await meanBag([one, bagOf(2, 3, 50)], texts));
  const [ofOne, ofOther] = [await cosines(one), await cosines(other)];
  const away = (from: readonly number[]) =>
    mean.reduce((sum, cosine, at) => sum + Math.abs(cosine - (from[at] as number)), 0) / mean.length;
  const between = ofOne.map((cosine, at) => (cosine + (ofOther[at] as number)) / 2);
  expect(away(between)).toBeLessThan(away(ofOne) / 3);
  expect(away(between)).toBeLessThan(away(ofOther) / 3);
  scaled.forEach((cosine, at) => {
    expect(cosine).toBeCloseTo(mean[at] as number, 4);
  });
});

test("texts too few to tell the axes leave the first as it is", async () => {
  const bag = bagOf(1, dimension);
  expect(await meanBag([bag, bagOf(2, dimension)], texts.slice(0, 2))).toBe(bag);
});
