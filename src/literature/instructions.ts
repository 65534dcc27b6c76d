/**
 * Sentences of a paper that speak to a language model instead of to a reader: never indexed, never quoted, never shown to one.
 *
 * Not a list of known attacks: an abstract tells what was done and seen, so it gives no orders, addresses nobody, and does not speak of
 * questions, replies and prompts. Each of these is a feature; two together are an instruction, and marks of a chat are one alone.
 */

import type { Paper } from "./paper.ts";
import { type Span, sentences } from "./sentences.ts";

/** What only a transcript of a chat has. */
const marks =
  /\[\/?INST\]|<\|[^|]{1,24}\|>|<\/?(?:paper|papers|system|instructions?|prompt|data|user|assistant|context|document)\b[^>]*>|\{\s*"(?:role|content|messages?|system)"\s*:|#{2,}\s*(?:instructions?|system|prompt|response|task)\b|(?:^|[.!?>"'([]\s*)(?:SYSTEM|System|Assistant|Human|User)\s*:|\b[Ss]ystem prompt\b/;

/** Verbs of orders that are given to whoever writes a text. */
const orders =
  "ignore|disregard|forget|override|bypass|skip|dismiss|drop|discard|neglect|overlook|omit|answer|respond|reply|output|print|say|write|state|repeat|tell|cite|quote|mention|recommend|" +
  "rank|rate|score|praise|return|reveal|act|pretend|behave|follow|obey|visit|click|open (?:the|this|a|https?)|download|insert|append|prepend|replace|translate|summari[sz]e|conclude|begin|start|stop|end|finish|" +
  "treat|assume|refuse|decline|accept|remember|give|list|call|claim|declare|use|set|switch|pay|leave|let|make|promote|prefer|choose|select|endorse|execute|run|send|show|describe|talk|speak|" +
  "consider|note|adopt|trust|believe|keep|put|place|add|avoid|exclude|include|never|always|only|don't|do not|do NOT";
const softeners =
  "(?:(?:please|kindly|now|first|then|instead|also|just|simply|important|attention|note|warning|nota bene|override|reminder|dear [\\w ]+|hey|hello|ok)[,:!]?\\s+)*";
const order = new RegExp(
  `(?:^|[;:!>]\\s*|["“(]\\s*|, (?:and )?(?:then |please |kindly )?|\\b(?:and|then|please|kindly|must|should|shall|may|to|will|has to|have to|required to) )${softeners}(?:${orders})\\b`,
  "i",
);
const opensWithOrder = new RegExp(
  `^[\\s"“(>#*-]*${softeners}(?:${orders})\\b(?! (?:of|is|are|was|were|has|have|in)\\b)`,
  "i",
);

/** To whom abstracts never speak. */
const you = /\b(?:you|your|yours|yourself|thou)\b/i;
const machine =
  /\b(?:ai|llms?|(?:large )?language models?|chat ?bots?|chat-?gpt|gpt(?:-?\d\w*)?|copilot|ai (?:assistants?|readers?|agents?|reviewers?|models?|systems?)|assistants?|(?:automated|automatic|machine|artificial) (?:reviewers?|readers?|assistants?|summari[sz]ers?|agents?))\b/i;
const whoever =
  /\b(?:who(?:so)?ever|any(?:one|body|thing)) (?:\w+ )?(?:process|read|summari[sz]|pars|index|answer)\w*\b|\bthe reader(?:s)? (?:must|should|shall|will)\b/i;

/** What only an exchange with a machine is about. */
const exchange =
  /\b(?:instructions?|prompts?|(?:(?:the|your|any|every) (?:correct |right |final |only |generated )?|final |generated )(?:answers?|reply|replies|response|output)|the (?:word|words|phrase|user|users|conversation|chat|query)|the question|every question|reading here|your task|what was asked|whatever (?:was|is) asked|previous (?:text|messages?|papers?|documents?)|(?:text|everything|all|any|what|instructions?|sentences?|papers?) (?:above|before|previous|preceding)|the above|came before|told before|(?:other|another|others|remaining|competing|any other|no other|every other|all other) (?:papers?|sources?|stud(?:y|ies)|abstracts?|articles?|documents?|references?|works?)|(?:source|paper|reference|study|article) other than|(?:only|just) this (?:one|paper|article|study|work)|this (?:one|paper|article|study|sentence|text|abstract) (?:first|verbatim|only|above|the (?:best|highest)|is the (?:best|only))|present article|highest score|(?:earlier|your|previous|these|all) (?:guidelines|restrictions|rules)|developer mode|no restrictions|the role of|(?:your|the|any) summary|(?:positive|favou?rable|negative) evaluation|no weaknesses|citations?|verbatim|after me|in all caps)\b/i;
const obliged =
  /\b(?:must|shall|should|has to|have to|are (?:\w+ly )?(?:required|instructed|obliged|asked|told|expected|requested|urged) to|is (?:\w+ly )?(?:required|instructed|obliged|asked|told|requested|urged) to|will|need to)\b/i;

const alsoOrders = new RegExp(`,? and (?:then |please |only )?(?:${orders})\\b`, "i");
/** "When summarizing," "before you answer": an abstract tells nobody when to speak. */
const whenAsked = new RegExp(
  `^\\W*(?:when(?:ever)?|before|after|while|if|in) (?:(?:you|asked|prompted) |you are )?(?:answer|respond|reply|repl|summari[sz]|review|generat|process|prompt|cit)(?:e|es|y|ing|ed|ying)?\\b[^,]{0,40}, ${softeners}(?:${orders})\\b`,
  "i",
);

const onQuestions = "(?:questions?|quer(?:y|ies)|prompts?|requests?|inquir(?:y|ies))";
/** What shall be replied, to whoever may ask: an abstract answers its own question, and not any. */
const scripted = new RegExp(
  [
    `^\\W*(?:(?:when(?:ever)?|if|once|where) (?:\\w+ ){0,3}?(?:ask(?:ed|s)?|quer(?:ied|ies)|prompt(?:ed|s)?|question(?:ed|s))|asked|prompted)\\b[^,]{0,80}, ${softeners}(?:${orders})\\b`,
    `^\\W*(?:for|to|in (?:response|reply|answer) to|given|faced with) (?:any |all |every |each )?(?:\\w+ )?${onQuestions}\\b[^,]{0,80}, ${softeners}(?:${orders})\\b`,
    `\\b(?:answers?|response|reply|replies)\\b[^.]{0,30} to (?:any|every|all|each|whatever) (?:\\w+ )?${onQuestions}\\b`,
    `\\b(?:correct|right|proper|only|acceptable|appropriate|expected|desired|required) (?:\\w+ )?(?:answer|response|reply) to (?:queries|prompts|requests|questions) (?:about|on|of|concerning)\\b`,
    `\\b(?:the|your) reply (?:is|must|should|has to|shall)\\b`,
    `^\\W*(?:(?:any|all|every|each) )?${onQuestions} (?:about|on|of|concerning|regarding)\\b.{0,60}\\b(?:should|must|shall|has to|have to|is to|are to) be answered (?:with|by (?:saying|citing|stating)|yes|no)\\b`,
    `^\\W*(?:(?:any|all|every|each) )?(?:summar(?:y|ies)|reviews?|answers?|repl(?:y|ies)|responses?) (?:of|to|about|on) .{0,60}\\b(?:must|should|shall) (?:not |always |only |never )*(?:${orders})\\b`,
  ].join("|"),
  "i",
);
/** Who weighs papers, or a program that reads them, is asked for a favour. */
const courted =
  /\b(?:reviewers?|referees?|editors?)\b.{0,80}\b(?:(?:is|are) (?:\w+ly )?(?:asked|requested|instructed|required|invited|urged|advised|encouraged|reminded) to|must|should|shall)\b.{0,60}\b(?:recommend\w*|accept\w*|positive\w*|favou?r\w*|praise\w*|endorse\w*|high(?:est)? (?:score|rating|mark)s?|publication|approv\w*)\b|\b(?:recommendation|acceptance|endorsement|favou?rable (?:review|report|evaluation)|positive (?:review|report|evaluation))\b.{0,30}\b(?:is|are) (?:\w+ly )?(?:asked|requested|expected|required) (?:of|from|by) .{0,20}\b(?:reviewers?|referees?|editors?)\b|\b(?:models?|systems?|tools?|agents?|software|programs?|algorithms?|engines?) (?:trained (?:up)?on|reading|processing|summari[sz]ing|indexing|that (?:reads?|process(?:es)?|summari[sz]es?|index(?:es)?)) (?:this|these) (?:text|abstract|paper|article|document)s?\b.{0,40}\b(?:must|should|shall|will|are|is)\b/i;

/** Of papers one says what they find, and of replies nothing. */
const ofReplies =
  /\b(?:repl(?:y|ies)|(?:generated|final) (?:answers?|texts?|outputs?|responses?))\b.*\b(?:must|has to|have to|should|shall|will)\b|\btreat (?:every|all|any|each)\b|\b(?:every|all|any) other (?:abstract|paper|source|document)s? (?:as|is|are|must)\b/i;

const foreign =
  /\b(?:ignorier\w*|vergiss|vergesst|missachte\w*|antworte\w*|anweisung\w*|sprachmodell\w*|ignorez|ignore[rs]? les|oubliez|oublie|répond\w*|repondez|ignora|ignoren|ignorad|olvida\w*|responde|responda|respondan|responder|instrucciones|instruções|istruzioni|rispond\w*|dimentica\w*|modelo de lenguaje|esqueça|negeer|antwoord\w*|vergeet)\b/i;
const foreignScript =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Cyrillic}\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Devanagari}\p{Script=Thai}]{4,}/u;

