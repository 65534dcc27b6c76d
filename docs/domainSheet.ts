/** Draws docs/images/domains.png, what the simulators of docs/simulator.md make in two domains: node dist/docs/domainSheet.js */

import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import sharp from "sharp";
import { domainKinds, domainNames, simulateDomain } from "../src/sky/simulateDomain.ts";
import { simulateSurvey } from "../src/sky/simulateSurvey.ts";
import { telescopes } from "../src/sky/telescope.ts";

const [side, columns, gap] = [100, 6, 4];
const folder = await mkdtemp(join(tmpdir(), "almagest-sheet-"));
const rows: string[] = [];
try {
  for (const kind of domainKinds)
    for (const domain of domainNames) {
      rows.push(join(folder, `${kind}-${domain}`));
      await simulateDomain({ kind, domain, count: columns, seed: 42, size: side, folder: rows.at(-1) ?? "" });
    }
  for (const domain of domainNames) {
    rows.push(join(folder, `galaxies-${domain}`));
    const telescope = domain === "source" ? undefined : telescopes.target;
    await simulateSurvey({ count: columns, seed: 1, size: side, telescope, folder: rows.at(-1) ?? "" });
  }
  const pictures = await Promise.all(
    rows.map(async (row, y) => {
      const names = (await readdir(join(row, "images"))).sort();
      return names.map((name, x) => ({
        input: join(row, "images", name),
        left: x * (side + gap),
        top: y * (side + gap),
      }));
    }),
  );
  const size = (count: number) => count * (side + gap) - gap;
  const sheet = sharp({
    create: { width: size(columns), height: size(rows.length), channels: 3, background: "white" },
  }).composite(pictures.flat());
  // From dist/docs and from docs alike: beside package.json.
  const root = fileURLToPath(new URL(import.meta.url.endsWith(".ts") ? ".." : "../..", import.meta.url));
  await sheet.png({ compressionLevel: 9, palette: true }).toFile(join(root, "docs", "images", "domains.png"));
} finally {
  await rm(folder, { recursive: true, force: true });
}
