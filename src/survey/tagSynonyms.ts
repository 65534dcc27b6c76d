/** Words that people use for one #tag: surveys/<name>.labels/synonyms.json, replaced whole. What they wrote stays as it is. */

import { join } from "node:path";
import { z } from "zod";
import { exitCodes, Fault } from "../fault.ts";
import { parseFormatted } from "../formattedJson.ts";
import { textIfThere } from "../textIfThere.ts";
import { writeWhole } from "../wholeFile.ts";
import { readCard } from "./card.ts";
import { labelsFolder, labelsPath } from "./labelTask.ts";
import { tagsOf } from "./labelValue.ts";
import { withLock } from "./lock.ts";
import type { Workspace } from "./workspace.ts";

const synonymsFormat = 1;

const group = z.object({
  /** The word that stands for all of them. */
  tag: z.string(),
  also: z.array(z.string()).min(1),
});

const synonymsFile = z.object({ format: z.literal(synonymsFormat), synonyms: z.array(group) });

/** Tags without their #, in small letters. */
export type TagSynonyms = z.infer<typeof group>;

/**
 * Lines such as `#ring = #rings, #ringed`: the first word stands for the others. The # may be left out, empty lines are passed over.
 * @throws Fault "synonyms" that names the line
 */
export function writtenSynonyms(text: string): TagSynonyms[] {
  return text.split(/\r?\n/).flatMap((line, i) => {
    if (line.trim() === "") return [];
    const [tag, ...also] = line.split(/[=,]/).map((word) => tagFrom(word));
    const others = [...new Set(also)].filter((each) => each !== tag);
    if (!tag || others.length === 0 || others.includes(undefined) || !/^[^,=]*=/.test(line))
      throw fault(`line ${i + 1}, "${line.trim()}", is no synonym: write it as "#ring = #rings, #ringed"`);
    return [{ tag, also: others as string[] }];
  });
}

function tagFrom(word: string): string | undefined {
  const plain = word.trim().replace(/^#/, "");
  const [tag] = tagsOf(`#${plain}`);
  return tag === plain.toLowerCase() ? tag : undefined;
}

/** With one more: groups that it touches become one, called as the new one is. Each tag stays in one group. */
export function joinedSynonyms(known: readonly TagSynonyms[], added: TagSynonyms): TagSynonyms[] {
  const words = new Set([added.tag, ...added.also]);
  const touched = known.filter((each) => [each.tag, ...each.also].some((word) => words.has(word)));
  const all = new Set([...words, ...touched.flatMap((each) => [each.tag, ...each.also])]);
  all.delete(added.tag);
  return [...known.filter((each) => !touched.includes(each)), { tag: added.tag, also: [...all].sort() }].sort((a, b) =>
    a.tag < b.tag ? -1 : 1,
  );
}

/** @returns of a tag the word that stands for it: itself, where it has no synonyms */
export function usualTag(synonyms: readonly TagSynonyms[]): (tag: string) => string {
  const usual = new Map(synonyms.flatMap(({ tag, also }) => also.map((each) => [each, tag] as const)));
  return (tag) => usual.get(tag) ?? tag;
}

/** In the order of the words that stand for them. @throws Fault "damaged-synonyms" that names the file */
export async function readSynonyms(workspace: Workspace, survey: string): Promise<TagSynonyms[]> {
  const path = join(labelsPath(workspace, survey), "synonyms.json");
  const text = await textIfThere(path);
  if (text === undefined) return [];
  return parseFormatted(text, {
    schema: synonymsFile,
    format: synonymsFormat,
    newer: () => new Fault("newer-synonyms", `${path} was written by a newer Almagest: update Almagest`),
    damaged: (cause) =>
      new Fault("damaged-synonyms", `${path} is damaged: delete it, and write the synonyms again`, { cause }),
  }).synonyms;
}

/** @throws Fault "no-survey" */
export async function addSynonyms(
  workspace: Workspace,
  survey: string,
  added: readonly TagSynonyms[],
): Promise<TagSynonyms[]> {
  return changeSynonyms(workspace, survey, (known) => added.reduce(joinedSynonyms, [...known]));
}

/** The tag means itself again; what is left of its group stays together. @throws Fault "no-survey", "synonyms" where it has none */
export async function removeSynonym(workspace: Workspace, survey: string, word: string): Promise<TagSynonyms[]> {
  const removed = tagFrom(word);
  return changeSynonyms(workspace, survey, (known) => {
    if (!known.some(({ tag, also }) => tag === removed || also.includes(removed ?? "")))
      throw fault(`"${word}" has no synonyms in survey "${survey}"`);
    return known.flatMap(({ tag, also }) => {
      const [first, ...others] = [tag, ...also].filter((each) => each !== removed);
      return first !== undefined && others.length > 0 ? [{ tag: first, also: others }] : [];
    });
  });
}

async function changeSynonyms(
  workspace: Workspace,
  survey: string,
  change: (known: readonly TagSynonyms[]) => TagSynonyms[],
): Promise<TagSynonyms[]> {
  if (!(await readCard(workspace, survey))) throw new Fault("no-survey", `there is no survey "${survey}"`);
  const folder = await labelsFolder(workspace, survey);
  return withLock(join(folder, "synonyms.lock"), `the synonyms of survey "${survey}"`, async ({ stillOurs }) => {
    const synonyms = change(await readSynonyms(workspace, survey));
    stillOurs();
    const content = { format: synonymsFormat, synonyms };
    await writeWhole(join(folder, "synonyms.json"), `${JSON.stringify(content, null, 1)}\n`);
    return synonyms;
  });
}

function fault(message: string): Fault {
  return new Fault("synonyms", message, { exitCode: exitCodes.usage });
}
