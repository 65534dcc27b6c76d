/** The decision tree that a person names: built in, or a file of theirs. */

import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { Fault, fileFault } from "../fault.ts";
import { type DecisionTree, parseDecisionTree } from "./decisionTree.ts";
import { builtInTrees } from "./trees/builtIn.ts";

/** @throws Fault "unknown-tree" that lists the known ones */
export async function findTree(nameOrFile: string): Promise<DecisionTree> {
  const builtIn = Object.values(builtInTrees).find(({ name }) => name === nameOrFile);
  if (builtIn) return builtIn;
  if (!/\.(json|ya?ml)$/i.test(nameOrFile))
    throw new Fault(
      "unknown-tree",
      `no decision tree is called "${nameOrFile}": known are ${Object.keys(builtInTrees).join(", ")}; ` +
        "a tree of your own is a .json or .yaml file",
    );
  try {
    return parseDecisionTree(await readFile(nameOrFile, "utf8"), basename(nameOrFile));
  } catch (error) {
    throw fileFault(error, "read the decision tree", nameOrFile);
  }
}
