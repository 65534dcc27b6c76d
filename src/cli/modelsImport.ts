/** almagest models import: an encoder trained elsewhere, into the workspace. */

import { Command, InvalidArgumentError } from "commander";
import { importEncoder } from "../methods/zoobot/importedEncoder.ts";
import { representationWidth } from "../methods/zoobot/network.ts";
import { showMatch } from "../nn/matchParameters.ts";
import { openWorkspace } from "../survey/workspace.ts";
import { examples } from "./help.ts";
import { interruptible } from "./interruption.ts";
import { globalOptions, numberFrom } from "./options.ts";
import { printJson, printLine, remark } from "./output.ts";
import { startProgress } from "./progress.ts";

export const modelsImport = new Command("import")
  .description("Bring a published encoder into the workspace: from a weights file, a folder, or a hub")
  .argument(
    "<source>",
    ".safetensors, .bin, .pt or .ckpt; an .onnx file; a folder with config.json; hf-hub:owner/name[@revision]",
  )
  .option("--arch <network>", "the network the weights are of (default: as config.json says)")
  .option("--name <name>", "name for it in the workspace (default: made from the source)")
  .option(
    "--image-size <pixels>",
    "side of the images it sees (default: as config.json says, else 224)",
    numberFrom(16, 1024),
  )
  .option("--mean <r,g,b>", "taken out of images, as shares of white (default: as config.json says, else 0,0,0)", bands)
  .option("--std <r,g,b>", "images are divided by it (default: as config.json says, else 1,1,1)", positiveBands)
  .option("--representation <value>", "in an .onnx file, the name of what to take (default: what its last layer sees)")
  .option("--replace", "in place of a model of this name")
  .addHelpText(
    "after",
    examples(
      "almagest models import hf-hub:mwalmsley/zoobot-encoder-convnext_nano --name zoobot-nano",
      "almagest models import encoder.ckpt --arch convnext_nano --name my-encoder",
      "almagest models import classifier.onnx --mean 0.485,0.456,0.406 --std 0.229,0.224,0.225",
    ),
  )
  .action(
    async (
      source: string,
      options: {
        arch?: string;
        name?: string;
        imageSize?: number;
        replace?: boolean;
        mean?: number[];
        std?: number[];
        representation?: string;
      },
      command: Command,
    ) => {
      const { workspace: folder, json, quiet } = globalOptions(command);
      const { mean, std } = options;
      const given = (mean ?? std) ? { mean: mean ?? [0, 0, 0], std: std ?? [1, 1, 1] } : undefined;
      const workspace = await openWorkspace(folder, { create: true });
      const progress = startProgress({ quiet });
      const { encoder, match } = await interruptible((signal) =>
        importEncoder(workspace, source, {
          name: options.name,
          architecture: options.arch,
          imageSize: options.imageSize,
          replace: options.replace,
          normalization: given,
          value: options.representation,
          signal,
          onProgress: ({ file, done, total }) =>
            progress.report(total ? done / total : null, `fetching ${file}: ${(done / 1e6).toFixed(1)} MB`),
        }),
      ).finally(() => progress.end());
      for (const line of showMatch(match)) remark(line, { quiet });
      const { name, network, imageSize, normalization, value, source: origin } = encoder;
      const width = representationWidth(encoder);
      if (json)
        printJson({
          model: name,
          network,
          imageSize,
          width,
          ...(value === undefined ? {} : { representation: value }),
          normalization: normalization ?? null,
          source: origin,
          matched: match.matched,
          missing: match.missing,
          unexpected: match.unexpected,
        });
      else {
        const of = value === undefined ? "" : `, "${value}" in the file`;
        printLine(`${name}: ${network}, images of ${imageSize} px, representations of ${width} numbers${of}`);
      }
    },
  );

function bands(text: string): number[] {
  const values = text.split(",").map(Number);
  if (values.length !== 3 || text.trim() === "" || values.some((value) => !Number.isFinite(value)))
    throw new InvalidArgumentError("it must be three numbers, such as 0.485,0.456,0.406.");
  if (values.some((value) => Math.abs(value) > 1))
    throw new InvalidArgumentError("its numbers are shares of white, up to 1: divide by 255.");
  return values;
}

function positiveBands(text: string): number[] {
  const values = bands(text);
  if (values.some((value) => value <= 0)) throw new InvalidArgumentError("its numbers must be above 0.");
  return values;
}
