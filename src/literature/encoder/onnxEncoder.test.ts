import { readFileSync } from "node:fs";
import { cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { openOnnxEncoder } from "./onnxEncoder.ts";
import { readTokeniser } from "./tokens.ts";

/** By transformers and torch: see fixtures/textEncoder/make.py. */
const fixtures = fileURLToPath(new URL("../../../fixtures/textEncoder", import.meta.url));
const expected = JSON.parse(readFileSync(join(fixtures, "expected.json"), "utf8")) as Record<
  "mean" | "cls" | "ids" | "pairIds",
  number[][]
> & { texts: string[]; pairs: [string, string][] };

async function folderWith(files: Record<string, string>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "almagest-text-encoder-"));
  await cp(join(fixtures, "tiny"), folder, { recursive: true });
  for (const [name, text] of Object.entries(files)) {
    await mkdir(join(folder, name, ".."), { recursive: true });
    await writeFile(join(folder, name), text);
  }
  return folder;
}

const asked = (texts: readonly string[]) => texts.map((title) => ({ title, abstract: "" }));

describe("a tokeniser", () => {
  test("gives transformers' tokens, of texts and of pairs, cut where they are too long", async () => {
    const tokeniser = await readTokeniser(join(fixtures, "tiny"));
    expect(tokeniser.longest).toBe(24);
    expect(expected.texts.map((text) => tokeniser.one(text).ids)).toEqual(expected.ids);
    expect(expected.pairs.map(([a, b]) => tokeniser.pair(a, b).ids)).toEqual(expected.pairIds);
  });
});

describe("a text encoder in a folder", () => {
  test.each([
    ["mean", {}],
    ["mean", { "1_Pooling/config.json": '{"pooling_mode_mean_tokens": true, "pooling_mode_cls_token": false}' }],
    ["cls", { "1_Pooling/config.json": '{"pooling_mode_cls_token": true}' }],
  ] as const)("gives transformers' vectors, pooled by %s", async (pooling, files) => {
    const encoder = await openOnnxEncoder(await folderWith(files));
    expect(encoder.dimension).toBe(16);
    const found = await encoder.encode(asked(expected.texts));
    expected[pooling].flat().forEach((value, i) => {
      expect(Math.abs((found[i] as number) - value)).toBeLessThan(1e-4);
    });
    await encoder.release();
  });

  test("puts before a question what it was trained with", async () => {
    const prompts = JSON.stringify({ prompts: { query: "what is ", document: "" } });
    const encoder = await openOnnxEncoder(await folderWith({ "config_sentence_transformers.json": prompts }));
    const [asQuestion, asPaper] = [
      await encoder.encode([{ title: "dust", abstract: "", isQuestion: true }]),
      await encoder.encode([{ title: "what is dust", abstract: "" }]),
    ];
    expect(asQuestion).toEqual(asPaper);
    await encoder.release();
  });

  test.each([
    [{ "tokenizer.json": "[]" }, "tokenizer.json is not a JSON object"],
    [{ "tokenizer.json": "{}" }, "tokenizer.json is no tokeniser that can be read"],
    [{ "model.onnx": "no model" }, "cannot be opened as an ONNX model"],
    [{ "1_Pooling/config.json": '{"pooling_mode_lasttoken": true}' }, "pools by pooling_mode_lasttoken"],
  ])("that cannot be used says which file is at fault: %j", async (files, words) => {
    await expect(openOnnxEncoder(await folderWith(files))).rejects.toThrow(words);
  });

  test("that has no model says what such a folder holds", async () => {
    const folder = await folderWith({});
    await rm(join(folder, "model.onnx"));
    await expect(openOnnxEncoder(folder)).rejects.toThrow("has no model.onnx and no onnx/model.onnx");
    await rm(join(folder, "tokenizer.json"));
    await expect(openOnnxEncoder(folder)).rejects.toThrow("has no tokenizer.json");
  });
});
