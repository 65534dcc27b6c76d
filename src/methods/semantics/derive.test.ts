/** Words that are known to tell classes must be found among words that tell nothing. */

import { beforeAll, describe, expect, test } from "vitest";
import { findEncoder, shippedEncoder } from "../../literature/encoder/findEncoder.ts";
import type { TextEncoder } from "../../literature/encoder/textEncoder.ts";
import { randomStream } from "../../random.ts";
import type { Workspace } from "../../survey/workspace.ts";
import type { Answer, ClassTable } from "./answers.ts";
import { derive } from "./derive.ts";
import { evaluateTags } from "./evaluate.ts";
import { scrambledClasses } from "./scrambled.ts";
import { agreementBeyondHabit, agreementOn, type Vocabulary } from "./terms.ts";

const said: Record<string, string[]> = {
  spiral: ["spiral", "arms", "disk galaxy"],
  elliptical: ["smooth", "round", "smooth and round"],
  merger: ["tidal tails", "disturbed", "two nuclei"],
};
const noise = ["bright", "faint", "isolated", "crowded field", "noisy image", "blue", "red"];

/** Six people describe 90 subjects of three classes, in words of the class two times in three. */
function made(): { answers: Answer[]; classes: ClassTable } {
  const names = Object.keys(said);
  const stream = randomStream(5, "made words");
  const one = (words: readonly string[]) => words[stream.below(words.length)] ?? "";
  const answers: Answer[] = [];
  const shares = new Map<string, Float64Array>();
  for (let i = 0; i < 90; i++) {
    const name = names[i % 3] ?? "";
    shares.set(
      `s${i}`,
      Float64Array.from(names, (each) => Number(each === name)),
    );
    for (let person = 0; person < 6; person++) {
      const words = stream.uniform() < 0.67 ? [one(said[name] ?? []), one(noise)] : [one(noise)];
      answers.push({ subject: `s${i}`, by: `p${person}`, text: words.join(", ") });
    }
  }
  return { answers, classes: { names, shares, experts: 1 } };
}

let encoder: TextEncoder;
beforeAll(async () => {
  encoder = await findEncoder({} as Workspace, shippedEncoder);
});

