/** The picture of the galaxy one is at, with those that come next on their way. */

import { useEffect, useSyncExternalStore } from "react";
import type { Picture, Pictures } from "./pictures.ts";

/** Milliseconds. */
const retryAfter = 1000;

/** @param ids where one is, and what comes next */
export function usePicture(pictures: Pictures, ids: readonly string[]): Picture | undefined {
  useSyncExternalStore(pictures.subscribe, pictures.version);
  const [here] = ids;
  const picture = here === undefined ? undefined : pictures.load(here);
  const isReady = picture?.state === "ready";
  const list = ids.join("\n");
  useEffect(() => {
    // The one that is looked at first; the others when it is there.
    if (isReady) for (const id of list.split("\n")) if (id) pictures.load(id);
  }, [pictures, list, isReady]);
  const hasFailed = picture?.state === "failed";
  // Each try is a picture of its own, and one that fails is followed by another.
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above
  useEffect(() => {
    if (!hasFailed || here === undefined) return;
    const timer = setTimeout(() => pictures.load(here, { again: true }), retryAfter);
    return () => clearTimeout(timer);
  }, [pictures, here, hasFailed, picture]);
  return picture;
}
