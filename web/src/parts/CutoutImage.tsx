/** One galaxy's picture, or, where it cannot be shown, why: a square with the server's words. */

import { type CSSProperties, useEffect, useState } from "react";

export function CutoutImage({
  src,
  alt,
  side,
  style,
}: {
  src: string;
  alt: string;
  side?: number;
  style?: CSSProperties;
}) {
  const [fault, setFault] = useState<string>();
  // biome-ignore lint/correctness/useExhaustiveDependencies: another picture begins without a fault
  useEffect(() => setFault(undefined), [src]);
  if (fault !== undefined)
    return (
      <span className="no-image" role="img" aria-label={`${alt}: ${fault}`} title={fault}>
        {side === undefined ? fault : "no image"}
      </span>
    );
  return (
    <img
      src={src}
      alt={alt}
      width={side}
      height={side}
      loading={side === undefined ? "eager" : "lazy"}
      style={style}
      onError={() => void reasonOf(src).then(setFault)}
    />
  );
}

async function reasonOf(src: string): Promise<string> {
  try {
    const { error } = await (await fetch(src)).json();
    return String(error);
  } catch {
    return "the picture cannot be shown";
  }
}