describe("made annotations", () => {
  test("the words of classes come first, words that tell nothing last", async () => {
    const { answers, classes } = made();
    const { groups, vocabulary, tags } = await derive(answers, classes, encoder, { tags: 8 });
    const lemmas = groups.map((members) => members.map((i) => vocabulary.terms[i]?.lemma).join(" "));
    const place = (word: string) => lemmas.findIndex((each) => each.split(" ").includes(word));
    for (const word of ["spiral", "smooth", "tail"])
      for (const idle of ["bright", "crowded", "noisy"])
        expect(place(word), `${word}, ${idle}`).toBeLessThan(place(idle));
    expect(tags.find(({ words }) => words.includes("smooth"))?.tells).toMatchObject({
      class: "elliptical",
      isFor: true,
    });
  });

  test("classes are recovered from the tags as from the text, and far better than by guessing", async () => {
    const { answers, classes } = made();
    const { tags, guessing, ratio, ratioInterval } = await evaluateTags(
      await derive(answers, classes, encoder, { tags: 8, trees: 30 }),
      { folds: 5, trees: 30 },
    );
    expect(tags.macroF1).toBeGreaterThan(0.9);
    expect(guessing.macroF1).toBeLessThan(0.5);
    expect(ratio).toBeGreaterThan(0.95);
    expect(ratioInterval[0]).toBeLessThanOrEqual(ratio);
    expect(ratioInterval[1]).toBeGreaterThanOrEqual(ratio);
  });

  test("of scrambled classes tags recover more than guessing does, and are said to tell nothing", async () => {
    const { answers, classes } = made();
    const scrambled = scrambledClasses(classes, [...classes.shares.keys()], 4);
    expect([...scrambled.shares.values()].flatMap((each) => [...each])).toSatisfy(
      (all: number[]) => all.reduce((a, b) => a + b) === 90,
    );
    const of = async (some: ClassTable) =>
      evaluateTags(await derive(answers, some, encoder, { tags: 8, trees: 30 }), { folds: 5, trees: 30 });
    const [real, none] = [await of(classes), await of(scrambled)];
    expect(real).toMatchObject({ isTold: true });
    expect(none).toMatchObject({ isTold: false });
    expect(none.scrambled.macroF1.mean).toBeGreaterThan(none.guessing.macroF1 + 0.05);
    expect(Math.abs(none.scrambled.macroF1.mean - none.tags.macroF1)).toBeLessThan(0.1);
    expect(real.gainInterval[0]).toBeGreaterThan(0);
    expect(none.gainInterval[0]).toBeLessThan(0);
    // The ratio alone would say that the tags keep what the text tells.
    expect(none.ratio).toBeGreaterThan(0.7);
  });

  test("the same seed derives the same tags", async () => {
    const { answers, classes } = made();
    const [one, two] = [await derive(answers, classes, encoder), await derive(answers, classes, encoder)];
    expect(one.tags).toEqual(two.tags);
  });

  test("two languages mixed: the answers that are not English are left out, and one is named", async () => {
    const { answers, classes } = made();
    const mixed = answers.map((answer, i) =>
      i % 4 === 0 ? { ...answer, text: "das ist eine scheibe mit armen" } : answer,
    );
    const { clean } = await derive(mixed, classes, encoder, { tags: 5 });
    expect(clean.foreign).toEqual({ count: 135, example: "das ist eine scheibe mit armen" });
    const german = answers.map((answer) => ({ ...answer, text: "das ist eine scheibe mit armen" }));
    await expect(derive(german, classes, encoder)).rejects.toThrow(/540 of 540 answers seem not to be English/);
  });

  test("short phrases of another language become no tags: they are left out, and most of them stop it", async () => {
    const { answers, classes } = made();
    const french = [
      "galaxie compacte et faible",
      "noyau brillant",
      "galaxie spirale avec bras",
      "noyau faible, galaxie",
    ];
    const some = (share: number) =>
      answers.map((answer, i) => (i % 4 < share ? { ...answer, text: french[(i >> 2) % 4] ?? "" } : answer));
    const { clean, vocabulary } = await derive(some(1), classes, encoder, { tags: 5 });
    expect(clean.foreign).toEqual({ count: 135, example: "galaxie compacte et faible" });
    const words = vocabulary.terms.map(({ lemma }) => lemma);
    for (const word of ["galaxie", "faible", "noyau", "brillant", "compact"]) expect(words).not.toContain(word);
    await expect(derive(some(3), classes, encoder)).rejects.toThrow(
      /405 of 540 answers seem not to be English \(such as "galaxie compacte et faible"\)/,
    );
  });

  test("answers that are all French, half of their words English ones too, stop it", async () => {
    const { answers, classes } = made();
    const french = [
      "source double, contrepartie faible",
      "lobe étendu, noyau brillant",
      "structure complexe et irrégulière",
    ];
    const all = answers.map((answer, i) => ({ ...answer, text: french[i % 3] ?? "" }));
    await expect(derive(all, classes, encoder)).rejects.toThrow(/540 of 540 answers seem not to be English/);
  });

  test("who stops is heard between two forests, and not only where a fold ends", async () => {
    const { answers, classes } = made();
    const early = new AbortController();
    const stopped = derive(answers, classes, encoder, {
      onProgress: (_, text) => text === "ranking" && early.abort(new Error("stopped while ranking")),
      signal: early.signal,
    });
    await expect(stopped).rejects.toThrow("stopped while ranking");
    const derived = await derive(answers, classes, encoder, { tags: 5 });
    const late = new AbortController();
    const told: string[] = [];
    const judged = evaluateTags(derived, {
      onProgress: (_, text) => {
        told.push(text);
        setImmediate(() => late.abort(new Error("stopped in a fold")));
      },
      signal: late.signal,
    });
    await expect(judged).rejects.toThrow("stopped in a fold");
    expect(told).toHaveLength(1);
  });

  test("words of another language in answers that are else English are said, where they became tags", async () => {
    const { answers, classes } = made();
    const mixed = answers.map((answer) => ({
      ...answer,
      text: answer.text.replace("two nuclei", "doppelkern and two nuclei").replace("arms", "overedge arms"),
    }));
    expect((await derive(mixed, classes, encoder)).strange).toEqual(["doppelkern"]);
    expect((await derive(answers, classes, encoder)).strange).toEqual([]);
  });

  test("ordinary words are not taken for others that are written more often", async () => {
    const { answers, classes } = made();
    const where = answers.map((answer, i) => ({
      ...answer,
      text: i % 50 === 0 ? `there are arms, where three shape` : `three, shape, ${answer.text}`,
    }));
    where[1] = { ...(where[1] as Answer), text: "xshape" };
    const { clean } = await derive(where, classes, encoder, { tags: 5 });
    expect(clean.spelling).toEqual([["xshape", "x shape"]]);
    expect(clean.phrases[1]).toEqual(["x shape"]);
  });

  test("classes that nearly nobody gave, and subjects nobody classed, are said", async () => {
    const { answers, classes } = made();
    const rare = { ...classes, shares: new Map([...classes.shares].map(([id, shares]) => [id, shares.map(() => 0)])) };
    await expect(derive(answers, rare, encoder)).rejects.toThrow(/no class is had, and lacked, by 10 subjects/);
    const other = { ...classes, shares: new Map([["x1", Float64Array.of(1, 0, 0)]]) };
    await expect(derive(answers, other, encoder)).rejects.toThrow(/annotations' first is "s0", the classes' "x1"/);
  });
});

describe("agreement", () => {
  /** 20 subjects, each described by the same four people. */
  const people = ["a", "b", "c", "d"];
  const answers = Array.from({ length: 80 }, (_, i) => ({ subject: `s${i >> 2}`, by: people[i % 4] ?? "", text: "" }));
  const vocabulary: Vocabulary = {
    terms: [],
    subjects: Array.from({ length: 20 }, (_, i) => `s${i}`),
    subjectOf: Int32Array.from(answers, (_, i) => i >> 2),
    answersOf: new Int32Array(20).fill(4),
  };
  const uses = (isUsed: (subject: number, person: number) => boolean) =>
    answers.flatMap((_, i) => (isUsed(i >> 2, i % 4) ? [i] : []));

  test("of people who name the same subjects is 1", () => {
    expect(
      agreementBeyondHabit(
        uses((subject) => subject < 10),
        answers,
        vocabulary,
      ),
    ).toBeCloseTo(1, 10);
  });

  test("of a word that one person always writes and nobody else, nothing can be said, where alpha is below 0", () => {
    const always = uses((_, person) => person === 0);
    expect(agreementBeyondHabit(always, answers, vocabulary)).toBeNull();
    expect(agreementOn(always, vocabulary)).toBeLessThan(0);
  });

  test("of two who agree is 1 though two others never write the word", () => {
    const two = uses((subject, person) => subject < 10 && person < 2);
    expect(agreementBeyondHabit(two, answers, vocabulary)).toBeCloseTo(1, 10);
    expect(agreementOn(two, vocabulary)).toBeLessThan(0.5);
  });
});
