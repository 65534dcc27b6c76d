/** What experts are asked of radio galaxies: Fanaroff & Riley's class, and whether the arms are bent. */

import type { DecisionTree } from "../decisionTree.ts";

export const radioGalaxies: DecisionTree = {
  name: "radio",
  questions: [
    { name: "fanaroff-riley", answers: ["fri", "frii", "hybrid", "compact"], askedAfter: [] },
    {
      name: "bent",
      answers: ["yes", "no"],
      askedAfter: ["fanaroff-riley_fri", "fanaroff-riley_frii", "fanaroff-riley_hybrid"],
    },
  ],
};
