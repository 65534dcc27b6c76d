/** Search of an opened library: a sum of words, meaning, neighbours and names, after what the query keeps out. */

import { Fault } from "../fault.ts";
import { diverse } from "./diversity.ts";
import type { EncodableText } from "./encoder/textEncoder.ts";
import { withOtherNames } from "./galaxies/otherNames.ts";
import { asOneWord, knownObjectsIn } from "./galaxies/sameObjects.ts";
import type { LibraryIndex } from "./index/libraryIndex.ts";
import { cosines } from "./index/meaning.ts";
import { kinds } from "./index/terms.ts";
import { defaultWeights, type Found, type Hit, type Library, type SearchOptions } from "./library.ts";
import { type Name, namesIn } from "./names.ts";
import { authorsText, authorWords } from "./query/authorWords.ts";
import { operatorCall } from "./query/operatorCall.ts";
import { parseQuery } from "./query/parseQuery.ts";
import { both, conditionText, textAsked } from "./query/query.ts";
import { yearsText, yearWords } from "./query/yearWords.ts";
import { ranked } from "./ranked.ts";
import { hypotheticalAbstract } from "./rerank/hypothetical.ts";
import { reranked } from "./rerank/reranked.ts";
import { searchByOperator } from "./searchByOperator.ts";
import { stemsOf, words } from "./words.ts";

export { openForSearch } from "./openLibrary.ts";
export { textAsked } from "./query/query.ts";
export { defaultWeights, type Found, type Hit, type Library, type SearchOptions };

/** @throws Fault "query" that points at what is wrong in it */
export async function search(library: Library, written: string, options: SearchOptions): Promise<Found> {
  const call = operatorCall(written);
  if (call) return searchByOperator(library, call, options);
  const query = parseQuery(written);
  const now = options.now ?? new Date().getFullYear();
  const authors = query.condition ? undefined : authorWords(query.text);
  const others = authors?.rest ?? query.text;
  const years = query.condition || options.plainYears ? undefined : yearWords(others, now);
  const condition = both(query.condition, authors?.condition, years?.condition, options.condition);
  const understood = [...(authors ? authorsText(authors) : []), ...(years ? [yearsText(years)] : [])];
  const asked = years?.rest ?? others;
  const plain = knownObjectsIn(asked).length > 0 ? asOneWord(asked) : asked;
  // Where only fields were asked, what they ask of the text ranks those that have it.
  const text = plain || (query.condition ? textAsked(query.condition) : "");
  const stems = new Map(stemsOf(text).map((stem) => [stem, 1]));
  const spoken = new Map(words(text).map(({ stem, written }) => [stem, written]));
  const { encoder, index } = library;
  const named = await withOtherNames(index, library.texts, asked, namesIn(plain, query.phrases));
  const { hypothesis, reranker, limit, signal } = options;
  const made = hypothesis && plain ? await hypotheticalAbstract(hypothesis, plain, signal) : undefined;
  const remarks = [...(library.remarks ?? [])];
  if (made?.problem) remarks.push(`searched without a hypothetical abstract: ${made.problem}`);
  let vector: Float32Array | undefined;
  if (stems.size > 0)
    try {
      const encoded: EncodableText[] = [{ title: withUsualNames(text, named), abstract: "", isQuestion: true }];
      if (made?.abstract) encoded.push({ title: made.abstract, abstract: "" });
      vector = middle(await encoder.encode(encoded), encoder.dimension);
    } catch (error) {
      if (!library.plain || !(error instanceof Fault)) throw error;
      const found = await search(library.plain, written, options);
      return { ...found, remarks: [...found.remarks, `${error.message}: ranked by ${found.encoder} instead`] };
    }
  const nearness = vector?.some((value) => value !== 0) ? cosines(index.vectors, vector) : undefined;
  const unheard = unheardOf(index, plain, stems, spoken);
  // Words alone would rank nothing, and the first papers of any order would be listed.
  if (unheard !== undefined && !nearness?.some((cosine) => cosine > 0)) {
    const filter = condition ? conditionText(condition) : null;
    return { selected: 0, filter, understood, remarks, nothing: unheard, encoder: encoder.name, hits: [] };
  }
  if (unheard !== undefined) remarks.push(`${unheard}: ranked by meaning alone (${encoder.name})`);
  const isRanked = stems.size > 0 || named.length > 0 || options.recent || options.cited;
  const wider = reranker && text ? { ...options, limit: Math.max(limit, reranker.papers) } : options;
  const ordered = ranked(library, { stems, spoken, nearness, named, condition, options: wider, left: new Set() });
  if (!isRanked && ordered.selected > 1) remarks.push("nothing in it ranks papers: the newest are first");
  ordered.remarks.unshift(...remarks);
  const scored = reranker && text ? await reranked(library, ordered, reranker, text, signal) : ordered;
  const found = { ...scored, hits: diverse(index, scored.hits, options) };
  if (understood.length === 0) return found;
  return { ...found, understood, hits: found.hits.map((hit) => ({ ...hit, why: { ...hit.why, understood } })) };
}

/** An encoder knows the names that most papers have. */
function withUsualNames(text: string, named: readonly Name[]): string {
  return [text, ...named.flatMap(({ usual }) => usual ?? [])].join(" ");
}

/** @returns what to say where no paper has any word of the question, undefined where one has or none is asked */
function unheardOf(
  index: LibraryIndex,
  plain: string,
  stems: ReadonlyMap<string, number>,
  spoken: ReadonlyMap<string, string>,
): string | undefined {
  if (!/[\p{L}\p{N}]/u.test(plain)) return undefined;
  for (const stem of stems.keys()) {
    const term = index.termNumber(kinds.word + stem);
    if (term !== undefined && index.having(term).papers.length > 0) return undefined;
  }
  if (stems.size === 0) return "the search has no word that tells papers apart";
  return `no paper holds any of these words: ${[...stems.keys()].map((stem) => spoken.get(stem) ?? stem).join(", ")}`;
}

/** Of vectors of length 1 one of length 1. */
function middle(vectors: Float32Array, dimension: number): Float32Array {
  const sum = vectors.slice(0, dimension);
  for (let at = dimension; at < vectors.length; at++)
    sum[at % dimension] = (sum[at % dimension] as number) + (vectors[at] as number);
  const length = Math.hypot(...sum) || 1;
  return sum.map((value) => value / length);
}
