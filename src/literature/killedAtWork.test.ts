/** Killed with no warning: making the map, encoding by an encoder of one's own, and the first start with the demonstration's library. */

import { type ChildProcess, fork, spawn } from "node:child_process";
import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { exists } from "../exists.ts";
import { Fault } from "../fault.ts";
import { randomStream } from "../random.ts";
import type { Workspace } from "../survey/workspace.ts";
import type { TextEncoder } from "./encoder/textEncoder.ts";
import { buildIndex } from "./index/buildIndex.ts";
import { readIndexCard } from "./index/indexFolder.ts";
import { openIndex } from "./index/libraryIndex.ts";
import { updateVectors, vectorsThere, withVectors } from "./index/ownVectors.ts";
import { landscapePath, readLandscape, readPlaces } from "./landscape/landscape.ts";
import { makeLandscape } from "./landscape/makeLandscape.ts";
import { topicCorpus } from "./landscape/topicCorpus.ts";
import { withLibraryLock } from "./libraryTable.ts";
import { emptyWorkspace, importLines, lettersEncoder } from "./smallCorpus.ts";

const built = (path: string) => JSON.stringify(new URL(`../../dist/src/literature/${path}.js`, import.meta.url).href);

async function libraryOf(count: number): Promise<Workspace> {
  const workspace = await emptyWorkspace();
  await importLines(workspace, topicCorpus(count));
  await withLibraryLock(workspace, () => buildIndex(workspace, lettersEncoder));
  return workspace;
}

async function scriptIn(workspace: Workspace, text: string): Promise<string> {
  const path = join(workspace.path, "killed.mjs");
  await writeFile(path, text);
  return path;
}

/** Kills as it runs, then opens what the dead process held: how long its lock takes to fall open is not in question. */
async function killed(script: string, milliseconds: number, locks: readonly string[]): Promise<void> {
  const child = fork(script, { stdio: ["ignore", "ignore", "inherit", "ipc"] });
  await new Promise((resolve) => child.once("message", resolve));
  await sleep(milliseconds);
  await ended(child);
  for (const lock of locks) await rm(lock, { recursive: true, force: true });
}

async function ended(child: ChildProcess): Promise<void> {
  const closed = new Promise((resolve) => child.once("close", resolve));
  child.kill("SIGKILL");
  await closed;
}

test("killed while it makes a map, the one before stays whole, and the next is made", async () => {
  const workspace = await libraryOf(60);
  const folder = landscapePath(workspace);
  const script = await scriptIn(
    workspace,
    `import { makeLandscape } from ${built("landscape/makeLandscape")};
     import { readLandscape, readPlaces, writeLandscape } from ${built("landscape/landscape")};
     import { openWorkspace } from ${built("../survey/workspace")};
     const workspace = await openWorkspace(${JSON.stringify(workspace.path)});
     const { card: { format, createdAt, places, papers, ...content }, placed } = await makeLandscape(workspace, { regions: 4 });
     process.send("ready");
     // Mostly the writing, which is the short part.
     for (;;) for (let k = 0; k < 20; k++) await writeLandscape(workspace, content, placed);`,
  );
  const stream = randomStream(7, "kill");
  for (let kill = 0; kill < 3; kill++) {
    await killed(script, stream.below(150), [`${folder}.lock`]);
    const card = await readLandscape(workspace).catch((error: unknown) => {
      if (error instanceof Fault && error.code === "no-map") return undefined;
      throw error;
    });
    if (card) expect((await readPlaces(workspace, card)).ids.length).toBe(60);
  }
  const { card, placed } = await makeLandscape(workspace, { regions: 4 });
  expect(card.papers).toBe(60);
  expect(new Set(placed.ids).size).toBe(60);
  const places = (await readdir(folder)).filter((name) => /^places-.*\.bin$/.test(name));
  expect(places.length).toBeLessThanOrEqual(2);
  await rm(workspace.path, { recursive: true, force: true });
}, 240_000);

test("killed while an encoder of one's own encodes, what it did is kept: nothing is lost, and only the batch in hand is done twice", async () => {
  const [papers, kills, batch] = [1200, 3, 256];
  const workspace = await libraryOf(papers);
  const log = join(workspace.path, "encoded.log");
  await writeFile(log, "");
  const source = { folder: "slow" };
  const script = await scriptIn(
    workspace,
    `import { appendFileSync } from "node:fs";
     import { setTimeout as sleep } from "node:timers/promises";
     import { updateVectors } from ${built("index/ownVectors")};
     import { withLibraryLock } from ${built("libraryTable")};
     import { lettersEncoder } from ${built("smallCorpus")};
     import { openWorkspace } from ${built("../survey/workspace")};
     const workspace = await openWorkspace(${JSON.stringify(workspace.path)});
     const encode = async (texts) => {
       await sleep(60);
       appendFileSync(${JSON.stringify(log)}, texts.length + "\\n");
       return lettersEncoder.encode(texts);
     };
     process.send("ready");
     await withLibraryLock(workspace, () =>
       updateVectors(workspace, { ...lettersEncoder, name: "slow", fingerprint: "slow-1", encode }, ${JSON.stringify(source)}));
     await sleep(60_000);`,
  );
  const stream = randomStream(9, "kill");
  for (let kill = 0; kill < kills; kill++)
    await killed(script, 40 + stream.below(160), [join(workspace.path, "library.lock")]);
  const encoder: TextEncoder = { ...lettersEncoder, name: "slow", fingerprint: "slow-1" };
  const report = await withLibraryLock(workspace, () => updateVectors(workspace, encoder, source));
  expect(report.papers).toBe(papers);
  const before = (await readFile(log, "utf8"))
    .trim()
    .split("\n")
    .reduce((sum, line) => sum + Number(line), 0);
  expect(before + report.encoded).toBeLessThanOrEqual(papers + kills * batch);
  const again = await withLibraryLock(workspace, () => updateVectors(workspace, encoder, source));
  expect(again.encoded).toBe(0);
  const index = await openIndex(workspace);
  const [card] = await vectorsThere(workspace);
  expect(card?.name).toBe("slow");
  if (card) expect((await withVectors(workspace, index, card)).covered).toBe(papers);
  await index.close();
  await rm(workspace.path, { recursive: true, force: true });
}, 240_000);

test("serve --demo, killed between the import of its library and the index, makes it whole at the next start", async () => {
  const workspace = await emptyWorkspace();
  const program = fileURLToPath(new URL("../../dist/src/cli/almagest.js", import.meta.url));
  const serving = () =>
    spawn(process.execPath, [program, "serve", "--demo", "--port", "0", "--workspace", workspace.path], {
      stdio: ["ignore", "ignore", "pipe"],
    });
  const first = serving();
  while (!(await exists(join(workspace.path, "library.lance", "_versions")))) await sleep(5);
  await ended(first);
  const wasCut = (await readIndexCard(workspace)) === undefined;
  const second = serving();
  let said = "";
  second.stderr?.on("data", (chunk: Buffer) => {
    said += chunk.toString();
  });
  // Had the first been quicker than the kill, there is nothing to say.
  while (wasCut && !/papers to begin with is ready/.test(said)) {
    expect(said).not.toMatch(/could not be prepared/);
    await sleep(50);
  }
  await ended(second);
  const index = await openIndex(workspace);
  expect(index.papers).toBeGreaterThanOrEqual(150);
  await index.close();
  await rm(workspace.path, { recursive: true, force: true });
}, 240_000);
