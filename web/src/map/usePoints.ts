/** A canvas that shows a map's points, whatever becomes of its size and of the graphics card. */

import { type RefObject, useEffect, useLayoutEffect, useRef, useState } from "react";
import type { Inks } from "./colours.ts";
import type { Frame, Size } from "./frame.ts";
import { type PointsRenderer, pointsRenderer } from "./pointsRenderer.ts";
import type { SurveyMap } from "./surveyMap.ts";

/** @returns whether the browser can draw it */
export function usePoints(
  canvas: RefObject<HTMLCanvasElement | null>,
  { map, inks, frame, size }: { map: SurveyMap; inks: Inks; frame: Frame; size: Size },
): boolean {
  const renderer = useRef<PointsRenderer>(undefined);
  const [isAble, setAble] = useState(true);
  // A driver that restarts takes the points with it.
  const [restored, setRestored] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a restored context is begun anew
  useLayoutEffect(() => {
    if (!canvas.current) return;
    renderer.current = pointsRenderer(canvas.current);
    setAble(renderer.current !== undefined);
    return () => {
      renderer.current?.free();
      renderer.current = undefined;
    };
  }, [canvas, restored]);
  useEffect(() => {
    const element = canvas.current;
    if (!element) return;
    const onLost = (event: Event) => event.preventDefault();
    const onRestored = () => setRestored((count) => count + 1);
    element.addEventListener("webglcontextlost", onLost);
    element.addEventListener("webglcontextrestored", onRestored);
    return () => {
      element.removeEventListener("webglcontextlost", onLost);
      element.removeEventListener("webglcontextrestored", onRestored);
    };
  }, [canvas]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a restored context is begun anew
  useLayoutEffect(() => renderer.current?.setMap(map), [map, restored]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a restored context is begun anew
  useLayoutEffect(() => renderer.current?.setInks(inks), [inks, restored]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a restored context, another map or other inks are drawn anew
  useLayoutEffect(() => {
    if (size.width > 0 && size.height > 0) renderer.current?.draw(frame, size, devicePixelRatio);
  }, [map, inks, frame, size, restored]);
  return isAble;
}
