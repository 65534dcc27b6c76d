/** A square picture of bytes, its bands interleaved: what augmentation draws views from. */

export interface Picture {
  side: number;
  /** 1, or 3 for colour. */
  bands: number;
  /** [side x side x bands] */
  pixels: Uint8Array;
}

export function blank({ side, bands }: Pick<Picture, "side" | "bands">): Picture {
  return { side, bands, pixels: new Uint8Array(side * side * bands) };
}
