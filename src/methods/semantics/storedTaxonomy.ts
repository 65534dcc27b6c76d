/** Taxonomies in a workspace: words/<name>.json, each replaced whole. */

import { mkdir, readdir } from "node:fs/promises";
import { basename, extname, join } from "node:path";
import { z } from "zod";
import { exitCodes, Fault, fileFault } from "../../fault.ts";
import { parseFormatted } from "../../formattedJson.ts";
import { withLock } from "../../survey/lock.ts";
import type { Workspace } from "../../survey/workspace.ts";
import { textIfThere } from "../../textIfThere.ts";
import { syncFolder, writeWhole } from "../../wholeFile.ts";
import type { Derivation } from "./derive.ts";
import { type Act, applied, changed, type Edit, edit, type TagSet } from "./taxonomy.ts";

const format = 1;
const longestPerson = 100;

const tag = z.object({ id: z.string(), name: z.string(), words: z.array(z.string()).min(1), cut: z.number() });

const stored = z.object({
  format: z.literal(format),
  name: z.string(),
  derivedAt: z.string(),
  source: z.object({ annotations: z.string(), classes: z.string(), text: z.string(), subject: z.string() }),
  /** Of the answers, in order. */
  subjects: z.array(z.string()),
  subjectOf: z.array(z.number().int()),
  people: z.number().int(),
  terms: z.array(
    z.object({
      lemma: z.string(),
      form: z.string(),
      /** Places of the answers that have it. */
      answers: z.array(z.number().int()),
      people: z.number().int(),
      phrases: z.array(z.tuple([z.string(), z.number().int()])),
    }),
  ),
  derived: z.array(tag),
  acts: z.array(z.object({ at: z.string(), by: z.string(), edit })),
});

export type Taxonomy = z.infer<typeof stored>;

/** @throws Fault "words-name" */
function pathOf(workspace: Workspace, name: string): string {
  if (!/^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/.test(name))
    throw new Fault("words-name", `"${name}" cannot name a set of tags: use letters, digits, - and _ (at most 64)`, {
      exitCode: exitCodes.usage,
    });
  return join(workspace.path, "words", `${name}.json`);
}

/** The name a table gives its tags where nobody gives one: "english_annotations". */
export function nameFromFile(path: string): string {
  const plain = basename(path, extname(path))
    .replace(/[^A-Za-z0-9_-]+/g, "-")
    .replace(/^[^A-Za-z0-9]+/, "")
    .slice(0, 64);
  return plain || "tags";
}

export async function listTaxonomies(workspace: Workspace): Promise<string[]> {
  const files = await readdir(join(workspace.path, "words")).catch(() => []);
  return files.flatMap((file) => (/^[A-Za-z0-9].*\.json$/.test(file) ? [file.slice(0, -5)] : [])).sort();
}

/** @throws Fault "no-words" that lists those there are, "damaged-words", "newer-words" */
export async function readTaxonomy(workspace: Workspace, name: string): Promise<Taxonomy> {
  const path = pathOf(workspace, name);
  const text = await textIfThere(path);
  if (text === undefined) {
    const known = await listTaxonomies(workspace);
    throw new Fault(
      "no-words",
      `there is no set of tags "${name}": ${
        known.length > 0 ? `there are ${known.join(", ")}` : "derive one with almagest semantics derive"
      }`,
      { exitCode: exitCodes.usage },
    );
  }
  return parseFormatted(text, {
    schema: stored,
    format,
    newer: () => new Fault("newer-words", `${path} was written by a newer Almagest: update Almagest`),
    damaged: (cause) =>
      new Fault("damaged-words", `${path} is damaged: restore it from a copy, or derive it again`, { cause }),
  });
}

export function tagSetOf({ derived, terms, acts }: Taxonomy): TagSet {
  return applied(derived, wordsOf(terms), acts);
}

/** How many answers describe each subject. */
export function answersOfSubjects({ subjects, subjectOf }: Taxonomy): Int32Array {
  const answers = new Int32Array(subjects.length);
  for (const place of subjectOf) answers[place] = (answers[place] ?? 0) + 1;
  return answers;
}

function wordsOf(terms: Taxonomy["terms"]): Set<string> {
  return new Set(terms.map(({ lemma }) => lemma));
}

