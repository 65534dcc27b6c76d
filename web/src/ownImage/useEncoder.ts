/** The encoder of a run, opened in the page while the view is there. */

import { useEffect, useState } from "react";
import { modelUrl } from "../api.ts";
import { type Encoder, openEncoder } from "./encoder.ts";
import type { Sight } from "./seen.ts";

export type EncoderState =
  | { kind: "opening" }
  | { kind: "open"; encoder: Encoder }
  | { kind: "unavailable"; reason: string };

export function useEncoder(name: string, { imageSize, decodedSize, views }: Sight): EncoderState {
  const [state, setState] = useState<EncoderState>({ kind: "opening" });
  useEffect(() => {
    let isCurrent = true;
    let opened: Encoder | undefined;
    setState({ kind: "opening" });
    openEncoder(modelUrl(name), { imageSize, decodedSize, views }).then(
      (encoder) => {
        opened = encoder;
        if (isCurrent) setState({ kind: "open", encoder });
        else encoder.close();
      },
      (error: Error) => isCurrent && setState({ kind: "unavailable", reason: error.message }),
    );
    return () => {
      isCurrent = false;
      opened?.close();
    };
  }, [name, imageSize, decodedSize, views]);
  return state;
}
