import { afterEach, describe, expect, test } from "vitest";
import { languageModel } from "../answer/languageModel.ts";
import { type Scripted, scriptedModel } from "../answer/scriptedModel.ts";
import { modelWriter } from "./modelWriter.ts";
import { translate } from "./translate.ts";

const request = "papers by Vera Rubin on dark matter";
let server: Scripted | undefined;
afterEach(() => server?.close());

async function translated(reply: Parameters<typeof scriptedModel>[0]) {
  server = await scriptedModel(reply);
  const model = languageModel({ url: server.url, model: "scripted", retries: 0, patienceSeconds: 2 });
  const writer = modelWriter(model);
  return { writer, translation: await translate(request, { writer }), rules: await translate(request) };
}

describe("a language model that writes ADS queries", () => {
  test.each([
    'author:"Rubin, V" abs:"dark matter"',
    'Query: `author:"Rubin, V" abs:"dark matter"`',
    '```\nauthor:"Rubin, V" abs:"dark matter"\n```',
  ])("is taken at its word where ADS would read it: %s", async (reply) => {
    const { translation } = await translated(() => reply);
    expect(translation).toMatchObject({ query: 'author:"Rubin, V" abs:"dark matter"', by: "scripted" });
  });

  test.each(["I cannot help with that.", 'author:"Rubin abs:(dark', "wget(http://x"])(
    "that writes %s is not: the rules write",
    async (reply) => {
      const { translation, rules } = await translated(() => reply);
      expect(translation).toEqual(rules);
    },
  );

  test("that dies is not: the rules write, and why is known", async () => {
    const { translation, rules, writer } = await translated((_, response) => {
      response.destroy();
      return undefined;
    });
    expect(translation).toEqual(rules);
    expect(writer.problem).toMatch(/cannot be reached/);
  });
});
