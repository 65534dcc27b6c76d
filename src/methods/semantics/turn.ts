/** Forests are grown without a pause: between two of them Ctrl-C is heard, and a server answers. */

import { setImmediate } from "node:timers/promises";

/** @throws what `signal` was aborted with */
export async function takeTurn(signal?: AbortSignal): Promise<void> {
  await setImmediate();
  signal?.throwIfAborted();
}
