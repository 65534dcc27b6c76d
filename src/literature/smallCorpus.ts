/** For tests: a few papers, made up, and a workspace that holds them; the encoder knows their words by letters they share. */

import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { atEndOfFile } from "../endOfFile.ts";
import { openWorkspace, type Workspace } from "../survey/workspace.ts";
import { temporaryFolder } from "../temporaryFolder.ts";
import type { TextEncoder } from "./encoder/textEncoder.ts";
import { importPapers, type PaperImport } from "./importPapers.ts";
import { buildIndex } from "./index/buildIndex.ts";
import { openIndex } from "./index/libraryIndex.ts";
import { needLibrary, papersById, withLibraryLock } from "./libraryTable.ts";
import { readArxiv } from "./readers/arxiv.ts";
import type { Library } from "./search.ts";
import { stemsOf } from "./words.ts";

export const smallCorpus = [
  {
    id: "1001.0001",
    title: "The Hubble constant from Cepheids",
    abstract: "We measure the expansion of the universe. The distance ladder uses Cepheids in SN Ia hosts.",
    authors: ["Riess, A. G.", "Macri, L."],
    year: 2010,
    categories: ["astro-ph.CO"],
    doi: "10.1000/one",
  },
  {
    id: "1102.0002",
    title: "Spiral arms as density waves",
    abstract: "Galaxies show spiral arms. We test the density wave theory with ALMA.",
    authors: ["Lin, C. C.", "Shu, Frank H."],
    year: 2011,
    categories: ["astro-ph.GA"],
  },
  {
    id: "1203.0003",
    title: "Dust sublimation in active galactic nuclei",
    abstract:
      "The radius of the dust sublimation zone scales with luminosity. Near-infrared reverberation confirms it.",
    authors: ['H\\"onig, Sebastian F.', "Shu, F."],
    year: 2012,
    categories: ["astro-ph.GA", "astro-ph.HE"],
  },
  {
    id: "astro-ph/0504004",
    title: "A wave of density in galaxies",
    abstract: "",
    authors: ["Shu, Fang"],
    year: 2005,
    categories: ["astro-ph"],
  },
];

/** Each stem points one way, by its letters. */
export const lettersEncoder: TextEncoder = {
  name: "letters",
  fingerprint: "letters-1",
  dimension: 128,
  async encode(texts) {
    const vectors = new Float32Array(texts.length * 128);
    texts.forEach(({ title, abstract }, i) => {
      for (const stem of stemsOf(`${title}. ${abstract}`)) {
        let hash = 0;
        for (const letter of stem) hash = (31 * hash + letter.charCodeAt(0)) % 128;
        vectors[128 * i + hash] = (vectors[128 * i + hash] as number) + 1;
      }
      const row = vectors.subarray(128 * i, 128 * (i + 1));
      const length = Math.hypot(...row) || 1;
      row.forEach((value, k) => {
        row[k] = value / length;
      });
    });
    return vectors;
  },
};

export async function importLines(workspace: Workspace, lines: readonly (object | string)[]): Promise<PaperImport> {
  const path = join(workspace.path, "papers.jsonl");
  await writeFile(path, lines.map((line) => `${typeof line === "string" ? line : JSON.stringify(line)}\n`).join(""));
  return importPapers(workspace, path, readArxiv);
}

export async function emptyWorkspace(): Promise<Workspace> {
  return openWorkspace(await temporaryFolder("papers"), { create: true });
}

export async function smallLibrary(
  papers: readonly object[] = smallCorpus,
): Promise<{ workspace: Workspace; library: Library }> {
  const workspace = await emptyWorkspace();
  await importLines(workspace, papers);
  await withLibraryLock(workspace, () => buildIndex(workspace, lettersEncoder));
  const index = await openIndex(workspace);
  atEndOfFile(() => index.close());
  const texts = async (ids: readonly string[]) => papersById(await needLibrary(workspace), ids);
  return { workspace, library: { index, encoder: lettersEncoder, texts, close: () => index.close() } };
}
