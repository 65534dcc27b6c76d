/** A command that can be pasted: with the workspace, where a terminal would not find it by itself. */

import { useQuery } from "@tanstack/react-query";
import { shellWord } from "../../../src/shellWord.ts";
import { api } from "../api.ts";

/** @param line what follows "almagest" */
export function Command({ line }: { line: string }) {
  const status = useQuery({ queryKey: ["status"], queryFn: api.status, staleTime: Number.POSITIVE_INFINITY });
  const { workspace, isDefaultWorkspace = true } = status.data ?? {};
  const where = workspace === undefined || isDefaultWorkspace ? "" : ` --workspace ${shellWord(workspace)}`;
  return <code>{`almagest ${line}${where}`}</code>;
}
