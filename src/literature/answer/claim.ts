/** What a question that yes or no would answer claims. */

const yesOrNo = /^(?:is|are|was|were|do|does|did|can|could|has|have|will|would|should)\s+/i;

/** @returns the claim of a question that yes or no would answer; undefined of any other */
export function claimOf(question: string): string | undefined {
  const plain = question.trim().replace(/\s*\?+$/, "");
  if (!yesOrNo.test(plain) || /\bor\b/.test(plain)) return undefined;
  // Only "do" leaves a sentence behind; the rest would have to be moved, which wants a grammar.
  return /^(?:do|does|did)\s/i.test(plain) ? plain.replace(yesOrNo, "") : `yes to "${plain}?"`;
}
