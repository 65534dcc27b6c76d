/** A taxonomy as a person looks at it: every tag with its words, each word with what people wrote. */

import { neededAnswers } from "./needed.ts";
import { answersOfSubjects, type Taxonomy, tagSetOf } from "./storedTaxonomy.ts";
import type { TagSet } from "./taxonomy.ts";

export interface ShownWord {
  word: string;
  form: string;
  answers: number;
  people: number;
  phrases: [phrase: string, answers: number][];
}

export interface ShownTaxonomy {
  name: string;
  derivedAt: string;
  answers: number;
  subjects: number;
  people: number;
  /** Changes of all kinds until now, those taken back too: what a change must name, so that none is overwritten unseen. */
  acts: number;
  changes: number;
  confirmed: TagSet["confirmed"];
  last: { by: string; at: string } | null;
  tags: {
    id: string;
    name: string;
    answers: number;
    subjects: number;
    /** What a subject needs to have the tag: "1 answer", or a share with what it is of the usual number. */
    needs: string;
    words: ShownWord[];
  }[];
  /** Words of no tag, the most used first. */
  others: ShownWord[];
}

export function shownTaxonomy(taxonomy: Taxonomy): ShownTaxonomy {
  const { name, derivedAt, subjects, subjectOf, people, terms, acts } = taxonomy;
  const { tags, confirmed, changes } = tagSetOf(taxonomy);
  const byLemma = new Map(terms.map((term) => [term.lemma, term]));
  const shown = (word: string): ShownWord[] => {
    const term = byLemma.get(word);
    if (!term) return [];
    return [
      { word, form: term.form, answers: term.answers.length, people: term.people, phrases: term.phrases.slice(0, 6) },
    ];
  };
  const answersOf = answersOfSubjects(taxonomy);
  const taken = new Set(tags.flatMap((tag) => tag.words));
  const last = acts.at(-1);
  return {
    name,
    derivedAt,
    answers: subjectOf.length,
    subjects: subjects.length,
    people,
    acts: acts.length,
    changes,
    confirmed,
    last: last ? { by: last.by, at: last.at } : null,
    tags: tags.map((tag) => {
      const uses = new Set(tag.words.flatMap((word) => byLemma.get(word)?.answers ?? []));
      return {
        id: tag.id,
        name: tag.name,
        answers: uses.size,
        subjects: new Set([...uses].map((i) => subjectOf[i])).size,
        needs: neededAnswers(tag.cut, answersOf),
        words: tag.words.flatMap(shown).sort((a, b) => b.answers - a.answers),
      };
    }),
    others: terms.flatMap(({ lemma }) => (taken.has(lemma) ? [] : shown(lemma))),
  };
}
