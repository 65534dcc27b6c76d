/** A chart by Observable Plot, redrawn when its data or its width changes; it can be saved as SVG. */

import type { PlotOptions } from "@observablehq/plot";
import * as Plot from "@observablehq/plot";
import { useEffect, useRef, useState } from "react";

export function Chart({ title, options }: { title: string; options: (width: number) => PlotOptions }) {
  const place = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  useEffect(() => {
    if (!place.current) return;
    const observer = new ResizeObserver(([entry]) => setWidth(Math.floor(entry?.contentRect.width ?? 0)));
    observer.observe(place.current);
    return () => observer.disconnect();
  }, []);
  useEffect(() => {
    if (!place.current || width === 0) return;
    const drawn = Plot.plot({ ...options(width), width, ariaLabel: title });
    drawn.setAttribute("role", "img");
    // Plot labels the groups inside, which no reader of a picture may have.
    for (const group of drawn.querySelectorAll("g[aria-label]")) group.removeAttribute("aria-label");
    place.current.replaceChildren(drawn);
  }, [options, width, title]);
  const save = () => {
    const svg = place.current?.querySelector("svg");
    if (!svg) return;
    const url = URL.createObjectURL(new Blob([svg.outerHTML], { type: "image/svg+xml" }));
    const link = Object.assign(document.createElement("a"), { href: url, download: `${title}.svg` });
    link.click();
    URL.revokeObjectURL(url);
  };
  return (
    <figure>
      <figcaption>
        {title}
        <button type="button" className="quiet" onClick={save} aria-label={`Save "${title}" as SVG`}>
          Save
        </button>
      </figcaption>
      <div ref={place} className="chart" />
    </figure>
  );
}