/**
 * @param replaces whether tags that people changed may be lost
 * @throws Fault "exists" where people changed the tags of that name
 */
export async function storeDerivation(
  workspace: Workspace,
  name: string,
  source: Taxonomy["source"],
  { vocabulary, tags, groups, clean }: Derivation,
  { replaces = false }: { replaces?: boolean } = {},
): Promise<Taxonomy> {
  const path = pathOf(workspace, name);
  return locked(workspace, name, async (stillOurs) => {
    const before = (await listTaxonomies(workspace)).includes(name) ? await readTaxonomy(workspace, name) : undefined;
    if (before && tagSetOf(before).changes > 0 && !replaces)
      throw new Fault(
        "exists",
        `the tags "${name}" were changed by ${[...new Set(before.acts.map(({ by }) => by))].join(", ")}: give --name for others, or --replace to lose the changes`,
      );
    const taxonomy: Taxonomy = {
      format,
      name,
      derivedAt: new Date().toISOString(),
      source,
      subjects: vocabulary.subjects,
      subjectOf: [...vocabulary.subjectOf],
      people: new Set(clean.answers.map(({ by }) => by)).size,
      terms: vocabulary.terms.map(({ lemma, form, answers, people, phrases }) => ({
        lemma,
        form,
        answers,
        people,
        phrases,
      })),
      derived: tags.map(({ name: tagName, cut }, i) => ({
        id: `d${i + 1}`,
        name: tagName,
        words: (groups[i] ?? []).map((term) => vocabulary.terms[term]?.lemma ?? ""),
        cut,
      })),
      acts: [],
    };
    stillOurs();
    await writeWhole(path, `${JSON.stringify(taxonomy)}\n`);
    return taxonomy;
  });
}

/**
 * One change by a person.
 * @param changes how many the person saw standing: another's change in between is not overwritten unseen
 * @throws Fault "words" where it cannot be made, "changed-meanwhile", "no-words"
 */
export async function changeTaxonomy(
  workspace: Workspace,
  name: string,
  { edit: asked, ...how }: { by: string; edit: Edit; acts?: number },
): Promise<Taxonomy> {
  return changeInOrder(workspace, name, { ...how, edits: [() => asked] });
}

/**
 * Several changes by a person, in order: all of them, or none where one cannot be made.
 * @param edits each of the tags as the ones before left them
 * @throws what `changeTaxonomy` does
 */
export async function changeInOrder(
  workspace: Workspace,
  name: string,
  { by, edits, acts: seen }: { by: string; edits: readonly ((taxonomy: Taxonomy) => Edit)[]; acts?: number },
): Promise<Taxonomy> {
  const person = by.trim();
  if (person === "" || person.length > longestPerson)
    throw new Fault("words", `say who makes the change, in 1 to ${longestPerson} letters`, {
      exitCode: exitCodes.usage,
    });
  return locked(workspace, name, async (stillOurs) => {
    const before = await readTaxonomy(workspace, name);
    if (seen !== undefined && seen !== before.acts.length)
      throw new Fault(
        "changed-meanwhile",
        `the tags "${name}" were changed by ${before.acts.at(-1)?.by ?? "another derivation"} meanwhile: look at them again`,
      );
    let after = before;
    for (const editOf of edits) {
      const set = tagSetOf(after);
      const act: Act = { at: new Date().toISOString(), by: person, edit: editOf(after) };
      if (act.edit.kind === "undo" && set.changes === 0)
        throw new Fault("words", "there is nothing to take back", { exitCode: exitCodes.usage });
      changed(set, wordsOf(after.terms), act);
      after = { ...after, acts: [...after.acts, act] };
    }
    stillOurs();
    await writeWhole(pathOf(workspace, name), `${JSON.stringify(after)}\n`);
    return after;
  });
}

async function locked<T>(workspace: Workspace, name: string, work: (stillOurs: () => void) => Promise<T>): Promise<T> {
  const folder = join(workspace.path, "words");
  pathOf(workspace, name);
  try {
    if ((await mkdir(folder, { recursive: true })) !== undefined) await syncFolder(workspace.path);
  } catch (error) {
    throw fileFault(error, "make", folder);
  }
  return withLock(join(folder, "lock"), `the tags "${name}"`, ({ stillOurs }) => work(stillOurs));
}
