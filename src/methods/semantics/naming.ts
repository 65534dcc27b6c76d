/** What a tag of several words is called: by a word that most of its answers have. */

import type { Term } from "./terms.ts";

/** @param terms of the tag, the most used first @param answers how many have any of them */
export function tagName(terms: readonly Term[], answers: number): string {
  // People name a thing by the word they write by itself: "double", not "two".
  const alone = (term: Term) => term.phrases.find(([phrase]) => phrase === term.form)?.[1] ?? 0;
  // But "hourglass" was written by itself where most answers said lobe.
  const common = terms.filter((term) => 2 * term.answers.length >= answers);
  const [lead] = [...(common.length > 0 ? common : terms.slice(0, 1))].sort(
    (a, b) => alone(b) - alone(a) || b.answers.length - a.answers.length,
  );
  if (!lead) return "";
  // A pair is most of its own word's answers, not of all where other words stand beside: "edge brightened" held asymmetric brightness.
  return (terms.length === 1 ? lead.pair : null) ?? lead.form;
}
