/** The commands that compute and merge shards by hand, as a shell reads them: for scripts and for messages. */

import { shellWord } from "../../shellWord.ts";
import type { Workspace } from "../workspace.ts";
import type { ShardPlan } from "./plan.ts";

/** `almagest embed gz2 --run ... --shard 2/4 --workspace ...` */
export function shardCommand(
  { command, shards }: Pick<ShardPlan, "command" | "shards">,
  { path }: Pick<Workspace, "path">,
  shard: number,
): string {
  return ["almagest", ...command, "--shard", `${shard}/${shards}`, "--workspace", path].map(shellWord).join(" ");
}

/** `almagest embed gz2 --run ... --merge --workspace ...` */
export function mergeCommand({ command }: Pick<ShardPlan, "command">, { path }: Pick<Workspace, "path">): string {
  return ["almagest", ...command, "--merge", "--workspace", path].map(shellWord).join(" ");
}
