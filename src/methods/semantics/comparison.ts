/** Tags held beside a list of tags that others made: only to judge, never to derive. */

import { readFile } from "node:fs/promises";
import { stemmer } from "stemmer";
import { exitCodes, Fault, fileFault } from "../../fault.ts";

/** A tag of others, and the words that state it. */
export interface OtherTag {
  name: string;
  /** Any of these names it; by default its own words, all of which must be there. */
  synonyms?: readonly string[];
}

export interface Matched {
  other: string;
  /** Our tag, or null. */
  tag: string | null;
  /** By which words. */
  by: string | null;
}

/**
 * An other tag is found where one of ours has all words of its name, or one of its stated synonyms, among its words or in its name.
 * Each of ours is found once at most: of all such pairings, one in which the most are found (Kuhn 1955).
 */
export function matchTags(
  ours: readonly { name: string; words: readonly string[] }[],
  others: readonly OtherTag[],
): Matched[] {
  const mine = ours.map(({ name, words }) => new Set([...words, name].flatMap(stemsOf)));
  const options = others.map(({ name, synonyms = [] }) =>
    [name, ...synonyms].flatMap((by) => {
      const wanted = stemsOf(by);
      return mine.flatMap((stems, at) => (wanted.every((stem) => stems.has(stem)) ? [{ at, by }] : []));
    }),
  );
  const holder = new Map<number, { other: number; by: string }>();
  const isPlaced = (other: number, seen: Set<number>): boolean =>
    (options[other] ?? []).some(({ at, by }) => {
      if (seen.has(at)) return false;
      seen.add(at);
      const before = holder.get(at);
      if (before !== undefined && !isPlaced(before.other, seen)) return false;
      holder.set(at, { other, by });
      return true;
    });
  for (const other of others.keys()) isPlaced(other, new Set());
  return others.map(({ name }, other) => {
    const [at, found] = [...holder].find(([, each]) => each.other === other) ?? [];
    return at === undefined || found === undefined
      ? { other: name, tag: null, by: null }
      : { other: name, tag: ours[at]?.name ?? null, by: found.by };
  });
}

/** "brightness" and "bright" have one stem and are two words. */
function stemsOf(words: string): string[] {
  return words.split(" ").map((word) => (word.endsWith("ness") ? word : stemmer(word)));
}

/**
 * Names from a table's head, without columns of ids and places; or a list between commas, where "core=middle|centre" states synonyms.
 * @throws Fault "file", "usage"
 */
export async function readOtherTags(written: string, ids: readonly string[]): Promise<OtherTag[]> {
  let names = written.split(",");
  if (/\.(csv|tsv|txt)$/i.test(written)) {
    const text = await readFile(written, "utf8").catch((error) => {
      throw fileFault(error, "read", written);
    });
    const [head = ""] = text.split(/\r?\n/);
    names = head.split(head.includes("\t") ? "\t" : ",").filter((name) => !ids.includes(name));
  }
  const tags = names
    .map((name) => name.replaceAll('"', "").trim())
    .filter((name) => name !== "" && name !== "coordinates");
  if (tags.length === 0) throw new Fault("usage", `"${written}" names no tags`, { exitCode: exitCodes.usage });
  return tags.map((written) => {
    const [name = "", synonyms = ""] = written.split("=");
    return { name: name.trim(), synonyms: synonyms === "" ? [] : synonyms.split("|").map((each) => each.trim()) };
  });
}
