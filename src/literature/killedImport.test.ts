import { fork } from "node:child_process";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { randomStream } from "../random.ts";
import { buildIndex } from "./index/buildIndex.ts";
import { openIndex } from "./index/libraryIndex.ts";
import { openLibrary, scanPapers, withLibraryLock } from "./libraryTable.ts";
import { emptyWorkspace, importLines, lettersEncoder } from "./smallCorpus.ts";

const count = 1500;
const kills = 8;

test("killed at any moment of import and index, the same again makes the library whole: nothing lost, nothing doubled", async () => {
  const workspace = await emptyWorkspace();
  const papers = Array.from({ length: count }, (_, n) => ({
    id: `1001.${String(n).padStart(5, "0")}`,
    title: `Star number ${n}`,
    abstract: `We saw star${n % 97} and star${n % 89}. It is bright.`,
    authors: [`Author${n % 50}, A.`],
    year: 2010,
  }));
  const file = join(workspace.path, "many.jsonl");
  await writeFile(file, papers.map((paper) => `${JSON.stringify(paper)}\n`).join(""));
  const script = join(workspace.path, "import.mjs");
  const built = (path: string) => JSON.stringify(new URL(`../../dist/src/literature/${path}.js`, import.meta.url).href);
  await writeFile(
    script,
    `import { importPapers } from ${built("importPapers")};
     import { buildIndex } from ${built("index/buildIndex")};
     import { withLibraryLock } from ${built("libraryTable")};
     import { readArxiv } from ${built("readers/arxiv")};
     import { lettersEncoder } from ${built("smallCorpus")};
     import { openWorkspace } from ${built("../survey/workspace")};
     const workspace = await openWorkspace(${JSON.stringify(workspace.path)});
     process.send("ready");
     for (;;) {
       await importPapers(workspace, ${JSON.stringify(file)}, readArxiv, { batchSize: 60 });
       await withLibraryLock(workspace, () => buildIndex(workspace, lettersEncoder, { remake: true }));
     }`,
  );
  const stream = randomStream(5, "kill");
  for (let kill = 0; kill < kills; kill++) {
    const child = fork(script, { stdio: ["ignore", "ignore", "inherit", "ipc"] });
    await new Promise((resolve) => child.once("message", resolve));
    await new Promise((resolve) => setTimeout(resolve, stream.below(900)));
    child.kill("SIGKILL");
    await new Promise((resolve) => child.once("close", resolve));
    // Its lock falls open by itself some seconds later: here what it left is in question, not how long that takes.
    await rm(join(workspace.path, "library.lock"), { recursive: true, force: true });
    await openLibrary(workspace);
  }
  const report = await importLines(workspace, papers);
  expect(report.added + report.unchanged).toBe(count);
  await withLibraryLock(workspace, () => buildIndex(workspace, lettersEncoder));
  const table = await openLibrary(workspace);
  const ids: string[] = [];
  if (table) for await (const batch of scanPapers(table)) ids.push(...batch.map(({ paper }) => paper.id));
  expect(ids.sort()).toEqual(papers.map(({ id }) => id));
  const index = await openIndex(workspace);
  expect(index.papers).toBe(count);
  expect(Array.from({ length: count }, (_, n) => index.idOf(n)).sort()).toEqual(ids);
  await index.close();
  await rm(workspace.path, { recursive: true, force: true });
}, 600_000);

test("killed before its first commit, an import leaves nothing in the way of the next", async () => {
  const workspace = await emptyWorkspace();
  await mkdir(join(workspace.path, "library.lance", "data"), { recursive: true });
  await writeFile(join(workspace.path, "library.lance", "data", "half.lance"), "half");
  expect(await openLibrary(workspace)).toBeUndefined();
  const paper = { id: "1001.00001", title: "A star", abstract: "It is bright.", authors: ["A, B."], year: 2010 };
  expect((await importLines(workspace, [paper])).added).toBe(1);
});

test("a library that lost its versions is damaged, and is not written over", async () => {
  const workspace = await emptyWorkspace();
  const paper = { id: "1001.00001", title: "A star", abstract: "It is bright.", authors: ["A, B."], year: 2010 };
  await importLines(workspace, [paper]);
  await importLines(workspace, [{ ...paper, id: "1001.00002", title: "Another star" }]);
  await rm(join(workspace.path, "library.lance", "_versions"), { recursive: true });
  await expect(openLibrary(workspace)).rejects.toThrow("bring its files back");
});
