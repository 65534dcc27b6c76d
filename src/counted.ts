/** A number with its noun: "1 class", "2 classes". */

/** @param many where it is not made with an s */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}