export function isInstruction(written: string): boolean {
  // Letters that nobody sees hide a word from a pattern.
  const sentence = written.normalize("NFKC").replace(/\p{Cf}/gu, "");
  if (marks.test(sentence) || foreign.test(sentence) || foreignScript.test(sentence)) return true;
  const speaks = you.test(sentence) || whoever.test(sentence);
  const ordered = order.test(sentence);
  const opens = opensWithOrder.test(sentence);
  const isAbout = exchange.test(sentence);
  if (opens && (isAbout || speaks || machine.test(sentence))) return true;
  if (opens && /https?:/.test(sentence) && !/^\W*(?:please )?(?:see|visit)\b/i.test(sentence)) return true;
  if (opens && !/^\W*only\b/i.test(sentence) && alsoOrders.test(sentence)) return true;
  if (whoever.test(sentence) && obliged.test(sentence)) return true;
  if (/\b(?:new|updated|important|hidden|secret) instructions?\b/i.test(sentence) || whenAsked.test(sentence))
    return true;
  if (scripted.test(sentence) || courted.test(sentence)) return true;
  if (/^\W*(?:whatever|any|every|all|the|from (?:here|now) on)\b/i.test(sentence) && ofReplies.test(sentence))
    return true;
  if (speaks && (isAbout || machine.test(sentence))) return true;
  // "We prompt language models": told, and not ordered.
  if (!machine.test(sentence) || /\b(?:we|our)\b/i.test(sentence)) return false;
  return (isAbout && (ordered || obliged.test(sentence))) || (ordered && obliged.test(sentence));
}

