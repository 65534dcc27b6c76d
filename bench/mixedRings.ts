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
import { curveText } from "../src/explore/anomalies/curvePlot.ts";
import { evaluateSurvey } from "../src/explore/anomalies/evaluateSurvey.ts";
import { embedSurveyWith } from "../src/methods/zoobot/surveyPredictions.ts";
import { randomStream, shuffled } from "../src/random.ts";
import { importCatalogue } from "../src/survey/importCatalogue.ts";
import { openSurvey } from "../src/survey/survey.ts";
import { openWorkspace } from "../src/survey/workspace.ts";
import { result, talk } from "./peer.ts";

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
  const workspace = await openWorkspace(asked.workspace ?? join(folder, "workspace"), { create: true });
  try {
    const mixed = join(folder, "catalog.csv");
    await writeFile(mixed, await mixedCatalogue());
    const name = `mixed-rings-${Date.now().toString(36)}`;
    await importCatalogue(workspace, name, mixed, { label: { column: "ring", merge: {} } });
    const { objects } = await embedSurveyWith(await openSurvey(workspace, name), asked.from, { threads: 2 });
    talk(`${objects} objects, embedded by ${asked.from}`);
    const found = await evaluateSurvey(await openSurvey(workspace, name), "ring = 1", {
      run: asked.from,
      ratings: Number(asked.ratings),
      batch: 10,
      seeds: Number(asked.seeds),
      onProgress: (done, total) => talk(`${done.toFixed(1)} of ${total} seeds`),
    });
    for (const line of curveText(found)) talk(line);
    const rows = found.ways.map(({ way, lists, foundWhileRating }) => ({
      way,
      found: foundWhileRating.mean,
      top50: lists[0]?.withKnown.mean ?? null,
    }));
    const foundBy = (way: string) => rows.find((row) => row.way === way)?.found ?? Number.NaN;
    const [ours, chance] = [foundBy(rows[0]?.way ?? ""), foundBy(rows.at(-1)?.way ?? "")];
    result({ ratio: ours / chance, objects, rings: found.interesting, baseRate: found.baseRate, ways: rows });
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
