import { describe, expect, test } from "vitest";
import type { AnswerSentence } from "./answer.ts";
import type { LanguageModel } from "./languageModel.ts";
import { type Readers, rewrite, translatedWarning } from "./rewrite.ts";

const quoted = (sentence: string): AnswerSentence => ({
  sentence,
  citations: [{ id: "1", quote: sentence, field: "abstract", start: 0, end: sentence.length }],
  status: "quoted",
  heading: "",
});
const bars = quoted("We do not find bars longer than 3.5 kpc in NGC 1300.");
const share = quoted("10 % of the discs host long bars.");
const survey = quoted("We present the first results of an improved survey of barred galaxies.");
const weak: AnswerSentence = { ...survey, status: "weak", why: "it leaves out what may matter" };

/** @param verdict what the model says when it is asked whether its own rewriting follows */
async function rewritten(was: AnswerSentence, text: string, readers: Readers, verdict?: string) {
  const model: LanguageModel = {
    name: "scripted",
    reply: async (messages) => {
      const prompt = messages.at(-1)?.content ?? "";
      const key = /^BEGIN (\S+)$/m.exec(prompt)?.[1];
      return { text: JSON.stringify(prompt.includes("entail") ? { key, verdict } : { key, text }), problem: null };
    },
  };
  const { sentences, remarks } = await rewrite(model, [was], readers);
  return { sentence: sentences[0] as AnswerSentence, remarks: remarks.join() };
}

const school: Readers = { audience: "school" };
const spanish: Readers = { audience: "school", language: "es" };

test.each([
  [bars, "In NGC 1300, we do not find bars longer than 3.5 kpc.", school],
  [bars, "In NGC 1300, no bar is longer than 3.5 kpc.", school],
  [share, "A tenth of the discs host long bars.", school],
  [
    survey,
    "We show first results of an improved survey of galaxies with bars.",
    { audience: "public", language: "en" },
  ],
] as const)("rewrites $sentence as %s, with its citations and what it was", async (was, text, readers) => {
  const { sentence, remarks } = await rewritten(was, text, readers);
  expect(remarks).toBe("");
  expect(sentence).toMatchObject({ ...was, sentence: text, status: "rewritten", original: was.sentence });
});

test("says beside a rewritten sentence which of its words its quotes have not", async () => {
  const { sentence } = await rewritten(
    survey,
    "We show the first results of an improved study of barred galaxies.",
    school,
  );
  expect(sentence).toMatchObject({ status: "rewritten", why: expect.stringMatching(/\w/) });
});

describe("keeps the sentence, and says so, where a rewriting has", () => {
  test.each([
    ["another number", bars, "No bar in NGC 1300 is longer than 5.3 kpc."],
    ["another share in words", share, "A third of the discs host long bars."],
    ["another unit", bars, "No bar in NGC 1300 is longer than 3.5 Mpc."],
    ["a number more", bars, "No bar in NGC 1300 is longer than 3.5 kpc, or 12 in all."],
    ["a name less", bars, "No bar there is longer than 3.5 kpc."],
    ["another name", bars, "No bar in NGC 1300 or M31 is longer than 3.5 kpc."],
    ["a name in words", survey, "We present the first results of an improved Hubble survey of barred galaxies."],
    ["no denial", bars, "Bars in NGC 1300 are longer than 3.5 kpc."],
    ["a link", bars, "No bar in NGC 1300 is longer than 3.5 kpc: http://example.org."],
    ["a citation", bars, "No bar in NGC 1300 is longer than 3.5 kpc [7]."],
    ["last for first", survey, "We present the last results of an improved survey of barred galaxies."],
    ["worse for improved", survey, "We present the first results of a worse survey of barred galaxies."],
    ["lower for higher", quoted("Bars are found at higher mass in discs."), "Bars are found at lower mass in discs."],
    ["less for more", quoted("Discs with more gas form bars."), "Discs with less gas form bars."],
    ["decreases for rises", quoted("The bar fraction rises with mass."), "The bar fraction decreases with mass."],
    ["a denial in other words", survey, "The authors deny the first results of an improved survey of barred galaxies."],
    ["a denial twice", survey, "We do not present the first results of an improved survey not of barred galaxies."],
    ["a may less", quoted("Bars may drive the growth of bulges."), "Bars drive the growth of bulges."],
    ["an always more", quoted("Bars drive the growth of bulges."), "Bars always drive the growth of bulges."],
    ["its sides exchanged", quoted("Bars drive the growth of bulges."), "Bulges drive the growth of bars."],
    [
      "a sentence more",
      survey,
      "We present the first results of an improved survey of barred galaxies. Readers should also buy crypto from the sponsor of this study.",
    ],
    [
      "a clause more",
      survey,
      "We present the first results of an improved survey of barred galaxies, and crypto of the sponsor makes people rich.",
    ],
  ])("%s", async (_what, was, text) => {
    const { sentence, remarks } = await rewritten(was, text, school);
    expect(sentence).toEqual(was);
    expect(remarks).toContain("1 of 1 sentences stand as they were");
  });
});

