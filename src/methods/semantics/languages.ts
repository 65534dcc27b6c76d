/** Whether an answer is in another language than English: by small words, and by how many words nobody knows. */

/** Words that hold sentences together, none of them an English word or one of astronomers. */
const smallWords = new Set(
  (
    "der das und ist ein eine einer nicht mit sehr keine zwei auf dem den " +
    "le la les des une est avec sans dans deux tres pas du " +
    "el los las una con sin muy dos hay pero del " +
    "il gli uno che molto senza della nel " +
    "um uma com muito sem dois nao " +
    "het een van niet met geen twee zeer"
  ).split(" "),
);

/** @param isKnown whether English papers have the word @param phrases clean: lower case, letters and spaces */
export function isForeign(phrases: readonly string[], isKnown: (word: string) => boolean): boolean {
  const words = phrases.flatMap((phrase) => phrase.split(" "));
  const small = words.filter((word) => smallWords.has(word)).length;
  const long = words.filter((word) => word.length > 3);
  const unknown = long.filter((word) => !isKnown(word)).length;
  return small >= 2 || (small === 1 && unknown > 0) || (long.length >= 3 && unknown === long.length);
}
