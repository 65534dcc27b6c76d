/** How many people must name a tag before a subject has it, in words: the same in the terminal and on the page. */

/**
 * @param cut least share of a subject's answers that counts as having the tag
 * @param answersOf answers of each subject
 */
export function neededAnswers(cut: number, answersOf: ArrayLike<number>): string {
  const sorted = Array.from(answersOf).sort((a, b) => a - b);
  const usual = sorted[sorted.length >> 1] ?? 0;
  const needed = Math.max(1, Math.ceil(cut * usual - 1e-9));
  return isAnyOne(cut) ? "1 answer" : `${Math.round(100 * cut)} % (${needed} of ${usual})`;
}

/** Whether one answer is enough, however many there are. */
export function isAnyOne(cut: number): boolean {
  return cut < 1e-9;
}
