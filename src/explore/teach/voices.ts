/** What several people say of one object: the side that most are on, and who disagrees where there is none. Pure: the page uses it too. */

import { counted } from "../../counted.ts";

export interface Voice {
  by: string;
  value: string;
}

/** What most say; null where nothing has more voices than all others, and where there are none. */
export function majority(voices: readonly Voice[]): string | null {
  const counts = new Map<string, number>();
  for (const { value } of voices) counts.set(value, (counts.get(value) ?? 0) + 1);
  const [[first, most] = [null, 0], [, second] = [null, 0]] = [...counts].sort((a, b) => b[1] - a[1]);
  return most > second ? first : null;
}

/** "Ada no, Ben yes". */
export function voicesText(voices: readonly Voice[]): string {
  const shown = [...voices].sort((a, b) => (a.by < b.by ? -1 : 1)).map(({ by, value }) => `${by} ${value}`);
  const most = 4;
  return shown.length > most
    ? `${shown.slice(0, most).join(", ")} and ${counted(shown.length - most, "other")}`
    : shown.join(", ");
}

/**
 * "4 galaxies left out: people disagree (Ada no, Ben yes)".
 * @param disputed what is said of each object without a majority, one or more
 */
export function disputedText(disputed: ReadonlyMap<string, readonly Voice[]>): string {
  const [id, voices = []] = [...disputed][0] ?? [];
  const [own, ...others] = [...new Set([...disputed.values()].map(voicesText))];
  const who = others.length === 0 ? own : `of ${id}: ${voicesText(voices)}`;
  return `${counted(disputed.size, "galaxy", "galaxies")} left out: people disagree (${who})`;
}
