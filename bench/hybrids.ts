/**
 * Hybrid radio galaxies (FR I on one side, FR II on the other) among MiraBest's others, and a simulated person who wants them: how
 * many are found in `--ratings` (200), by ours, two forests and chance; `--from` names the encoder (shipped; of a run in `--workspace`),
 * `--seeds` how often (3).
 */

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { exists } from "../src/exists.ts";
import { interestFound } from "./interestFound.ts";
import { result } from "./peer.ts";

const { values: asked } = parseArgs({
  options: {
    from: { type: "string", default: "shipped" },
    workspace: { type: "string" },
    ratings: { type: "string", default: "200" },
    seeds: { type: "string", default: "3" },
    json: { type: "boolean" },
  },
});
const catalogue = new URL("../../../shared/data/mirabest-radio/catalog.csv", import.meta.url).pathname;

if (!(await exists(catalogue))) result({ ratio: null, skipped: `${catalogue} does not exist` });
else {
  const folder = await mkdtemp(join(tmpdir(), "almagest-hybrids-"));
  try {
    const found = await interestFound(catalogue, "fr_class", "hybrid", {
      from: asked.from,
      workspace: asked.workspace ?? join(folder, "workspace"),
      ratings: Number(asked.ratings),
      seeds: Number(asked.seeds),
    });
    result(found);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
