/** The worker in which the exported encoder runs: the page stays awake, and the picture stays in it. */

import { env, InferenceSession, Tensor } from "onnxruntime-web/wasm";
import { decoded, type Sight, seen, turned, Unreadable } from "./seen.ts";

export type ToEncoder = { kind: "open"; model: string; sight: Sight } | { kind: "look"; picture: Blob };

export type FromEncoder =
  | { kind: "opened" }
  | { kind: "looked"; means: number[]; representation: number[]; milliseconds: number }
  | { kind: "failed"; message: string; isUnreadable: boolean };

// More would need pages of the workbench to be isolated from each other; one look takes milliseconds on one thread.
env.wasm.numThreads = 1;

let session: InferenceSession | undefined;
let sight: Sight | undefined;

async function answer(message: ToEncoder): Promise<FromEncoder> {
  if (message.kind === "open") {
    const response = await fetch(message.model);
    if (!response.ok) throw new Error(`the server answered ${response.status} when asked for the model`);
    session = await InferenceSession.create(new Uint8Array(await response.arrayBuffer()), {
      executionProviders: ["wasm"],
    });
    sight = message.sight;
    return { kind: "opened" };
  }
  if (!session || !sight) throw new Error("there is no encoder yet");
  const pixels = await decoded(message.picture);
  const start = performance.now();
  const { imageSize, views } = sight;
  const planes = seen(pixels, sight);
  let representation: number[] = [];
  let sums: number[] = [];
  for (let v = 0; v < views; v++) {
    const view = turned(planes, imageSize, v % 4, v >= 4);
    const results = await session.run({ image: new Tensor("float32", view, [1, 3, imageSize, imageSize]) });
    const numbers = (name: string) => Array.from(results[name]?.data ?? [], Number);
    // The first view's: what the survey's galaxies are compared by.
    if (v === 0) representation = numbers("representation");
    sums = numbers("mean").map((mean, i) => mean + (sums[i] ?? 0));
  }
  const milliseconds = performance.now() - start;
  return { kind: "looked", means: sums.map((sum) => sum / views), representation, milliseconds };
}

addEventListener("message", ({ data }: MessageEvent<ToEncoder>) => {
  answer(data)
    .catch((error: unknown): FromEncoder => {
      const message = error instanceof Error ? error.message : String(error);
      return { kind: "failed", message, isUnreadable: error instanceof Unreadable };
    })
    .then((reply) => postMessage(reply));
});
