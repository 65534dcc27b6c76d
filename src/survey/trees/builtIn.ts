/** The decision trees that need no file. */

import type { DecisionTree } from "../decisionTree.ts";
import { galaxyZoo2 } from "./galaxyZoo2.ts";
import { galaxyZooDecals } from "./galaxyZooDecals.ts";
import { radioGalaxies } from "./radioGalaxies.ts";

/** By the name that `--votes` takes. */
export const builtInTrees: Record<string, DecisionTree> = {
  [galaxyZoo2.name]: galaxyZoo2,
  [galaxyZooDecals.name]: galaxyZooDecals,
  [radioGalaxies.name]: radioGalaxies,
};
