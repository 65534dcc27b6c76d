import { expect, test } from "vitest";
import { emptyWorkspace } from "../literature/smallCorpus.ts";
import { runHere } from "./runHere.ts";

test.each([
  [["about", "gz2"], 2, "name one of --id, --cluster and --tag"],
  [["about", "gz2", "--id", "a", "--tag", "merger"], 2, "name one of --id, --cluster and --tag"],
  [["about", "gz2", "--id", "a"], undefined, "gz2"],
  [["about", "gz2", "--cluster", "minus"], 2, "minus"],
  [["galaxies", "gz2", "--paper", "1703.00286"], undefined, "gz2"],
  [["objects", "import", "nowhere.csv"], undefined, "no papers yet"],
  [["map"], undefined, "papers"],
])("papers %j is refused in one line that names what is wrong", async (args, code, words) => {
  const workspace = await emptyWorkspace();
  const ended = await runHere("papers", ...args, "--workspace", workspace.path);
  expect(ended.code).toBeGreaterThan(0);
  if (code !== undefined) expect(ended.code).toBe(code);
  expect(ended.stderr).toContain(words);
  expect(ended.stdout).toBe("");
});
