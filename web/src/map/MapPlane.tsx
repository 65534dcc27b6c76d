/** A map of anything: points to drag, zoom and draw a lasso round, with names; pictures in their place where few are in sight. */

import { type KeyboardEvent, type PointerEvent, type ReactNode, useEffect, useMemo, useRef, useState } from "react";
import { cssColour, type Inks } from "./colours.ts";
import type { DensityLine } from "./contours.ts";
import {
  bounded,
  type Frame,
  inSight,
  nearestAt,
  type Point,
  panned,
  type Size,
  toMap,
  toPixels,
  unitsPerPixel,
  wholeFrame,
  zoomed,
} from "./frame.ts";
import { simplified } from "./lasso.ts";
import { type MapName, placedNames } from "./placedNames.ts";
import type { SurveyMap } from "./surveyMap.ts";
import { usePoints } from "./usePoints.ts";

interface Props {
  map: SurveyMap;
  /** What a point stands for, such as object. */
  noun: string;
  /** Shown in place of a point where few are in sight; left out, points stay points. */
  pictureOf?: (index: number) => ReactNode;
  /** What is said of the point under the pointer. */
  cardOf: (index: number) => ReactNode;
  /** Where no map can be drawn: how else to come by the places. */
  instead: ReactNode;
  /** A point that stands out. */
  marked?: number;
  /** Points with a ring each, few enough to draw. */
  lit?: readonly number[];
  inks: Inks;
  /** As the address has it. */
  start: Frame | undefined;
  lasso: readonly Point[] | undefined;
  lines: readonly DensityLine[];
  names: readonly MapName[];
  isLassoing: boolean;
  setLassoing: (isLassoing: boolean) => void;
  /** Called when the person has come to rest. */
  onFrame: (frame: Frame) => void;
  /** @param span of the frame in which it was drawn */
  onLasso: (corners: readonly Point[] | undefined, span: number) => void;
  open: (id: string) => void;
}

const mostCutouts = 40;
const cutoutSide = 64;
const stepPixels = 60;
const keyZoom = 1.4;
const restMilliseconds = 250;