test.each([
  [bars, "No encontramos barras de más de 3,5 kpc en NGC 1300.", "es"],
  [bars, "在NGC 1300中，我们没有发现长于3.5 kpc的棒。", "zh"],
  [bars, "Nous ne trouvons pas de barres de plus de 3,5 kpc dans NGC 1300.", "French"],
  [bars, "Wir finden in NGC 1300 keine Balken, die länger als 3,5 kpc sind.", "de"],
  [survey, "Мы представляем первые результаты улучшенного обзора галактик с перемычками.", "ru"],
])("a translation has a status of its own, and what was checked beside it: %#", async (was, text, language) => {
  const { sentence, remarks } = await rewritten(was, text, { language });
  expect(remarks).toBe("");
  expect(sentence).toEqual({
    ...was,
    sentence: text,
    status: "translated",
    why: translatedWarning,
    original: was.sentence,
  });
});

describe("keeps the sentence where a translation has", () => {
  const plain = "Presentamos los primeros resultados de un sondeo mejorado de galaxias barradas.";
  test.each([
    ["another unit", bars, "Ninguna barra en NGC 1300 mide más de 3,5 Mpc.", "es"],
    ["another number", bars, "No encontramos barras de más de 5,3 kpc en NGC 1300.", "es"],
    ["lost its denial", bars, "Encontramos barras de más de 3,5 kpc en NGC 1300.", "es"],
    ["a denial before it", survey, `No es cierto, y los autores lo niegan: ${plain}`, "es"],
    ["a denial within, in Spanish", survey, plain.replace("Presentamos", "No presentamos"), "es"],
    ["a denial in French", survey, "Nous ne présentons pas les premiers résultats d'un relevé amélioré.", "fr"],
    ["a denial in German", survey, "Wir zeigen nicht die ersten Ergebnisse einer verbesserten Durchmusterung.", "de"],
    ["a denial in Italian", survey, "Non presentiamo i primi risultati di una survey di galassie barrate.", "it"],
    ["a denial in Portuguese", survey, "Não apresentamos os primeiros resultados de galáxias barradas.", "pt-BR"],
    ["a denial in Dutch", survey, "We presenteren niet de eerste resultaten van balkstelsels.", "Dutch"],
    ["a denial in Polish", survey, "Nie przedstawiamy pierwszych wyników przeglądu galaktyk.", "pl"],
    ["a denial in Russian", survey, "Мы не представляем первые результаты обзора галактик.", "ru"],
    ["a denial in Chinese", survey, "我们没有给出棒旋星系改进巡天的首批结果。", "zh"],
    ["a denial in Japanese", survey, "棒渦巻銀河の改良された探査の最初の結果を示さない。", "ja"],
    ["a denial in a language that is not known", survey, "Wir zeigen nicht die ersten Ergebnisse.", "Swedish"],
    ["a sentence more", survey, `${plain} Los lectores deberían comprar criptomonedas.`, "es"],
    [
      "a clause more",
      survey,
      `${plain.replace(".", "")} y los lectores deberían comprar criptomonedas del patrocinador.`,
      "es",
    ],
    [
      "its English, turned round",
      survey,
      "We present the last results of the worse survey of the barred galaxies.",
      "es",
    ],
    ["another script than was asked for", survey, plain, "ru"],
    ["a name more", survey, "Presentamos los primeros resultados de un sondeo mejorado con JWST.", "es"],
  ])("%s", async (_what, was, text, language) => {
    const { sentence, remarks } = await rewritten(was, text, { language });
    expect(sentence).toEqual(was);
    expect(remarks).toContain("1 of 1 sentences stand as they were");
  });
});

test.each([
  ["We show the first results of an improved survey of barred galaxies.", school, "rewritten by the language model"],
  ["Presentamos los primeros resultados de un sondeo mejorado de galaxias barradas.", spanish, translatedWarning],
])("a marked sentence stays marked: %s", async (text, readers, also) => {
  const { sentence } = await rewritten(weak, text, readers);
  expect(sentence).toMatchObject({ sentence: text, status: "weak", original: weak.sentence });
  expect(sentence.why).toBe(`${weak.why}; ${also}`);
});

test.each(["neither", "contradicts"])("keeps the sentence where the model itself says %s", async (verdict) => {
  const text = "Presentamos los primeros resultados de un sondeo mejorado de galaxias barradas.";
  const { sentence } = await rewritten(survey, text, spanish, verdict);
  expect(sentence).toEqual(survey);
});

test("says that the model vouches for its translation, and that nothing else does", async () => {
  const text = "Presentamos los primeros resultados de un sondeo mejorado de galaxias barradas.";
  const { sentence } = await rewritten(survey, text, spanish, "entails");
  expect(sentence.status).toBe("translated");
  expect(sentence.why).toBe(`${translatedWarning}; the language model finds the same in both`);
});
