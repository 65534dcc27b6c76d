/** The config.json that timm publishes beside a network's weights: which network it is, and what images it expects. */

import { z } from "zod";
import { Fault } from "../fault.ts";

export interface TimmConfig {
  /** timm's name, e.g. "convnext_nano". */
  architecture: string;
  /** Outputs of the head; 0 where there is none. */
  numClasses: number;
  /** Length of a representation. */
  numFeatures: number | undefined;
  /** Channels, height, width. */
  inputSize: [number, number, number];
  /** Of each channel, as fractions of white: an image is (pixel / 255 - mean) / std. */
  mean: number[];
  std: number[];
  /** "bicubic", "bilinear", ... */
  interpolation: string;
  /** The middle part of the resized image that is looked at, 0 to 1. */
  cropFraction: number;
  /** The convolution that sees the image, without ".weight". */
  firstConvolution: string | undefined;
  /** What the network was made with beside its name, e.g. { in_chans: 1 }. */
  modelArguments: Record<string, unknown>;
}

const positive = z.number().int().positive();

// What is left out is what timm takes then (PretrainedCfg in models/_pretrained.py, timm 1.0).
const pretrained = z.object({
  input_size: z.tuple([positive, positive, positive]).default([3, 224, 224]),
  mean: z.array(z.number()).min(1).default([0.485, 0.456, 0.406]),
  std: z.array(z.number().positive()).min(1).default([0.229, 0.224, 0.225]),
  interpolation: z.string().default("bicubic"),
  crop_pct: z.number().positive().default(0.875),
  num_classes: z.number().int().nonnegative().default(1000),
  first_conv: z.string().nullish(),
});

const config = z.object({
  architecture: z.string(),
  num_classes: z.number().int().nonnegative().nullish(),
  num_features: positive.nullish(),
  model_args: z.looseObject({ in_chans: positive.nullish() }).nullish(),
  pretrained_cfg: z.record(z.string(), z.unknown()).optional(),
});

/**
 * @param name of the file, for messages
 * @throws Fault "timm-config": no JSON, of another library, or what it says of images makes no sense
 */
export function parseTimmConfig(text: string, name: string): TimmConfig {
  const fail = (problem: string): never => {
    throw new Fault("timm-config", `${name} does not describe a network of timm's: ${problem}`);
  };
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch {
    return fail("it is not JSON");
  }
  const outer = config.safeParse(content);
  if (!outer.success) return fail(problemOf(outer.error));
  const { architecture, num_classes, num_features, model_args, pretrained_cfg } = outer.data;
  // Early files have everything on one level.
  const inner = pretrained.safeParse(pretrained_cfg ?? content);
  if (!inner.success) return fail(problemOf(inner.error));
  const { input_size, mean, std, interpolation, crop_pct, first_conv } = inner.data;
  const channels = model_args?.in_chans ?? input_size[0];
  return {
    architecture,
    numClasses: num_classes ?? inner.data.num_classes,
    numFeatures: num_features ?? undefined,
    inputSize: [channels, input_size[1], input_size[2]],
    mean,
    std,
    interpolation,
    cropFraction: crop_pct,
    firstConvolution: first_conv ?? undefined,
    modelArguments: model_args ?? {},
  };
}

/** The first thing that is wrong, by its place in the file. */
function problemOf({ issues: [issue] }: z.ZodError): string {
  return `${issue?.path.join(".") || "it"}: ${issue?.message ?? "unreadable"}`;
}
