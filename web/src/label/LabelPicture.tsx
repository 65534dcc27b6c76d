/** The galaxy that is labelled, with zoom, brightness and inversion that stay from one to the next. */

import { type ReactNode, useEffect, useRef, useState } from "react";
import type { Picture } from "./pictures.ts";

export interface Look {
  zoom: number;
  brightness: number;
  isInverted: boolean;
  keys: Record<string, () => void>;
}

export function useLook(): Look {
  const [zoom, setZoom] = useState(1);
  const [brightness, setBrightness] = useState(1);
  const [isInverted, setInverted] = useState(false);
  const closer = () => setZoom((value) => Math.min(8, value * 1.25));
  const keys = {
    "+": closer,
    "=": closer,
    "-": () => setZoom((value) => Math.max(1, value / 1.25)),
    r: () => {
      setZoom(1);
      setBrightness(1);
      setInverted(false);
    },
    i: () => setInverted((value) => !value),
    "[": () => setBrightness((value) => Math.max(0.25, value / 1.25)),
    "]": () => setBrightness((value) => Math.min(6, value * 1.25)),
  };
  return { zoom, brightness, isInverted, keys };
}

export function LabelPicture({
  id,
  picture,
  look,
  note,
  again,
}: {
  id: string | undefined;
  picture: Picture | undefined;
  look: Look;
  /** In place of a picture. */
  note: ReactNode;
  again: () => void;
}) {
  const frame = useRef<HTMLDivElement>(null);
  const isReady = picture?.state === "ready";
  useEffect(() => {
    // The element that was loaded ahead, and not another of the same address: it is there at once.
    frame.current?.replaceChildren(...(isReady && picture ? [picture.element] : []));
  }, [picture, isReady]);
  const buttons: [string, string, string][] = [
    ["+", "+", "Zoom in"],
    ["-", "−", "Zoom out"],
    ["i", "i", "Invert"],
    ["[", "[", "Darker"],
    ["]", "]", "Brighter"],
    ["r", "r", "Reset"],
  ];
  return (
    <figure className="cutout labelled">
      <div>
        <div
          ref={frame}
          className="frame"
          style={{
            transform: `scale(${look.zoom})`,
            filter: `brightness(${look.brightness})${look.isInverted ? " invert(1)" : ""}`,
          }}
        />
        {note !== undefined ? (
          <div className="no-image over">{note}</div>
        ) : (
          picture?.state === "failed" && (
            <div className="no-image over" role="alert">
              <p>{picture.reason}</p>
              <button type="button" onClick={again}>
                Try again
              </button>
            </div>
          )
        )}
      </div>
      <figcaption>
        <span className="id">{id ?? "\u00a0"}</span>
        <span className="bar">
          {buttons.map(([key, sign, meaning]) => (
            <button
              key={key}
              type="button"
              className="quiet"
              title={meaning}
              aria-label={meaning}
              onClick={look.keys[key]}
            >
              <kbd>{sign}</kbd>
            </button>
          ))}
        </span>
      </figcaption>
    </figure>
  );
}
