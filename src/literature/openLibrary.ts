/** Opens a library for many searches, with the vectors of one of its encoders. */

import { exitCodes, Fault } from "../fault.ts";
import type { Workspace } from "../survey/workspace.ts";
import { encoderFrom, findEncoder } from "./encoder/findEncoder.ts";
import type { TextEncoder } from "./encoder/textEncoder.ts";
import { isBehind } from "./index/indexFolder.ts";
import { openIndex } from "./index/libraryIndex.ts";
import { usedEncoder, vectorsThere, withVectors } from "./index/ownVectors.ts";
import type { Library } from "./library.ts";
import { needLibrary, papersById } from "./libraryTable.ts";

/**
 * @param options.encoder a name that the library was indexed with; otherwise the one it was last indexed with
 * @throws Fault "no-index", "damaged-index"; "other-encoder" where the encoder is another than the index was made with; "no-encoder",
 * and what an encoder from elsewhere throws, where it was named
 */
export async function openForSearch(workspace: Workspace, options: { encoder?: string } = {}): Promise<Library> {
  const index = await openIndex(workspace);
  const { name, fingerprint } = index.card.encoder;
  const encoder = await findEncoder(workspace, name);
  if (encoder.fingerprint !== fingerprint)
    throw new Fault(
      "other-encoder",
      `the text encoder "${name}" is another one than the library was indexed with: index it anew with almagest papers index --remake`,
    );
  const plain: Library = {
    index,
    encoder,
    isBehind: await isBehind(workspace),
    texts: async (ids) => papersById(await needLibrary(workspace), ids),
    close: () => index.close(),
  };
  const wanted = options.encoder ?? (await usedEncoder(workspace));
  if (wanted === undefined || wanted === name) return plain;
  const cards = await vectorsThere(workspace);
  const card = cards.find((each) => each.name === wanted);
  try {
    if (!card)
      throw new Fault(
        "no-encoder",
        `the library has no vectors by "${wanted}"; it has those by ${[name, ...cards.map((each) => each.name)].join(", ")}`,
        { exitCode: exitCodes.usage },
      );
    const other = await encoderFrom(card.source, card.dimension);
    if (other.fingerprint !== card.fingerprint)
      throw new Fault(
        "other-encoder",
        `the text encoder "${wanted}" is another one than the library was indexed with: almagest papers index --encoder ${"folder" in card.source ? "FOLDER" : "URL"} --remake`,
      );
    const { index: shown, covered } = await withVectors(workspace, index, card);
    const remarks =
      covered < index.papers
        ? [`${index.papers - covered} of ${index.papers} papers have no vector by ${wanted} yet: almagest papers index`]
        : [];
    return { ...plain, index: shown, encoder: other, plain, remarks, close: () => closeBoth(plain, other) };
  } catch (error) {
    if (options.encoder === undefined && error instanceof Fault)
      return { ...plain, remarks: [`${error.message}: ranked by ${name} instead`] };
    await plain.close();
    throw error;
  }
}

async function closeBoth(plain: Library, encoder: TextEncoder & { release?(): Promise<void> }): Promise<void> {
  await plain.close();
  await encoder.release?.();
}
