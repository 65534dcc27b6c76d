import { afterAll, expect, test } from "vitest";
import type { AnswerSentence } from "./answer.ts";
import { languageModel } from "./languageModel.ts";
import { rewrite } from "./rewrite.ts";
import { type Scripted, scriptedModel } from "./scriptedModel.ts";

const sentence: AnswerSentence = {
  sentence: "We do not find bars longer than 3.5 kpc in NGC 1300.",
  citations: [
    { id: "1", quote: "We do not find bars longer than 3.5 kpc in NGC 1300.", field: "abstract", start: 0, end: 52 },
  ],
  status: "quoted",
  heading: "",
};
const servers: Scripted[] = [];
afterAll(() => Promise.all(servers.map((server) => server.close())));

async function rewritten(text: string, language?: string) {
  const server = await scriptedModel(({ shown }) =>
    JSON.stringify({ rewritten: shown.map(({ key }) => ({ key, text })) }),
  );
  servers.push(server);
  return rewrite(languageModel({ url: server.url, model: "m" }), [sentence], { audience: "school", language });
}

test.each([
  ["In NGC 1300, no bar is longer than 3.5 kpc.", undefined],
  ["No encontramos barras de más de 3,5 kpc en NGC 1300.", "es"],
])("keeps %s, with its citations and what it was", async (text, language) => {
  const { sentences, remarks } = await rewritten(text, language);
  expect(remarks).toEqual([]);
  expect(sentences).toEqual([{ ...sentence, sentence: text, status: "rewritten", original: sentence.sentence }]);
});

test.each([
  ["another number", "No bar in NGC 1300 is longer than 5.3 kpc.", undefined],
  ["another unit", "No bar in NGC 1300 is longer than 3.5 Mpc.", undefined],
  ["another unit in another language", "Ninguna barra en NGC 1300 mide más de 3,5 Mpc.", "es"],
  ["a number more", "No bar in NGC 1300 is longer than 3.5 kpc, or 12 in all.", undefined],
  ["a name less", "No bar there is longer than 3.5 kpc.", undefined],
  ["another name", "No bar in NGC 1300 or M31 is longer than 3.5 kpc.", undefined],
  ["no denial", "Bars in NGC 1300 are longer than 3.5 kpc.", undefined],
  ["a link", "No bar in NGC 1300 is longer than 3.5 kpc: http://example.org.", undefined],
  ["a citation", "No bar in NGC 1300 is longer than 3.5 kpc [7].", undefined],
])("refuses a rewriting with %s", async (_what, text, language) => {
  const { sentences, remarks } = await rewritten(text, language);
  expect(sentences).toEqual([sentence]);
  expect(remarks.join()).toContain("1 of 1 sentences stand as they were");
});
