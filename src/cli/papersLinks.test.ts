import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { runHere } from "./runHere.ts";

test.each([
  [["about", "gz2"], 2, "name one of --id, --cluster and --tag"],
  [["about", "gz2", "--id", "a", "--tag", "merger"], 2, "name one of --id, --cluster and --tag"],
  [["about", "gz2", "--id", "a"], undefined, "gz2"],
  [["about", "gz2", "--cluster", "minus"], 2, "minus"],
  [["galaxies", "gz2", "--paper", "1703.00286"], undefined, "gz2"],
  [["objects", "import", "nowhere.csv"], undefined, "nowhere.csv"],
  [["map"], undefined, "papers"],
])("papers %j is refused in one line that names what is wrong", async (args, code, words) => {
  const folder = await mkdtemp(join(tmpdir(), "almagest-links-cli-"));
  const ended = await runHere("papers", ...args, "--workspace", join(folder, "workspace"));
  expect(ended.code).toBeGreaterThan(0);
  if (code !== undefined) expect(ended.code).toBe(code);
  expect(ended.stderr).toContain(words);
  expect(ended.stdout).toBe("");
});
