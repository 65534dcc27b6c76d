/** What a run learns, in a few words. */

import type { Task } from "./run.ts";

/** @param method by which, where it is told from other runs' of the same task */
export function learns(task: Task, method?: string): string {
  const how = method === undefined || method === "zoobot" ? "" : `, ${method}`;
  if (task.kind === "votes") return `votes of ${task.tree.name}${how}`;
  return `${task.kind === "labels" ? "label" : "number"} ${task.column}${how}`;
}
