/** sharp, loaded with the first picture that needs it: that takes 0.3 s, and most JPEGs are read and written without it. */

import { createRequire } from "node:module";
import type { Sharp, SharpInput, SharpOptions } from "sharp";

type Library = typeof import("sharp").default;

// What libvips opens beside JPEG, PNG, WebP and TIFF is refused (an SVG runs a renderer, HEIF a video decoder). Named one by
// one, because blocking all and allowing four would fail the images that another thread reads in between: the list is the
// process's.
const otherLoaders = ["Svg", "Heif", "Nsgif", "Ppm", "Rad", "Csv", "Matrix", "Vips", "Analyze", "Raw", "Uhdr"].concat([
  "Pdf",
  "Magick",
  "Openslide",
  "Fits",
  "Mat",
  "OpenExr",
  "Jxl",
  "Jp2k",
  "NIfTI",
  "Dcraw",
]);

let isOneOfThreads = false;
let loaded: Library | undefined;

/** Said by a thread that works beside others on pictures of its own: libvips' threads would only get in their way. */
export function worksBesideOthers(): void {
  isOneOfThreads = true;
}

export function sharp(input: SharpInput | SharpInput[], options?: SharpOptions): Sharp {
  loaded ??= load();
  return loaded(input, options);
}

function load(): Library {
  const library = createRequire(import.meta.url)("sharp") as Library;
  library.block({ operation: otherLoaders.map((name) => `VipsForeignLoad${name}`) });
  if (isOneOfThreads) {
    library.concurrency(1);
    library.cache(false);
  }
  return library;
}
