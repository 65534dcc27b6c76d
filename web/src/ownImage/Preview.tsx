/** The picture's central square, with a frame round what the encoder sees of it. */

import { useEffect, useRef, useState } from "react";
import { bitmapOf } from "./seen.ts";

const side = 512;

export function Preview({ picture, name, share }: { picture: Blob; name: string; share: number }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [isShown, setShown] = useState(true);
  useEffect(() => {
    let isCurrent = true;
    const draw = async () => {
      const bitmap = await bitmapOf(picture);
      const context = canvas.current?.getContext("2d");
      if (!isCurrent || !context) return;
      const square = Math.min(bitmap.width, bitmap.height);
      const [left, top] = [(bitmap.width - square) / 2, (bitmap.height - square) / 2];
      context.imageSmoothingQuality = "high";
      context.clearRect(0, 0, side, side);
      context.drawImage(bitmap, left, top, square, square, 0, 0, side, side);
      setShown(true);
    };
    draw().catch(() => isCurrent && setShown(false));
    return () => {
      isCurrent = false;
    };
  }, [picture]);
  return (
    <figure className="cutout">
      <div className="seen">
        <canvas
          ref={canvas}
          width={side}
          height={side}
          role="img"
          aria-label={`The picture ${name}`}
          hidden={!isShown}
        />
        {isShown ? (
          share < 1 && <span className="frame" style={{ inset: `${50 * (1 - share)}%` }} />
        ) : (
          <span className="no-image">This browser cannot show {name}</span>
        )}
      </div>
      <figcaption>
        {name}
        {isShown && share < 1 && <span>The network sees what is inside the frame.</span>}
      </figcaption>
    </figure>
  );
}
