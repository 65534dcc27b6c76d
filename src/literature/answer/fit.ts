/** How well a sentence fits a question: by its own words and meaning, by the paper it stands in, by what kind of sentence it is. */

import { asksHowMuch, asksWhy, type QuestionType } from "./questionType.ts";

export interface ToFit {
  text: string;
  /** Of the question's telling words, what it has itself; what its paper's title has besides; what the abstract has besides. */
  coverage: number;
  inTitle: number;
  inAbstract: number;
  /** To the question. */
  cosine: number;
  /** Of its paper among those found, from 0. */
  rank: number;
  /** False where the question names objects and its paper none of them. */
  namesObject: boolean;
  /** Whether it gives the value that is asked for; whether it has one in that unit at all. */
  givesValue: boolean;
  hasValue: boolean;
}

/**
 * What a paper is about, its sentences need not say again. Weights of the paper compared on 179 questions whose papers are known
 * (every second of them alone puts the weights in the same order): a quoted paper is the one sought twice as often as without them.
 */
const weights = { coverage: 0.5, inTitle: 0.25, inAbstract: 0.1, cosine: 0.5, rank: 0.2 };
/** Papers down the list to where its rank is worth half. */
const halfRank = 5;

/** What a value that is asked for adds, and how much less one of another object's is worth. */
const valued = { given: 0.25, inTitle: 0.25, mentioned: 0.05 };
const ofAnother = 0.5;

/** @returns the better, the higher */
export function fitFor(question: string, type: QuestionType): (sentence: ToFit) => number {
  const cues = cuesFor(question, type);
  return ({ text, coverage, inTitle, inAbstract, cosine, rank, namesObject, givesValue, hasValue }) =>
    weights.coverage * coverage +
    // "We obtain a mass of 4.9 x 10^9 Msun": of what, its title says.
    (weights.inTitle + (givesValue ? valued.inTitle : 0)) * inTitle +
    weights.inAbstract * inAbstract +
    weights.cosine * cosine +
    weights.rank / (1 + rank / halfRank) +
    (givesValue ? valued.given : hasValue ? valued.mentioned : 0) -
    (namesObject ? 0 : ofAnother) +
    cues(text);
}

const results =
  /\b(?:finds?|found|shows?|shown|demonstrates?|conclud\w+|measured?|detect\w*|suggests?|impl(?:y|ies)|indicates?|confirms?|reveals?|results?|consistent|explains?|favou?rs?|rules? out)\b/i;
const scope =
  /\b(?:in this (?:paper|work|letter|article|study|contribution|review|chapter|talk)|we (?:present|describe|review|discuss|report on|outline|aim|investigate|study|explore)|the (?:aim|goal|purpose) of)\b/i;
const definitions =
  /\b(?:is an?|are (?:a|the)|defined as|known as|refers? to|called|consists? of|characteri[sz]ed by)\b/i;
const methods =
  /\b(?:using|method|technique|approach|algorithm|by (?:fitting|measuring|comparing|combining)|based on|allows?|can be (?:used|measured|determined))\b/i;
const causes =
  /\b(?:due to|because of|caused by|produced by|driven by|powered by|triggered by|originat\w+ (?:from|in)|arises? from|result(?:s|ing)? (?:from|in)|leads? to|explained (?:by|as)|we propose that|responsible for|attributed to|gives? rise to)\b/i;
/** What it speaks of stands in the sentence before, which is not quoted. */
const leansBack =
  /^(?:th(?:is|ese|ose|ey)|such|it|its|their|both|the (?:latter|former)|also|thus|therefore|hence|moreover|furthermore|however|in (?:addition|contrast))\b(?! (?:paper|work|letter|article|study|review)\b)/i;

/** "Blazars (BL Lacs and FSRQs) are": the asked term is what is told of. */
function definitionOf(question: string): RegExp | undefined {
  const [, term] = /^(?:what (?:is|are)|define) (?:an? |the )?(.{3,50}?)\s*\??$/i.exec(question.trim()) ?? [];
  if (term === undefined) return undefined;
  const plain = term.replace(/[.*+?^${}()|[\]\\]/g, "\\$&").replace(/s$/, "");
  return new RegExp(
    String.raw`(?:^|[,.;] |\b(?:the|an?|so-called) )"?${plain}(?:s|es)?"?(?:\s*\([^)]{1,60}\))?,? (?:is|are|refers?|denotes?|describes?|consists?|occurs?|arises?)\b|(?:called|termed|known as|referred to as) (?:the |an? )?['"‘“]*${plain}(?:s|es)?['"’”]*(?=[.,;)]|$| (?:and|or|in|by)\\b)`,
    "i",
  );
}

/** Small: they part sentences that fit as well as each other. */
function cuesFor(question: string, type: QuestionType): (sentence: string) => number {
  const wantsNumber = asksHowMuch(question);
  const wantsCause = asksWhy(question);
  const defined = type === "definition" ? definitionOf(question) : undefined;
  return (sentence) =>
    (results.test(sentence) ? 0.04 : 0) -
    (scope.test(sentence) ? 0.08 : 0) -
    (leansBack.test(sentence) ? 0.08 : 0) -
    (/\?$/.test(sentence) ? 0.25 : 0) +
    (wantsNumber && /\d/.test(sentence) ? 0.06 : 0) +
    (defined?.test(sentence) ? 0.25 : type === "definition" && definitions.test(sentence) ? 0.05 : 0) +
    (wantsCause && causes.test(sentence) ? 0.1 : 0) +
    (type === "method" && methods.test(sentence) ? 0.04 : 0);
}
