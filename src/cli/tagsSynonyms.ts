/** almagest tags synonyms: words that people wrote for one and the same. */

import { readFile } from "node:fs/promises";
import { Command } from "commander";
import { fileFault } from "../fault.ts";
import { openSurvey } from "../survey/survey.ts";
import { addSynonyms, readSynonyms, removeSynonym, writtenSynonyms } from "../survey/tagSynonyms.ts";
import { openWorkspace } from "../survey/workspace.ts";
import { examples } from "./help.ts";
import { globalOptions, repeatable } from "./options.ts";
import { printJson, printLine, printTable } from "./output.ts";

interface Options {
  file?: string;
  remove?: string[];
}

export const tagsSynonyms = new Command("synonyms")
  .description(
    "Say which #tags of text labels mean the same, or list what was said; searches by a tag and the purity of clusters count " +
      "them as one, and the labels stay as they were written",
  )
  .argument("<survey>")
  .argument("[lines...]", 'such as "#ring = #rings, #ringed": the first word stands for the others')
  .option("--file <file>", "read such lines from a text file")
  .option(
    "--remove <tag>",
    "let a word mean itself again (may be repeated)",
    repeatable((text: string) => text),
  )
  .addHelpText(
    "after",
    examples(
      'almagest tags synonyms gz2 "#ring = #rings, #ringed"',
      "almagest tags synonyms gz2 --file synonyms.txt",
      "almagest tags synonyms gz2 --remove '#ringed'",
      "almagest tags synonyms gz2",
    ),
  )
  .action(async (name: string, lines: string[], { file, remove = [] }: Options, command: Command) => {
    const { workspace: folder, json } = globalOptions(command);
    const workspace = await openWorkspace(folder);
    await openSurvey(workspace, name);
    const written = [
      ...writtenSynonyms(lines.join("\n")),
      ...(file === undefined ? [] : writtenSynonyms(await textOf(file))),
    ];
    for (const tag of remove) await removeSynonym(workspace, name, tag);
    if (written.length > 0) await addSynonyms(workspace, name, written);
    const synonyms = (await readSynonyms(workspace, name)).map(({ tag, also }) => ({
      tag: `#${tag}`,
      also: also.map((each) => `#${each}`),
    }));
    if (json) return printJson({ survey: name, synonyms });
    if (synonyms.length === 0)
      return printLine(
        `${name}: every tag means itself; say otherwise with almagest tags synonyms ${name} "#ring = #rings"`,
      );
    printTable(
      ["tag", "also written"],
      synonyms.map(({ tag, also }) => [tag, also.join(", ")]),
    );
  });

async function textOf(path: string): Promise<string> {
  return readFile(path, "utf8").catch((error: unknown) => {
    throw fileFault(error, "read", path);
  });
}