export function MapPlane(props: Props) {
  const { map, noun, pictureOf, cardOf, instead, marked, lit, inks, start, lasso, lines, names, isLassoing } = props;
  const { setLassoing, onFrame, onLasso, open } = props;
  const plane = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const [size, setSize] = useState<Size>({ width: 0, height: 0 });
  const [frame, setFrame] = useState<Frame>(() => bounded(start ?? wholeFrame(map), map));
  const [drawn, setDrawn] = useState<Point[]>();
  const [near, setNear] = useState<number>();
  const held = useRef<{ from: Point; last: Point; hasMoved: boolean }>(undefined);
  const isAble = usePoints(canvas, { map, inks, frame, size });

  useEffect(() => {
    if (!plane.current) return;
    const observer = new ResizeObserver(([entry]) => {
      const { width = 0, height = 0 } = entry?.contentRect ?? {};
      setSize({ width, height });
    });
    observer.observe(plane.current);
    return () => observer.disconnect();
  }, []);
  // The address changed by itself: Back, or a link.
  const wanted = start && `${start.x} ${start.y} ${start.span}`;
  const known = useRef(wanted);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the same numbers are the same frame
  useEffect(() => {
    if (known.current === wanted) return;
    known.current = wanted;
    setFrame(bounded(start ?? wholeFrame(map), map));
  }, [wanted, map]);
  const isFirst = useRef(true);
  useEffect(() => {
    if (isFirst.current) {
      isFirst.current = false;
      return;
    }
    const timer = setTimeout(() => onFrame(frame), restMilliseconds);
    return () => clearTimeout(timer);
  }, [frame, onFrame]);
  useEffect(() => {
    const element = plane.current;
    if (!element) return;
    const onWheel = (event: WheelEvent) => {
      event.preventDefault();
      const pixels = event.deltaY * (event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 30 : 1);
      const at = placeIn(element, event);
      setFrame((before) =>
        bounded(zoomed(before, size, Math.exp(Math.max(-300, Math.min(300, pixels)) / 500), at), map),
      );
      setNear(undefined);
    };
    // React's own would be passive, and the page would scroll along.
    element.addEventListener("wheel", onWheel, { passive: false });
    return () => element.removeEventListener("wheel", onWheel);
  }, [size, map]);

  const hasPictures = pictureOf !== undefined;
  const cutouts = useMemo(
    () => (size.width === 0 || !hasPictures ? [] : (inSight(map, frame, size, mostCutouts) ?? [])),
    [map, frame, size, hasPictures],
  );
  const at = (index: number): Point =>
    toPixels(frame, size, [map.places[2 * index] as number, map.places[2 * index + 1] as number]);
  const reach = cutouts.length > 0 ? cutoutSide / 2 : 9;
  const openNear = (index: number | undefined) => {
    const id = index === undefined ? undefined : map.ids[index];
    if (id !== undefined) open(id);
  };
  const finishLasso = (line: readonly Point[]) => {
    if (line.length > 2)
      onLasso(
        simplified(line, 1.5).map((point) => toMap(frame, size, point)),
        frame.span,
      );
    setDrawn(undefined);
    setLassoing(false);
  };

  const onPointerDown = (event: PointerEvent<HTMLDivElement>) => {
    if (event.button !== 0) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    const place = placeIn(event.currentTarget, event);
    held.current = { from: place, last: place, hasMoved: false };
    setNear(undefined);
    if (isLassoing || event.shiftKey) setDrawn([place]);
  };
  const onPointerMove = (event: PointerEvent<HTMLDivElement>) => {
    const place = placeIn(event.currentTarget, event);
    const grip = held.current;
    if (!grip) return setNear(nearestAt(map, frame, size, place, reach));
    const [right, down] = [place[0] - grip.last[0], place[1] - grip.last[1]];
    grip.hasMoved ||= Math.hypot(place[0] - grip.from[0], place[1] - grip.from[1]) > 4;
    grip.last = place;
    if (drawn) setDrawn([...drawn, place]);
    else if (grip.hasMoved) setFrame((before) => bounded(panned(before, size, right, down), map));
  };
  const onPointerUp = (event: PointerEvent<HTMLDivElement>) => {
    const grip = held.current;
    held.current = undefined;
    if (drawn) finishLasso(drawn);
    else if (grip && !grip.hasMoved) openNear(nearestAt(map, frame, size, placeIn(event.currentTarget, event), reach));
  };
  const onPointerCancel = () => {
    held.current = undefined;
    setDrawn(undefined);
  };
  const selectInSight = () => {
    const corners = [
      [0, 0],
      [size.width, 0],
      [size.width, size.height],
      [0, size.height],
    ] as const;
    onLasso(
      corners.map((corner) => toMap(frame, size, corner)),
      frame.span,
    );
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const middle: Point = [size.width / 2, size.height / 2];
    const moved = movedByKey(event.key, frame, size, map);
    if (moved) {
      event.preventDefault();
      const next = bounded(moved, map);
      setFrame(next);
      // By keys one looks at the middle.
      setNear(nearestAt(map, next, size, middle, stepPixels));
    } else if (event.key === "Enter") openNear(near);
    else if (event.key === "l" || event.key === "L") setLassoing(!isLassoing);
    else if (event.key === "v" || event.key === "V") selectInSight();
    else if (event.key === "Escape" && isLassoing) setLassoing(false);
    else if (event.key === "Escape") onLasso(undefined, frame.span);
  };

  const outline = (drawn ?? lasso?.map((corner) => toPixels(frame, size, corner)))
    ?.map((point) => point.join(","))
    .join(" ");
  const nearPlace = near === undefined ? undefined : at(near);
  const markedPlace = marked === undefined ? undefined : at(marked);
  return (
    <div
      ref={plane}
      className={isLassoing ? "plane lassoing" : "plane"}
      role="application"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: its keys need the focus
      tabIndex={0}
      aria-label={`Map of ${map.ids.length.toLocaleString("en-US")} ${noun}s. Arrows move, plus and minus zoom, 0 shows all, Enter opens the ${noun} in the middle, L draws a lasso, V selects what is in view, Escape ends the selection.`}
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
      onPointerUp={onPointerUp}
      onPointerCancel={onPointerCancel}
      onPointerLeave={() => held.current === undefined && setNear(undefined)}
      onKeyDown={onKeyDown}
    >
      {!isAble && (
        <p className="state" role="alert">
          This browser has no WebGL2, which draws the map: try another, or switch hardware acceleration on. {instead}
        </p>
      )}
      <canvas ref={canvas} hidden={!isAble} />
      {isAble &&
        cutouts.map((index) => (
          <div
            key={map.ids[index]}
            className={index === near ? "placed foremost" : "placed"}
            style={{ ...leftTop(at(index), cutoutSide), borderColor: inkOf(inks, index) }}
          >
            {pictureOf?.(index)}
          </div>
        ))}
      <svg aria-hidden="true">
        <g transform={transformOf(map, frame, size)}>
          {lines.map(({ depth, path }) => (
            <path key={depth} d={path} className="density" style={{ opacity: 0.3 + 0.5 * depth }} />
          ))}
        </g>
        {outline && <polygon points={outline} className="lasso" />}
        {isAble &&
          lit?.map((index) => {
            const [left, top] = at(index);
            return <circle key={index} cx={left} cy={top} r={4} className="lit" />;
          })}
        {isAble && markedPlace && <circle cx={markedPlace[0]} cy={markedPlace[1]} r={11} className="ring marked" />}
        {isAble && nearPlace && <circle cx={nearPlace[0]} cy={nearPlace[1]} r={8} className="ring" />}
      </svg>
      {placedNames(names, frame, size).map(({ name, at: [left, top] }) => (
        <span key={name} className="cluster-name" style={{ left, top }}>
          {name}
        </span>
      ))}
      {isAble && nearPlace && (
        <div className="near" role="status" style={cardPlace(nearPlace, size)}>
          {cardOf(near as number)}
        </div>
      )}
    </div>
  );
}

