/** Where in the sky the objects stand, all and selected, in Mollweide's projection; drag, or type, to select a part. */

import { geoGraticule, geoPath, geoProjection } from "d3-geo";
import { type FormEvent, type PointerEvent, useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";
import type { SkyPart } from "../../../src/survey/selection.ts";
import type { Sky } from "../api.ts";
import { useDark } from "../map/useDark.ts";
import { mollweide } from "./mollweide.ts";
import { boxBetween, outlineOf, sizeOf } from "./skyBox.ts";

interface Props {
  sky: Sky;
  part: SkyPart | undefined;
  onPart: (part: SkyPart | undefined) => void;
}

type Pixels = [left: number, top: number];

export function SkyPlot({ sky, part, onPart }: Props) {
  const place = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const isDark = useDark();
  const [width, setWidth] = useState(0);
  const [isWhole, setWhole] = useState(false);
  const [drag, setDrag] = useState<{ from: Pixels; to: Pixels }>();
  const { extent, height: cell, cells } = sky;
  const { width: across, height: up, middle } = sizeOf(extent);
  const isWide = across * up > 15_000;
  const showsWhole = isWide || isWhole;
  const height = Math.round(width * (showsWhole ? 0.5 : 0.62));
  useEffect(() => {
    if (!place.current) return;
    const observer = new ResizeObserver(([entry]) => setWidth(Math.floor(entry?.contentRect.width ?? 0)));
    observer.observe(place.current);
    return () => observer.disconnect();
  }, []);
  const [middleRa, middleDec] = middle;
  const projection = useMemo(() => {
    const turned = geoProjection(mollweide)
      .rotate([-middleRa, showsWhole ? 0 : -middleDec])
      // Seen from inside: right ascension grows to the left.
      .reflectX(true)
      .precision(0.4);
    const fitted = showsWhole
      ? { type: "Sphere" }
      : { type: "LineString", coordinates: outlineOf({ ...extent }, cell) };
    const rim = showsWhole ? 2 : 22;
    return turned.fitExtent(
      [
        [rim, rim],
        [Math.max(rim + 1, width - rim), Math.max(rim + 1, height - rim)],
      ],
      fitted,
    );
  }, [middleRa, middleDec, showsWhole, width, height, extent, cell]);

  useLayoutEffect(() => {
    const context = canvas.current?.getContext("2d");
    if (!canvas.current || !context || width === 0) return;
    Object.assign(canvas.current, { width: width * devicePixelRatio, height: height * devicePixelRatio });
    context.scale(devicePixelRatio, devicePixelRatio);
    const style = getComputedStyle(canvas.current);
    const [plain, accent] = [style.getPropertyValue("color"), isDark ? "#7db8ff" : "#0b5cad"];
    const side = Math.max(1.5, (projection.scale() * cell * Math.PI) / 180);
    const paint = (counts: readonly number[], colour: string, least: number) => {
      const top = Math.log1p(
        Math.max(
          1,
          ...counts.slice(0, 0),
          counts.reduce((a, b) => Math.max(a, b), 0),
        ),
      );
      context.fillStyle = colour;
      counts.forEach((count, i) => {
        if (count === 0) return;
        const at = projection([cells.ra[i] as number, cells.dec[i] as number]);
        if (!at) return;
        context.globalAlpha = least + (1 - least) * (Math.log1p(count) / top);
        context.fillRect(at[0] - side / 2, at[1] - side / 2, side, side);
      });
    };
    paint(cells.all, plain, 0.15);
    paint(cells.selected, accent, 0.35);
    context.globalAlpha = 1;
  }, [cells, cell, projection, width, height, isDark]);

  const path = geoPath(projection);
  const step = showsWhole ? 30 : niceStep(Math.max(across, up) / 4);
  const graticule = path(geoGraticule().step([step, step])()) ?? "";
  const shown = drag ? partOf(drag) : part;
  const outline = shown && path({ type: "LineString", coordinates: outlineOf(shown) });

  function partOf({ from, to }: { from: Pixels; to: Pixels }): SkyPart | undefined {
    const [one, other] = [projection.invert(from), projection.invert(to)];
    return one && other ? boxBetween(one, other, middleRa, cell) : undefined;
  }
  const at = (event: PointerEvent<Element>): Pixels => {
    const { left, top } = event.currentTarget.getBoundingClientRect();
    return [event.clientX - left, event.clientY - top];
  };
  return (
    <section className="sky" aria-label="Places in the sky">
      <div className="bar">
        <h3>Sky</h3>
        {!isWide && (
          <button type="button" aria-pressed={isWhole} onClick={() => setWhole(!isWhole)}>
            Whole sky
          </button>
        )}
      </div>
      <div
        ref={place}
        className="celestial"
        style={{ height: height || undefined }}
        onPointerDown={(event) => {
          if (event.button !== 0) return;
          event.currentTarget.setPointerCapture(event.pointerId);
          setDrag({ from: at(event), to: at(event) });
        }}
        onPointerMove={(event) => drag && setDrag({ ...drag, to: at(event) })}
        onPointerUp={() => {
          if (!drag) return;
          setDrag(undefined);
          const hasMoved = Math.hypot(drag.to[0] - drag.from[0], drag.to[1] - drag.from[1]) > 3;
          // A click without a drag takes the part away.
          if (hasMoved) onPart(partOf(drag) ?? part);
          else if (part) onPart(undefined);
        }}
        onPointerCancel={() => setDrag(undefined)}
      >
        <canvas ref={canvas} style={{ width, height }} />
        <svg role="img" aria-label={`${cells.ra.length} cells of the sky hold objects`} width={width} height={height}>
          <path d={graticule} className="graticule" />
          {showsWhole && <path d={path({ type: "Sphere" }) ?? ""} className="graticule rim" />}
          {gridLabels(projection, { middleRa, middleDec, step, showsWhole, width, height }).map(({ text, x, y }) => (
            <text key={text} x={x} y={y}>
              {text}
            </text>
          ))}
          {outline && <path d={outline} className="lasso" />}
        </svg>
      </div>
      <PartForm key={JSON.stringify(part)} part={part} onPart={onPart} />
    </section>
  );
}

function niceStep(wanted: number): number {
  return [0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30].find((step) => step >= wanted) ?? 30;
}

interface Labelled {
  middleRa: number;
  middleDec: number;
  step: number;
  showsWhole: boolean;
  width: number;
  height: number;
}

/** Right ascensions along the middle, declinations at the left. */
function gridLabels(
  projection: (place: [number, number]) => Pixels | null,
  { middleRa, middleDec, step, showsWhole, width, height }: Labelled,
) {
  if (width === 0) return [];
  const found: { text: string; x: number; y: number }[] = [];
  const lines = showsWhole ? [-120, -60, 0, 60, 120] : [-2, -1, 0, 1, 2].map((n) => n * step);
  for (const offset of lines) {
    const ra = (Math.round((middleRa + offset) / step) * step + 360) % 360;
    const place = projection([ra, showsWhole ? 0 : middleDec]);
    if (place) found.push({ text: `${degrees(ra)} ra`, x: place[0] + 2, y: showsWhole ? place[1] - 3 : height - 4 });
  }
  for (const offset of showsWhole ? [-60, -30, 30, 60] : [-1, 0, 1].map((n) => n * step)) {
    const dec = Math.round(((showsWhole ? 0 : middleDec) + offset) / step) * step;
    const place = projection([middleRa, dec]);
    if (place)
      found.push({ text: `${dec > 0 ? "+" : ""}${degrees(dec)}`, x: showsWhole ? place[0] + 2 : 2, y: place[1] - 3 });
  }
  return found.filter(
    ({ x, y, text }, i) =>
      x >= 0 && x < width - 20 && y > 8 && y < height && found.findIndex((each) => each.text === text) === i,
  );
}

function degrees(value: number): string {
  return `${Number(value.toFixed(2))}°`;
}

function PartForm({ part, onPart }: Pick<Props, "part" | "onPart">) {
  const [problem, setProblem] = useState("");
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const entries = new FormData(event.currentTarget);
    const numbers = ["west", "east", "south", "north"].map((name) => {
      const text = String(entries.get(name) ?? "").trim();
      return text === "" ? Number.NaN : Number(text);
    });
    const [west, east, south, north] = numbers as [number, number, number, number];
    if (![west, east].every((ra) => ra >= 0 && ra <= 360) || !(south >= -90 && north <= 90 && south <= north))
      return setProblem("Right ascensions are 0 to 360°, declinations -90 to 90°, the smaller first.");
    onPart({ ra: [west, east], dec: [south, north] });
  };
  const field = (name: string, label: string, value: number | undefined) => (
    <input name={name} aria-label={label} placeholder={label} defaultValue={value} inputMode="decimal" size={7} />
  );
  return (
    <form className="range" onSubmit={submit}>
      {field("west", "ra from", part?.ra[0])}
      {field("east", "ra to", part?.ra[1])}
      {field("south", "dec from", part?.dec[0])}
      {field("north", "dec to", part?.dec[1])}
      <button type="submit" aria-label="Select this part of the sky">
        Select
      </button>
      {part && (
        <button type="button" aria-label="All of the sky" onClick={() => onPart(undefined)}>
          All
        </button>
      )}
      {problem && <p role="alert">{problem}</p>}
    </form>
  );
}
