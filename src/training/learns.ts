/** What a run learns, in a few words. */

import type { Task } from "./run.ts";

export function learns(task: Task): string {
  if (task.kind === "votes") return `votes of ${task.tree.name}`;
  return `${task.kind === "labels" ? "label" : "number"} ${task.column}`;
}