function movedByKey(key: string, frame: Frame, size: Size, map: SurveyMap): Frame | undefined {
  const middle: Point = [size.width / 2, size.height / 2];
  if (key === "ArrowLeft") return panned(frame, size, stepPixels, 0);
  if (key === "ArrowRight") return panned(frame, size, -stepPixels, 0);
  if (key === "ArrowUp") return panned(frame, size, 0, stepPixels);
  if (key === "ArrowDown") return panned(frame, size, 0, -stepPixels);
  if (key === "+" || key === "=") return zoomed(frame, size, 1 / keyZoom, middle);
  if (key === "-") return zoomed(frame, size, keyZoom, middle);
  return key === "0" ? wholeFrame(map) : undefined;
}

/** From the map's normalised units to the window's pixels. */
function transformOf({ middle, half }: SurveyMap, frame: Frame, size: Size): string {
  const [left, top] = toPixels(frame, size, [middle.x, middle.y]);
  const scale = half / unitsPerPixel(frame, size);
  return `translate(${left} ${top}) scale(${scale} ${-scale})`;
}

function placeIn(element: Element, { clientX, clientY }: { clientX: number; clientY: number }): Point {
  const { left, top } = element.getBoundingClientRect();
  return [clientX - left - element.clientLeft, clientY - top - element.clientTop];
}

function leftTop([left, top]: Point, side: number) {
  return { left: left - side / 2, top: top - side / 2 };
}

function inkOf({ colours }: Inks, index: number): string {
  return cssColour([colours[4 * index] as number, colours[4 * index + 1] as number, colours[4 * index + 2] as number]);
}

/** Beside the object, on the side where there is room. */
function cardPlace([left, top]: Point, { width, height }: Size) {
  return {
    ...(left < width / 2 ? { left: left + 14 } : { right: width - left + 14 }),
    ...(top < height / 2 ? { top: top + 14 } : { bottom: height - top + 14 }),
  };
}
