/** A table written as one line of words, each with what it stands for behind it: "alpha α beta β". */

export function pairs(list: string): Record<string, string> {
  const words = list.split(" ");
  return Object.fromEntries(words.flatMap((word, i) => (i % 2 === 0 ? [[word, words[i + 1] as string]] : [])));
}
