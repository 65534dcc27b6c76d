/** Lies over a scatter plot: drag a rectangle for a range of both columns; a click opens the object that is under it. */

import { type CSSProperties, type PointerEvent, useState } from "react";
import { draggedTo, type Range } from "./range.ts";

export interface Ranges {
  x: Range;
  y: Range;
}

type Ends = readonly [low: number, high: number];
/** Shares of the plane's width and height, from the left and from the bottom. */
type Place = [across: number, up: number];

interface Props {
  /** Where the plot's plane lies. */
  frame: CSSProperties;
  x: Ends;
  y: Ends;
  ranges: Ranges;
  onRanges: (ranges: Ranges) => void;
  points: { ids: readonly string[]; x: readonly number[]; y: readonly number[] };
  open: (id: string) => void;
}

/** Pixels within which a click means a point, and a movement is none. */
const [reach, still] = [7, 3];

export function RectangleBrush({ frame, x, y, ranges, onRanges, points, open }: Props) {
  const [drag, setDrag] = useState<{ from: Place; to: Place }>();
  const [over, setOver] = useState<{ points: Props["points"]; at: number | undefined }>();
  // Other points may have come since.
  const under = over?.points === points && !drag ? over.at : undefined;
  const placeOf = ({ currentTarget, clientX, clientY }: PointerEvent<HTMLDivElement>): Place => {
    const { left, bottom, width, height } = currentTarget.getBoundingClientRect();
    const within = (share: number) => Math.min(1, Math.max(0, share));
    return [within((clientX - left) / width), within((bottom - clientY) / height)];
  };
  const pixelsBetween = (plane: Element, one: Place, other: Place) =>
    Math.hypot((one[0] - other[0]) * plane.clientWidth, (one[1] - other[1]) * plane.clientHeight);
  const pointPlace = (i: number): Place => [shareOf(points.x[i] as number, x), shareOf(points.y[i] as number, y)];
  const nearest = (plane: Element, place: Place): number | undefined => {
    let [found, least]: [number | undefined, number] = [undefined, reach];
    for (let i = 0; i < points.ids.length; i++) {
      const distance = pixelsBetween(plane, pointPlace(i), place);
      if (distance <= least) [found, least] = [i, distance];
    }
    return found;
  };
  const isRange = [ranges.x, ranges.y].some(({ low, high }) => low !== undefined || high !== undefined);
  const shown = drag
    ? rectangleOf(drag.from, drag.to)
    : isRange
      ? rectangleOf(
          [shareOf(ranges.x.low ?? x[0], x), shareOf(ranges.y.low ?? y[0], y)],
          [shareOf(ranges.x.high ?? x[1], x), shareOf(ranges.y.high ?? y[1], y)],
        )
      : undefined;
  const end = ({ currentTarget }: PointerEvent<HTMLDivElement>) => {
    if (!drag) return;
    setDrag(undefined);
    if (pixelsBetween(currentTarget, drag.from, drag.to) <= still) {
      const point = nearest(currentTarget, drag.to);
      if (point !== undefined) open(points.ids[point] as string);
      // A click on no point takes the rectangle away.
      else if (isRange) onRanges({ x: {}, y: {} });
      return;
    }
    const { left, right, bottom, top } = rectangleOf(drag.from, drag.to);
    const next = { x: rangeBetween(left, right, x), y: rangeBetween(bottom, top, y) };
    if (next.x.low < next.x.high && next.y.low < next.y.high) onRanges(next);
  };
  const [across = 0, up = 0] = under === undefined ? [] : pointPlace(under);
  return (
    <div
      className={under !== undefined ? "rectangle-brush over-point" : "rectangle-brush"}
      style={frame}
      onPointerDown={(event) => {
        if (event.button !== 0) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        setDrag({ from: placeOf(event), to: placeOf(event) });
      }}
      onPointerMove={(event) => {
        const to = placeOf(event);
        if (drag) setDrag({ from: drag.from, to });
        else setOver({ points, at: nearest(event.currentTarget, to) });
      }}
      onPointerUp={end}
      onPointerLeave={() => setOver(undefined)}
      onPointerCancel={() => setDrag(undefined)}
    >
      {shown && (
        <div
          className="brushed rectangle"
          style={{
            left: percent(shown.left),
            right: percent(1 - shown.right),
            bottom: percent(shown.bottom),
            top: percent(1 - shown.top),
          }}
        />
      )}
      {under !== undefined && (
        <>
          <div className="ring" style={{ left: percent(across), bottom: percent(up) }} />
          <div
            className="named"
            style={{
              bottom: `calc(${percent(up)} + 8px)`,
              ...(across < 0.5 ? { left: percent(across) } : { right: percent(1 - across) }),
            }}
          >
            {points.ids[under]}
          </div>
        </>
      )}
    </div>
  );
}

function rectangleOf(one: Place, other: Place) {
  return {
    left: Math.min(one[0], other[0]),
    right: Math.max(one[0], other[0]),
    bottom: Math.min(one[1], other[1]),
    top: Math.max(one[1], other[1]),
  };
}

function rangeBetween(from: number, to: number, axis: Ends) {
  return { low: draggedTo(from, axis), high: draggedTo(to, axis) };
}

function shareOf(value: number, [low, high]: Ends): number {
  return (Math.min(high, Math.max(low, value)) - low) / (high - low);
}

function percent(share: number): string {
  return `${100 * share}%`;
}
