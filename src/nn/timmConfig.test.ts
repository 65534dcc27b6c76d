import { readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { Fault } from "../fault.ts";
import { parseTimmConfig } from "./timmConfig.ts";

const fixture = (name: string) => readFileSync(new URL(`../../fixtures/timmConfig/${name}`, import.meta.url), "utf8");

test("what timm writes is read: the network, and the images it expects", () => {
  expect(parseTimmConfig(fixture("convnext_nano.json"), "config.json")).toEqual({
    architecture: "convnext_nano",
    numClasses: 0,
    numFeatures: 640,
    inputSize: [3, 224, 224],
    mean: [0.485, 0.456, 0.406],
    std: [0.229, 0.224, 0.225],
    interpolation: "bicubic",
    cropFraction: 0.95,
    firstConvolution: "stem.0",
    modelArguments: { num_classes: 0, in_chans: 3, global_pool: "avg" },
  });
  expect(parseTimmConfig(fixture("resnet18.json"), "config.json")).toMatchObject({
    numClasses: 4,
    inputSize: [1, 224, 224],
    mean: [0.449],
  });
});

test("an early file, all on one level, is read alike", () => {
  const text = JSON.stringify({ architecture: "resnet18", num_classes: 10, input_size: [3, 64, 64], crop_pct: 1 });
  expect(parseTimmConfig(text, "config.json")).toMatchObject({
    architecture: "resnet18",
    numClasses: 10,
    inputSize: [3, 64, 64],
    cropFraction: 1,
    interpolation: "bicubic",
  });
});

test("channels the network was made with count, whatever its original had", () => {
  const text = JSON.stringify({ architecture: "resnet18", model_args: { in_chans: 1 }, pretrained_cfg: {} });
  expect(parseTimmConfig(text, "config.json").inputSize).toEqual([1, 224, 224]);
});

test.each([
  ["<!doctype html>", /it is not JSON/],
  ["[]", /it: /],
  ['{"model_type":"bert"}', /architecture: /],
  ['{"architecture":"a","pretrained_cfg":{"input_size":[3,-1,224]}}', /input_size\.1: /],
  ['{"architecture":"a","pretrained_cfg":{"std":[0]}}', /std\.0: /],
  ['{"architecture":"a","num_features":"many"}', /num_features: /],
])("%s is refused by the place in it that is wrong", (text, problem) => {
  expect(() => parseTimmConfig(text, "config.json of a/b")).toThrow(problem);
  expect(() => parseTimmConfig(text, "config.json of a/b")).toThrow("config.json of a/b");
});

test("any JSON is a description or a Fault", () => {
  fc.assert(
    fc.property(fc.json(), (text) => {
      try {
        parseTimmConfig(text, "f");
      } catch (error) {
        expect(error).toBeInstanceOf(Fault);
      }
    }),
  );
});
