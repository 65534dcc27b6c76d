/** Passages of a paper that speak to a language model instead of to a reader: never quoted, never shown to one. */

const patterns = [
  /\b(?:ignore|disregard|forget|override|bypass)\b.{0,40}\b(?:above|previous|prior|preceding|earlier|foregoing|all|any|these|other)\b.{0,40}\b(?:instructions?|prompts?|text|papers?|rules?|messages?|sources?|context|question|quotes?)\b/i,
  /\b(?:ignore|disregard|forget) (?:all of |everything )?(?:the |what )?(?:above|previous|came before|before)\b/i,
  /\b(?:you are|act as|pretend (?:to be|you are)|you must now|from now on you)\b.{0,30}\b(?:assistant|ai|chatbot|language model|gpt|model|system|expert|helpful)\b/i,
  /\b(?:system|developer) (?:prompt|message|instructions?)\b/i,
  /(?:^|[\s>"'([])(?:system|assistant|user|human)\s*:/i,
  /\b(?:ai|llm|language model|assistant|chatbot)s?\b.{0,30}\b(?:must|should|shall|please|are instructed|is instructed)\b/i,
  /\b(?:answer|respond|reply|output|print|say|write|state)\b (?:only |exactly |always |instead |simply |just )?(?:with|that|the (?:word|phrase|sentence|following))\b.{0,80}/i,
  /\b(?:new|updated|important|hidden|secret) instructions?\b/i,
  /<\/?(?:paper|papers|system|instructions?|prompt|data|s)\b[^>]*>|\[\/?INST\]|<\|[^|]{1,20}\|>/i,
  /\b(?:visit|fetch|open|download|click|send .{0,30} to)\b.{0,40}\bhttps?:\/\//i,
  /\bdo not (?:cite|quote|mention|answer|use) (?:any|the|this|other)\b/i,
];
/** A paper's "we print that" has a doer; an order has none. */
const hasDoer =
  /\b(?:we|authors?|models?|data|results?|observations?|they|which|that|to|theory|simulations?|can|could|may|not|and)\s+(?:\w+ly )?$/i;

export function isInstruction(sentence: string): boolean {
  return patterns.some((pattern, i) => {
    const found = pattern.exec(sentence);
    if (!found) return false;
    return i !== 6 || (!hasDoer.test(sentence.slice(0, found.index)) && found.index < 30);
  });
}
