/** The reproductions that a workspace keeps: what each says of its paper's claims, and its page. */

import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { Fault } from "../fault.ts";
import { textIfThere } from "../textIfThere.ts";
import type { Reproduction, Verdict } from "./claims.ts";

export interface KeptReproduction {
  /** Of its folder: "sidda-small". */
  name: string;
  /** Null until it has come to its end. */
  result: (Pick<Reproduction, "title" | "paper" | "scale" | "seeds"> & { verdicts: Record<Verdict, number> }) | null;
}

export async function keptReproductions(workspacePath: string): Promise<KeptReproduction[]> {
  const folder = join(workspacePath, "reproductions");
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return [];
    throw error;
  });
  const names = entries.flatMap((entry) => (entry.isDirectory() ? [entry.name] : [])).sort();
  return Promise.all(
    names.map(async (name) => {
      const text = await textIfThere(join(folder, name, "claims.json"));
      return { name, result: text === undefined ? null : resultOf(JSON.parse(text)) };
    }),
  );
}

function resultOf({ title, paper, scale, seeds, claims }: Reproduction): KeptReproduction["result"] {
  const count = (verdict: Verdict) => claims.filter((claim) => claim.verdict === verdict).length;
  const verdicts = { holds: count("holds"), "does not": count("does not"), "cannot tell": count("cannot tell") };
  return { title, paper, scale, seeds, verdicts };
}

/** @throws Fault "no-reproduction" where there is none of that name, or it has not come to its end */
export async function reproductionPage(workspacePath: string, name: string): Promise<string> {
  const isKnown = (await keptReproductions(workspacePath)).some((each) => each.name === name && each.result !== null);
  if (!isKnown)
    throw new Fault("no-reproduction", `there are no results of a reproduction "${name}" in this workspace`);
  return readFile(join(workspacePath, "reproductions", name, "page.html"), "utf8");
}
