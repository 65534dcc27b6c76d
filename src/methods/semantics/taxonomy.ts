/** A set of tags that a person may change: what was derived, and every change since, so that each can be taken back. */

import { z } from "zod";
import { exitCodes, Fault } from "../../fault.ts";

const tagName = z.string().trim().min(1).max(60);

/** What a person does to the tags. Words are lemmas, tags are named by their ids. */
export const edit = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("rename"), tag: z.string(), name: tagName }),
  /** To null: out of all tags. */
  z.strictObject({ kind: z.literal("move"), word: z.string(), to: z.string().nullable() }),
  z.strictObject({ kind: z.literal("drop"), tag: z.string() }),
  z.strictObject({ kind: z.literal("merge"), tag: z.string(), into: z.string() }),
  /** The words leave their tags for one of their own. */
  z.strictObject({ kind: z.literal("split"), words: z.array(z.string()).min(1), name: tagName }),
  z.strictObject({ kind: z.literal("confirm") }),
  z.strictObject({ kind: z.literal("undo") }),
]);

export type Edit = z.infer<typeof edit>;

export interface Act {
  /** ISO 8601. */
  at: string;
  by: string;
  edit: Edit;
}

export interface Tag {
  id: string;
  name: string;
  words: string[];
  /** Least share of a subject's answers that counts as having it. */
  cut: number;
}

export interface TagSet {
  tags: Tag[];
  /** Who found the tags right as they stand now; null where they were changed since, or nobody did. */
  confirmed: { by: string; at: string } | null;
  /** How many changes stand, and can be taken back. */
  changes: number;
}

/** @param words all there are, which a tag can be made of */
export function applied(derived: readonly Tag[], words: ReadonlySet<string>, acts: readonly Act[]): TagSet {
  const stack: Act[] = [];
  for (const act of acts)
    if (act.edit.kind === "undo") stack.pop();
    else stack.push(act);
  let set: TagSet = { tags: derived.map((tag) => ({ ...tag, words: [...tag.words] })), confirmed: null, changes: 0 };
  for (const act of stack) set = changed(set, words, act);
  return set;
}

/** @throws Fault "words" that says which tag or word there is not, or why the change cannot be made */
export function changed(
  { tags, confirmed, changes }: TagSet,
  words: ReadonlySet<string>,
  { at, by, edit }: Act,
): TagSet {
  const find = (id: string) => tags.find((tag) => tag.id === id) ?? fault(`there is no tag "${id}" any more`);
  const known = (word: string) => (words.has(word) ? word : fault(`"${word}" is none of the words people used`));
  const without = (some: readonly string[]) =>
    tags.map((tag) => ({ ...tag, words: tag.words.filter((word) => !some.includes(word)) }));
  const next = (after: Tag[]): TagSet => ({
    tags: after.filter(({ words: left }) => left.length > 0),
    confirmed: null,
    changes: changes + 1,
  });
  switch (edit.kind) {
    case "rename": {
      const tag = find(edit.tag);
      refuseName(tags, edit.name, tag.id);
      return next(tags.map((each) => (each === tag ? { ...each, name: edit.name } : each)));
    }
    case "move": {
      const word = known(edit.word);
      const to = edit.to === null ? null : find(edit.to);
      return next(without([word]).map((tag) => (tag.id === to?.id ? { ...tag, words: [...tag.words, word] } : tag)));
    }
    case "drop":
      return next(tags.filter((tag) => tag !== find(edit.tag)));
    case "merge": {
      const [from, into] = [find(edit.tag), find(edit.into)];
      if (from === into) fault(`"${from.name}" cannot be merged with itself`);
      return next(
        tags
          .filter((tag) => tag !== from)
          .map((tag) => (tag === into ? { ...tag, words: [...tag.words, ...from.words] } : tag)),
      );
    }
    case "split": {
      const own = [...new Set(edit.words.map(known))];
      const left = without(own).filter(({ words }) => words.length > 0);
      refuseName(left, edit.name, null);
      // Ids are never given twice, and depend on what was done before only.
      return next([...left, { id: `s${changes + 1}`, name: edit.name, words: own, cut: Number.MIN_VALUE }]);
    }
    case "confirm":
      return { tags, confirmed: { by, at }, changes: changes + 1 };
    case "undo":
      return { tags, confirmed, changes };
  }
}

function refuseName(tags: readonly Tag[], name: string, own: string | null): void {
  const other = tags.find((tag) => tag.id !== own && columnOf(tag.name) === columnOf(name));
  if (other) fault(`"${name}" would have the column of the tag "${other.name}": choose another name`);
}

/** "edge brightened" is the column tag_edge_brightened. */
export function columnOf(name: string): string {
  const plain = name
    .normalize("NFD")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "_")
    .replace(/^_+|_+$/g, "");
  return `tag_${plain || "unnamed"}`;
}

function fault(message: string): never {
  throw new Fault("words", message, { exitCode: exitCodes.usage });
}