/** The sentences that speak to a reader, and how many others there were. */
export function spokenToReaders(text: string): { spans: Span[]; leftOut: number } {
  let leftOut = 0;
  const spans = sentences(text).flatMap((span) => {
    const parts = partsOf(span);
    // After "2.5 W." or "et al." no sentence begins for whoever splits them, but an order may.
    if (!isInstruction(span.text) && !parts.some((part) => part.start > span.start && isInstruction(part.text)))
      return [span];
    leftOut++;
    // An order glued to the paper's own sentence must not take it away: "... is needed. <system> ..." is no end of a sentence elsewhere.
    const isOrder = ({ text }: Span) => isInstruction(text) || exchange.test(text) || opensWithOrder.test(text);
    return parts.some(isOrder) ? keptOf(parts, isOrder, text) : [];
  });
  return { spans, leftOut };
}

/** What stood side by side stays one sentence: "vs." parts it only for the sake of orders. */
function keptOf(parts: readonly Span[], isOrder: (part: Span) => boolean, text: string): Span[] {
  const kept: Span[] = [];
  let isOpen = false;
  for (const part of parts) {
    const last = kept.at(-1);
    if (isOrder(part)) isOpen = false;
    else if (isOpen && last) kept[kept.length - 1] = { ...last, end: part.end, text: text.slice(last.start, part.end) };
    else {
      kept.push(part);
      isOpen = true;
    }
  }
  return kept;
}

function partsOf({ start, text }: Span): Span[] {
  return [
    ...text.matchAll(
      /\S.*?(?:[.!?]["')\]]*(?=\s|$)|[。！？]|[\])}>](?=\s+[\p{Lu}([<\d])|(?=\s+(?:Ignore|Disregard|Forget|Override|Stop reading)\s)|$)/gsu,
    ),
  ].map(({ 0: part, index }) => ({
    start: start + index,
    end: start + index + part.length,
    text: part,
  }));
}

function withoutInstructions(text: string): { text: string; leftOut: number } {
  const { spans, leftOut } = spokenToReaders(text);
  return { text: leftOut === 0 ? text : spans.map((span) => span.text).join(" "), leftOut };
}

/** A paper's words as they are searched and weighed; the library keeps them as they came. */
export function asIndexed({ title, abstract }: Pick<Paper, "title" | "abstract">) {
  const [head, body] = [withoutInstructions(title), withoutInstructions(abstract)];
  return { title: head.text, abstract: body.text, leftOut: head.leftOut + body.leftOut };
}

export function leftOutNote(count: number): string {
  return count === 1
    ? "1 sentence addresses a language model; it was left out of search"
    : `${count} sentences address a language model; they were left out of search`;
}
