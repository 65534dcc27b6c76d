/** A chart by Observable Plot, redrawn when its data or its width changes; it can be saved as SVG and as PNG. */

import type { PlotOptions } from "@observablehq/plot";
import * as Plot from "@observablehq/plot";
import { type MouseEvent, useEffect, useRef, useState } from "react";
import { go } from "../address.ts";
import { pngOf, standaloneSvg } from "./savedChart.ts";
import { saveFile } from "./saveFile.ts";

interface Props {
  title: string;
  /** What stands above it, where that is not its title. */
  caption?: string;
  options: (width: number) => PlotOptions;
  /** Its marks have `href` and `title`: they are links within the page, and what their titles say is their name. */
  isLinked?: boolean;
}

export function Chart({ title, caption = title, options, isLinked = false }: Props) {
  const place = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  const [problem, setProblem] = useState<string>();
  useEffect(() => {
    if (!place.current) return;
    const observer = new ResizeObserver(([entry]) => setWidth(Math.floor(entry?.contentRect.width ?? 0)));
    observer.observe(place.current);
    return () => observer.disconnect();
  }, []);
  useEffect(() => {
    if (!place.current || width === 0) return;
    const drawn = Plot.plot({ ...options(width), width, ariaLabel: title });
    // A picture has no links in it for those who read it aloud.
    drawn.setAttribute("role", isLinked ? "group" : "img");
    // Plot labels what is inside, which no reader of a picture may have.
    for (const part of drawn.querySelectorAll("[aria-label]")) part.removeAttribute("aria-label");
    for (const link of drawn.querySelectorAll("a")) {
      link.setAttribute("aria-label", link.querySelector("title")?.textContent ?? "");
    }
    place.current.replaceChildren(drawn);
  }, [options, width, title, isLinked]);
  const save = async (format: "svg" | "png") => {
    const svg = place.current?.querySelector("svg");
    if (!svg) return;
    try {
      setProblem(undefined);
      const content = format === "png" ? await pngOf(svg) : new Blob([standaloneSvg(svg)], { type: "image/svg+xml" });
      saveFile(content, `${title}.${format}`);
    } catch (error) {
      setProblem(`It could not be saved: ${(error as Error).message}`);
    }
  };
  const onClick = (event: MouseEvent) => {
    const address = (event.target as Element).closest("a")?.getAttribute("href");
    if (!address || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    go(address);
  };
  return (
    <figure>
      <figcaption>
        {caption}
        <span>
          <button type="button" className="quiet" onClick={() => save("svg")} aria-label={`Save "${title}" as SVG`}>
            Save
          </button>
          <button type="button" className="quiet" onClick={() => save("png")} aria-label={`Save "${title}" as PNG`}>
            PNG
          </button>
        </span>
      </figcaption>
      {problem && <p role="alert">{problem}</p>}
      {/* biome-ignore lint/a11y/noStaticElementInteractions lint/a11y/useKeyWithClickEvents: its links are what is clicked, by keys too */}
      <div ref={place} className="chart" onClick={isLinked ? onClick : undefined} />
    </figure>
  );
}
