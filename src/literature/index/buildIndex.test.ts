import { readdir, readFile, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { withLibraryLock } from "../libraryTable.ts";
import { search } from "../search.ts";
import { emptyWorkspace, importLines, lettersEncoder, smallCorpus, smallLibrary } from "../smallCorpus.ts";
import { buildIndex } from "./buildIndex.ts";
import { earlierIndex, generationPath, indexFormat, indexPath, isBehind } from "./indexFolder.ts";
import { openIndex } from "./libraryIndex.ts";

const question = "dust and spiral arms of galaxies";

describe("an index of an earlier Almagest", () => {
  test("is said to be one, keeps its encoder's name, and is made anew", async () => {
    const { workspace, library } = await smallLibrary(smallCorpus);
    await library.close();
    const path = join(indexPath(workspace), "index.json");
    const card = JSON.parse(await readFile(path, "utf8"));
    await writeFile(path, JSON.stringify({ ...card, format: indexFormat - 1 }));
    await expect(openIndex(workspace)).rejects.toThrow(/by an earlier Almagest.*papers index makes it anew/);
    expect(await earlierIndex(workspace)).toEqual({ encoder: lettersEncoder.name });
    const report = await withLibraryLock(workspace, () => buildIndex(workspace, lettersEncoder));
    expect(report).toMatchObject({ papers: smallCorpus.length, indexed: smallCorpus.length });
    expect(await earlierIndex(workspace)).toBeUndefined();
  });
});

describe("an index brought up to date", () => {
  test("answers as one made anew, and reads only what changed", async () => {
    const { workspace, library } = await smallLibrary(smallCorpus.slice(0, 2));
    await library.close();
    const encoded: number[] = [];
    const counting = {
      ...lettersEncoder,
      encode: (texts: Parameters<typeof lettersEncoder.encode>[0]) => {
        encoded.push(texts.length);
        return lettersEncoder.encode(texts);
      },
    };
    await importLines(workspace, [...smallCorpus.slice(1), { ...smallCorpus[0], abstract: "Dust instead." }]);
    expect(await isBehind(workspace)).toBe(true);
    const update = () => withLibraryLock(workspace, () => buildIndex(workspace, counting));
    expect(await update()).toMatchObject({ papers: 4, indexed: 3, removed: 1 });
    expect(encoded).toEqual([3]);
    expect(await isBehind(workspace)).toBe(false);
    expect(await update()).toMatchObject({ papers: 4, indexed: 0, removed: 0 });
    const answer = async () => {
      const index = await openIndex(workspace);
      const { hits } = await search({ index, encoder: lettersEncoder, close: () => index.close() }, question, {
        limit: 9,
      });
      await index.close();
      return hits;
    };
    const updated = await answer();
    await withLibraryLock(workspace, () => buildIndex(workspace, lettersEncoder, { remake: true }));
    expect(await answer()).toEqual(updated);
    // One that is read, and the one before it, which somebody may still be opening.
    expect((await readdir(indexPath(workspace))).length).toBe(3);
  });

  test("refuses another encoder's vectors", async () => {
    const { workspace, library } = await smallLibrary();
    await library.close();
    const other = { ...lettersEncoder, name: "other", fingerprint: "other-1" };
    await expect(withLibraryLock(workspace, () => buildIndex(workspace, other))).rejects.toThrow(
      'was indexed by the text encoder "letters"',
    );
    const index = await openIndex(workspace);
    expect(index.card.encoder.name).toBe("letters");
    await index.close();
  });

  test("that is damaged says so, and is made again", async () => {
    const { workspace, library } = await smallLibrary();
    await library.close();
    await truncate(join(generationPath(workspace, library.index.card.generation), "postingCounts"), 3);
    await expect(openIndex(workspace)).rejects.toThrow("the library's index is damaged");
    await importLines(workspace, [{ id: "1001.9999", title: "One more" }]);
    expect(await withLibraryLock(workspace, () => buildIndex(workspace, lettersEncoder))).toMatchObject({
      papers: 5,
      indexed: 5,
    });
  });

  test("needs papers", async () => {
    const workspace = await emptyWorkspace();
    await expect(buildIndex(workspace, lettersEncoder)).rejects.toThrow("the library has no papers yet");
    await expect(openIndex(workspace)).rejects.toThrow("the library has no index yet");
  });
});
