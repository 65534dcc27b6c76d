/** What proposals rest on, in words: nothing, ratings too few to tell galaxies apart, or a model. */

import { counted } from "../../counted.ts";
import type { Proposals } from "./propose.ts";

/**
 * "drawn": no ratings yet, at random; "unlike": the ratings tell nothing apart, so those that are least known go first;
 * "learnt": by what is expected of each.
 */
export type Basis = "drawn" | "unlike" | "learnt";

/** A sentence for a person that says what the proposals rest on, and why something is not there. */
export function proposalWords({ basis, learntFrom, proposals }: Pick<Proposals, "basis" | "learntFrom" | "proposals">) {
  const ratings = counted(learntFrom, "rating");
  if (basis === "drawn")
    return "no ratings yet: nothing is expected of any object, no model was fitted, and these are drawn at random";
  if (basis === "unlike") {
    const mean = proposals[0]?.mean?.toFixed(2);
    return (
      `${ratings} ${learntFrom === 1 ? "is" : "are"} too few to tell, or too alike: ${mean ?? "the same"} is expected of every object. ` +
      "These are the least like what is rated; rate some that differ, and it will be said which should interest you most"
    );
  }
  return `learnt from ${ratings}`;
}
