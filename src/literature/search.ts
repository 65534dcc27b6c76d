/** Search of an opened library: a sum of words, meaning, neighbours and names, after what the query keeps out. */

import { Fault } from "../fault.ts";
import type { Workspace } from "../survey/workspace.ts";
import { findEncoder } from "./encoder/findEncoder.ts";
import { isBehind } from "./index/indexFolder.ts";
import { openIndex } from "./index/libraryIndex.ts";
import { cosines } from "./index/meaning.ts";
import { defaultWeights, type Found, type Hit, type Library, type SearchOptions } from "./library.ts";
import { namesIn } from "./names.ts";
import { parseQuery } from "./query/parseQuery.ts";
import { both, type Condition } from "./query/query.ts";
import { yearsText, yearWords } from "./query/yearWords.ts";
import { ranked } from "./ranked.ts";
import { stemsOf, words } from "./words.ts";

export { defaultWeights, type Found, type Hit, type Library, type SearchOptions };

/** @throws Fault "no-index", "damaged-index"; "other-encoder" where the encoder is another than the index was made with */
export async function openForSearch(workspace: Workspace): Promise<Library> {
  const index = await openIndex(workspace);
  const { name, fingerprint } = index.card.encoder;
  const encoder = await findEncoder(workspace, name);
  if (encoder.fingerprint !== fingerprint)
    throw new Fault(
      "other-encoder",
      `the text encoder "${name}" is another one than the library was indexed with: index it anew with almagest papers index --remake`,
    );
  return { index, encoder, isBehind: await isBehind(workspace), close: () => index.close() };
}

/** @throws Fault "query" that points at what is wrong in it */
export async function search(library: Library, written: string, options: SearchOptions): Promise<Found> {
  const query = parseQuery(written);
  const now = options.now ?? new Date().getFullYear();
  const years = query.condition || options.plainYears ? undefined : yearWords(query.text, now);
  const condition = both(query.condition, years?.condition, options.condition);
  const plain = years?.rest ?? query.text;
  const named = namesIn(plain, query.phrases);
  // Where only fields were asked, what they ask of the text ranks those that have it.
  const text = plain || (query.condition ? textAsked(query.condition) : "");
  const stems = new Map(stemsOf(text).map((stem) => [stem, 1]));
  const spoken = new Map(words(text).map(({ stem, written }) => [stem, written]));
  const [vector] = stems.size > 0 ? [await library.encoder.encode([{ title: text, abstract: "" }])] : [];
  const nearness = vector?.some((value) => value !== 0) ? cosines(library.index.vectors, vector) : undefined;
  const found = ranked(library, { stems, spoken, nearness, named, condition, options, left: new Set() });
  if (!years) return found;
  const understood = [yearsText(years)];
  return { ...found, understood, hits: found.hits.map((hit) => ({ ...hit, why: { ...hit.why, understood } })) };
}

/** What is asked of title and abstract, and not refused. */
export function textAsked(condition: Condition): string {
  switch (condition.kind) {
    case "field":
      return condition.field === "title" || condition.field === "abs" ? condition.value : "";
    case "and":
    case "or":
      return condition.parts.map(textAsked).join(" ").trim();
    default:
      return "";
  }
}
