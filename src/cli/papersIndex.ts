/** almagest papers index: makes the library searchable, or brings its index up to date. */

import { Command } from "commander";
import { exitCodes, Fault } from "../fault.ts";
import { trainEncoder } from "../literature/encoder/trainEncoder.ts";
import { indexLibrary, remadeNote } from "../literature/indexLibrary.ts";
import { leftOutNote } from "../literature/instructions.ts";
import { openWorkspace } from "../survey/workspace.ts";
import { examples } from "./help.ts";
import { interruptible } from "./interruption.ts";
import { globalOptions, wholeNumber } from "./options.ts";
import { printJson, printLine, remark } from "./output.ts";
import { startProgress } from "./progress.ts";

interface Options {
  encoder?: string;
  encoderModel?: string;
  remake?: boolean;
  train?: boolean;
  seed: number;
}

export const papersIndex = new Command("index")
  .description("Index the library's papers: their words, facts and vectors; what did not change is taken over")
  .option(
    "--encoder <name>",
    "text encoder: a name, a folder with model.onnx and tokenizer.json, or the base of an OpenAI-compatible API (default: the one last used, else astronomy)",
  )
  .option("--encoder-model <name>", "of a server, which of its models")
  .option("--remake", "take nothing over: needed to change the encoder")
  .option(
    "--train",
    "first train the text encoder that --encoder names on the library's own papers; it then indexes all anew",
  )
  .option("--seed <n>", "of the training: the same gives the same encoder", wholeNumber, 1)
  .addHelpText(
    "after",
    examples(
      "almagest papers index",
      "almagest papers index --encoder mine --train",
      "almagest papers index --encoder astronomy --remake",
      "almagest papers index --encoder models/all-MiniLM-L6-v2",
      "almagest papers index --encoder http://127.0.0.1:11434/v1 --encoder-model nomic-embed-text",
    ) +
      "\nVectors of a folder or a server lie beside the index's own; search uses those last named here, or by its --encoder.\n" +
      "A key that the server wants goes into the environment variable ALMAGEST_ENCODER_KEY. Stopped, the command goes on where it was.\n",
  )
  .action(async (options: Options, command: Command) => {
    const { workspace: folder, json, quiet } = globalOptions(command);
    const workspace = await openWorkspace(folder);
    const progress = startProgress({ quiet });
    const { encoder, train, seed } = options;
    if (train && encoder === undefined)
      throw new Fault("usage", "--train needs a name for the encoder: --encoder mine", { exitCode: exitCodes.usage });
    if (train)
      await interruptible((signal) =>
        trainEncoder(workspace, encoder as string, {
          seed,
          signal,
          onProgress: ({ step, steps, loss }) =>
            progress.report(step / steps, `training: step ${step} of ${steps}, loss ${loss.toFixed(2)}`),
        }),
      ).finally(() => progress.end());
    const report = await interruptible((signal) =>
      indexLibrary(workspace, {
        encoder,
        encoderModel: options.encoderModel,
        remake: options.remake ?? train,
        signal,
        onProgress: (done, total) => progress.report(done / total, `indexing: ${done} of ${total}`),
      }),
    ).finally(() => progress.end());
    if (json) return printJson(report);
    printLine(
      `${report.papers} papers: ${report.indexed} indexed now, ${report.removed} taken out; text encoder ${report.encoder}${report.leftOut > 0 ? `; ${leftOutNote(report.leftOut)}` : ""}`,
    );
    if (report.isRemade) remark(remadeNote(report), { quiet });
    const { vectors } = report;
    if (vectors && "problem" in vectors)
      remark(`vectors by ${vectors.encoder} were left as they are: ${vectors.problem}`, { quiet });
    else if (vectors)
      printLine(
        `vectors by ${vectors.encoder}: ${vectors.papers} papers, ${vectors.encoded} encoded now; search uses them`,
      );
  });
