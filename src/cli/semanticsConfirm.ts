/** almagest semantics confirm: a person looks at derived tags, changes them, and says that they are right. */

import { Command } from "commander";
import { counted } from "../counted.ts";
import { exitCodes, Fault } from "../fault.ts";
import { type ShownTaxonomy, shownTaxonomy } from "../methods/semantics/shown.ts";
import { changeInOrder, readTaxonomy, type Taxonomy, tagSetOf } from "../methods/semantics/storedTaxonomy.ts";
import type { Edit } from "../methods/semantics/taxonomy.ts";
import { openWorkspace } from "../survey/workspace.ts";
import { examples } from "./help.ts";
import { globalOptions } from "./options.ts";
import { printJson, printLine, printTable } from "./output.ts";

/** A change as it was written, to be made of the tags as they stand then. */
type Change = (taxonomy: Taxonomy) => Edit;

interface Options {
  by?: string;
  right?: boolean;
}

/** Commander hands options out by kind: each knows which it was of all. */
interface Placed {
  place: number;
  change: Change;
}

let placesGiven = 0;

const placed = (change: Change): Placed => ({ place: placesGiven++, change });

const adds = (make: (text: string) => Change) => (text: string, before: Placed[] | undefined) => [
  ...(before ?? []),
  placed(make(text)),
];

export const semanticsConfirm = new Command("confirm")
  .description(
    "Look at derived tags; with options, change them in the order given, all or none, and say that they are right",
  )
  .argument("<tags>", "their name, as semantics derive kept them")
  .option("--by <name>", "who changes or confirms")
  .option("--rename <tag=name>", "a tag by another name (may be repeated, as all of these)", adds(renamed))
  .option("--move <word=tag>", "a word into a tag; word= takes it out of all", adds(moved))
  .option("--merge <tag=tag>", "the first tag's words into the second", adds(merged))
  .option("--split <name=words>", "words, between commas, into a tag of their own", adds(split))
  .option("--drop <tag>", "a tag, which is no class target", adds(dropped))
  .option("--undo", "take back the last change")
  .option("--right", "say that the tags are right as they stand after all changes")
  .on("option:undo", function (this: Command) {
    this.setOptionValue("undo", [placed(() => ({ kind: "undo" }))]);
  })
  .addHelpText(
    "after",
    examples(
      "almagest semantics confirm english_annotations",
      'almagest semantics confirm english_annotations --by Ada --rename "two=double" --drop "single component" --right',
      "almagest semantics confirm english_annotations --by Ada --split link=connected,connection --undo",
    ),
  )
  .action(async (name: string, options: Options & Record<string, unknown>, command: Command) => {
    const { workspace: folder, json } = globalOptions(command);
    const workspace = await openWorkspace(folder);
    const changes = ["rename", "move", "merge", "split", "drop", "undo"]
      .flatMap((kind) => (options[kind] as Placed[] | undefined) ?? [])
      .sort((a, b) => a.place - b.place)
      .map(({ change }) => change);
    if (options.right) changes.push(() => ({ kind: "confirm" }));
    if (changes.length > 0 && options.by === undefined)
      throw new Fault("usage", "say who makes the change: --by <name>", { exitCode: exitCodes.usage });
    const taxonomy =
      changes.length > 0
        ? await changeInOrder(workspace, name, { by: options.by ?? "", edits: changes })
        : await readTaxonomy(workspace, name);
    const shown = shownTaxonomy(taxonomy);
    if (json) return printJson(shown);
    printTable(
      ["tag", "words", "answers", "subjects", "needs", "written as"],
      shown.tags.map(({ name: tag, words, answers, subjects, needs }) => [
        tag,
        words.map(({ word }) => word).join(", "),
        answers,
        subjects,
        needs,
        words.flatMap(({ phrases }) => phrases.slice(0, 2).map(([phrase]) => phrase)).join(", "),
      ]),
    );
    printLine(standing(shown));
  });

function standing({ name, tags, confirmed, changes, last }: ShownTaxonomy): string {
  const count = counted(tags.length, "tag");
  if (confirmed) return `${name}: ${count}, found right by ${confirmed.by} on ${confirmed.at.slice(0, 10)}`;
  if (changes === 0)
    return `${name}: ${count} as derived; nobody has said yet that they are right (--right --by <name>)`;
  return `${name}: ${count} after ${counted(changes, "change")}, the last by ${last?.by}; nobody has said since that they are right`;
}

function parted(text: string, what: string): [string, string] {
  const at = text.indexOf("=");
  if (at < 1) throw new Fault("usage", `"${text}" should be ${what}`, { exitCode: exitCodes.usage });
  return [text.slice(0, at).trim(), text.slice(at + 1).trim()];
}

function idOf(taxonomy: Taxonomy, name: string): string {
  const { tags } = tagSetOf(taxonomy);
  const found = tags.find((tag) => tag.name === name) ?? tags.find((tag) => tag.id === name);
  if (found) return found.id;
  throw new Fault("words", `there is no tag "${name}": there are ${tags.map((tag) => tag.name).join(", ")}`, {
    exitCode: exitCodes.usage,
  });
}

/** Words as people wrote them most, or as dictionaries have them. */
function wordOf({ terms }: Taxonomy, written: string): string {
  return (
    terms.find(({ lemma }) => lemma === written)?.lemma ?? terms.find(({ form }) => form === written)?.lemma ?? written
  );
}

function renamed(text: string): Change {
  const [tag, name] = parted(text, "tag=name");
  return (taxonomy) => ({ kind: "rename", tag: idOf(taxonomy, tag), name });
}

function moved(text: string): Change {
  const [word, tag] = parted(text, "word=tag");
  return (taxonomy) => ({ kind: "move", word: wordOf(taxonomy, word), to: tag === "" ? null : idOf(taxonomy, tag) });
}

function merged(text: string): Change {
  const [tag, into] = parted(text, "tag=tag");
  return (taxonomy) => ({ kind: "merge", tag: idOf(taxonomy, tag), into: idOf(taxonomy, into) });
}

function split(text: string): Change {
  const [name, words] = parted(text, "name=word,word");
  return (taxonomy) => ({ kind: "split", name, words: words.split(",").map((word) => wordOf(taxonomy, word.trim())) });
}

function dropped(tag: string): Change {
  return (taxonomy) => ({ kind: "drop", tag: idOf(taxonomy, tag) });
}
