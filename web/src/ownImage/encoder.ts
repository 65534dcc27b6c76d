/** A run's encoder in the page: opened once, it looks at pictures without sending them anywhere. */

import type { FromEncoder, ToEncoder } from "./encoderWorker.ts";
import EncoderWorker from "./encoderWorker.ts?worker";
import { type Sight, Unreadable } from "./seen.ts";

export interface Look {
  means: number[];
  representation: number[];
  milliseconds?: number;
}

export interface Encoder {
  /** @throws Unreadable */
  look(picture: Blob): Promise<Look>;
  close(): void;
}

/** @throws Error where the browser has no WebAssembly, or the model or its runtime cannot be had */
export async function openEncoder(model: string, sight: Sight): Promise<Encoder> {
  if (typeof WebAssembly === "undefined") throw new Error("this browser has no WebAssembly");
  const worker = new EncoderWorker();
  // One question at a time: a worker answers in the order it was asked, and the page shows the last answer only.
  let last: Promise<unknown> = Promise.resolve();
  const ask = (message: ToEncoder) => {
    const mine = last.then(() => reply(worker, message));
    last = mine.catch(() => {});
    return mine;
  };
  try {
    await ask({ kind: "open", model, sight });
  } catch (error) {
    worker.terminate();
    throw error;
  }
  return {
    async look(picture) {
      const found = await ask({ kind: "look", picture });
      if (found.kind !== "looked") throw new Error("the encoder answered another question");
      return found;
    },
    close: () => worker.terminate(),
  };
}

function reply(worker: Worker, message: ToEncoder): Promise<FromEncoder> {
  return new Promise((resolve, reject) => {
    worker.onmessage = ({ data }: MessageEvent<FromEncoder>) => {
      if (data.kind !== "failed") resolve(data);
      else reject(data.isUnreadable ? new Unreadable(data.message) : new Error(data.message));
    };
    worker.onerror = (event) => {
      event.preventDefault();
      reject(new Error(event.message || "the encoder's worker could not be started"));
    };
    worker.postMessage(message);
  });
}
