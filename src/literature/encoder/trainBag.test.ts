import { describe, expect, test } from "vitest";
import { randomStream } from "../../random.ts";
import { bagEncoder } from "./bag.ts";
import { BagGradients, sumBags } from "./bagGradient.ts";
import { contrast } from "./contrast.ts";
import { trainBag } from "./trainBag.ts";

/** Papers of a few topics: title and abstract of one share no word, so that only what stands together elsewhere tells. */
function topicPapers(count: number) {
  const stream = randomStream(3, "topics");
  const word = (topic: number, part: number) => `t${String.fromCharCode(97 + topic)}${"bcdfghjklm"[part]}ox`;
  return Array.from({ length: count }, () => {
    const topic = stream.below(6);
    const pick = (from: number) => Array.from({ length: 4 }, () => word(topic, from + stream.below(5))).join(" ");
    return { title: pick(0), abstract: `${pick(5)}. Also ${pick(5)}. Then ${pick(0)}.` };
  });
}

describe("the gradient of a bag of stems", () => {
  test("is that of the loss, in vectors and in weights", async () => {
    const stream = randomStream(1, "test");
    const dimension = 5;
    const parameters = {
      dimension,
      vectors: Float32Array.from({ length: 4 * dimension }, () => stream.normal()),
      logWeights: Float32Array.from({ length: 4 }, () => 0.3 * stream.normal()),
    };
    const [asked, found] = [
      [Uint32Array.of(0, 2), Uint32Array.of(1)],
      [Uint32Array.of(3), Uint32Array.of(2, 1)],
    ];
    const program = await contrast(2, dimension);
    const [left, right] = [new Float32Array(2 * dimension), new Float32Array(2 * dimension)];
    const loss = () => {
      sumBags(parameters, asked, left);
      sumBags(parameters, found, right);
      return program.step(left, right);
    };
    await loss();
    const gradients = new BagGradients(parameters);
    gradients.add(parameters, asked, program.leftGradient);
    gradients.add(parameters, found, program.rightGradient);
    const step = 1e-3;
    for (const [values, own] of [
      [parameters.vectors, gradients.vectors],
      [parameters.logWeights, gradients.logWeights],
    ] as const)
      for (let at = 0; at < values.length; at++) {
        const before = values[at] as number;
        values[at] = before + step;
        const above = await loss();
        values[at] = before - step;
        const below = await loss();
        values[at] = before;
        const difference = (above - below) / (2 * step);
        expect(Math.abs((own[at] as number) - difference)).toBeLessThan(0.01 + 0.02 * Math.abs(difference));
      }
    gradients.clear(parameters);
    expect(gradients.touched).toEqual([]);
    expect(gradients.vectors.every((value) => value === 0)).toBe(true);
    await program.release();
  });
});

describe("training", () => {
  test("brings words together that mean the same, the same from the same seed", async () => {
    const papers = topicPapers(200);
    const options = { dimension: 16, epochs: 6 };
    const bag = await trainBag(papers, options);
    expect((await trainBag(papers, options)).vectors).toEqual(bag.vectors);
    const encoder = bagEncoder("test", "test", bag);
    const encoded = await encoder.encode(
      ["taboxx", "tabox", "tagox", "tbbox"].map((title) => ({ title, abstract: "" })),
    );
    const cosine = (a: number, b: number) => {
      let sum = 0;
      for (let k = 0; k < 16; k++) sum += (encoded[16 * a + k] as number) * (encoded[16 * b + k] as number);
      return sum;
    };
    // A word nobody used has no vector.
    expect(cosine(0, 0)).toBe(0);
    expect(cosine(1, 2)).toBeGreaterThan(cosine(1, 3) + 0.3);
  });

  test("says how many papers it needs", async () => {
    await expect(trainBag(topicPapers(20))).rejects.toThrow("needs 100 papers with an abstract to learn from");
  });
});
