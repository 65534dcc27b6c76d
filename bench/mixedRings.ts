/**
 * Rings hidden among other galaxies, and a simulated person who wants them: of ../shared/data the DECaLS rings (`--rings`, 40 of
 * them) among DECaLS galaxies without rings and Galaxy Zoo 2's, so that the telescope alone gives none of them away. How many are
 * found in `--ratings` (200), by ours, two forests and chance; `--from` names the encoder (shipped), `--seeds` how often (3).
 */

import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { parseArgs } from "node:util";
import { exists } from "../src/exists.ts";
import { randomStream, shuffled } from "../src/random.ts";
import { interestFound } from "./interestFound.ts";
import { result } from "./peer.ts";

const { values: asked } = parseArgs({
  options: {
    from: { type: "string", default: "shipped" },
    workspace: { type: "string" },
    rings: { type: "string", default: "40" },
    ratings: { type: "string", default: "200" },
    seeds: { type: "string", default: "3" },
    json: { type: "boolean" },
  },
});
const data = new URL("../../../shared/data/", import.meta.url).pathname;
const catalogues = ["decals-rings", "galaxy-zoo-2"].map((set) => join(data, set, "catalog.csv"));

const missing = (await Promise.all(catalogues.map(exists))).indexOf(false);
if (missing < 0) await measured();
else result({ ratio: null, skipped: `${catalogues[missing]} does not exist` });

async function measured(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "almagest-mixed-rings-"));
  try {
    const mixed = join(folder, "catalog.csv");
    await writeFile(mixed, await mixedCatalogue());
    const { ratio, ways, ...found } = await interestFound(mixed, "ring", "1", {
      from: asked.from,
      workspace: asked.workspace ?? join(folder, "workspace"),
      ratings: Number(asked.ratings),
      seeds: Number(asked.seeds),
    });
    const { interesting: rings, ...rest } = found;
    result({ ratio, ...rest, rings, ways });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Columns id_str, file_loc (absolute) and ring. */
async function mixedCatalogue(): Promise<string> {
  const [rings, galaxies] = await Promise.all(catalogues.map(rowsOf));
  const isRing = ({ ring }: Record<string, string>) => ring === "1";
  const all = rings?.filter(isRing) ?? [];
  const order = [...shuffled(all.length, randomStream(1, "rings"))].slice(0, Number(asked.rings));
  const hidden = order.map((place) => all[place] as Record<string, string>);
  const others = [...(rings ?? []).filter((row) => !isRing(row)), ...(galaxies ?? [])];
  const lines = [...hidden, ...others].map((row, i) => `${row.id_str},${row.file_loc},${i < hidden.length ? 1 : 0}`);
  return ["id_str,file_loc,ring", ...lines, ""].join("\n");
}

/** Of these two catalogues, which quote nothing that is used here. */
async function rowsOf(path: string): Promise<Record<string, string>[]> {
  const [header = "", ...lines] = (await readFile(path, "utf8")).trim().split(/\r?\n/);
  const columns = header.split(",");
  return lines.map((line) => {
    const row = Object.fromEntries(line.split(",").map((value, i) => [columns[i] ?? "", value]));
    return { ...row, file_loc: join(dirname(path), row.file_loc ?? "") };
  });
}
