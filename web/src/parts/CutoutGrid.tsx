/** A grid of cutouts of any length: only what is in sight is in the document. Keys: arrows, Home, End, Page Up/Down, Enter. */

import { useVirtualizer } from "@tanstack/react-virtual";
import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import { imageUrl } from "../api.ts";
import { CutoutImage } from "./CutoutImage.tsx";

export interface Cell {
  id: string;
  caption: string;
}

interface Props {
  survey: string;
  total: number;
  /** Undefined while it is being fetched. */
  cellAt: (index: number) => Cell | undefined;
  /** Called with what is in sight. */
  onRange: (first: number, last: number) => void;
  open: (id: string, index: number) => void;
  /** The galaxy that has the focus at first. */
  start: number;
}

const cellWidth = 116;
const cellHeight = 138;

export function CutoutGrid({ survey, total, cellAt, onRange, open, start }: Props) {
  const scroller = useRef<HTMLDivElement>(null);
  const [columns, setColumns] = useState(1);
  const [current, setCurrent] = useState(start);
  const rows = Math.ceil(total / columns);
  const virtualizer = useVirtualizer({
    count: rows,
    getScrollElement: () => scroller.current,
    estimateSize: () => cellHeight,
    overscan: 3,
    initialOffset: Math.floor(start / columns) * cellHeight,
  });
  useEffect(() => {
    if (!scroller.current) return;
    const observer = new ResizeObserver(([entry]) =>
      setColumns(Math.max(1, Math.floor((entry?.contentRect.width ?? 0) / cellWidth))),
    );
    observer.observe(scroller.current);
    return () => observer.disconnect();
  }, []);
  const visible = virtualizer.getVirtualItems();
  const [first, last] = [visible[0]?.index ?? 0, visible.at(-1)?.index ?? 0];
  useEffect(() => onRange(first * columns, (last + 1) * columns - 1), [first, last, columns, onRange]);

  const onKey = (event: KeyboardEvent) => {
    const perScreen = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / cellHeight)) * columns;
    const steps: Record<string, number> = {
      ArrowRight: 1,
      ArrowLeft: -1,
      ArrowDown: columns,
      ArrowUp: -columns,
      PageDown: perScreen,
      PageUp: -perScreen,
      Home: -total,
      End: total,
    };
    const cell = cellAt(current);
    if (event.key === "Enter" && cell) open(cell.id, current);
    const step = steps[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const next = Math.min(total - 1, Math.max(0, current + step));
    setCurrent(next);
    virtualizer.scrollToIndex(Math.floor(next / columns));
  };
  return (
    <div
      ref={scroller}
      className="grid"
      role="listbox"
      tabIndex={0}
      aria-label={`${total} galaxies`}
      aria-activedescendant={`cell-${current}`}
      onKeyDown={onKey}
    >
      <div style={{ height: virtualizer.getTotalSize(), position: "relative" }}>
        {visible.map((row) => (
          <div key={row.key} className="row" style={{ transform: `translateY(${row.start}px)` }}>
            {Array.from({ length: Math.min(columns, total - row.index * columns) }, (_, column) => {
              const index = row.index * columns + column;
              const cell = cellAt(index);
              return (
                // biome-ignore lint/a11y/useKeyWithClickEvents: keys go to the list, which knows the current galaxy
                // biome-ignore lint/a11y/useFocusableInteractive: aria-activedescendant moves instead of the focus
                <div
                  key={index}
                  id={`cell-${index}`}
                  role="option"
                  aria-selected={index === current}
                  aria-posinset={index + 1}
                  aria-setsize={total}
                  className="cell"
                  onClick={() => cell && open(cell.id, index)}
                >
                  {cell ? (
                    <>
                      <CutoutImage src={imageUrl(survey, cell.id, 96)} alt={`galaxy ${cell.id}`} side={104} />
                      <span>{cell.caption}</span>
                    </>
                  ) : (
                    <span className="blank" />
                  )}
                </div>
              );
            })}
          </div>
        ))}
      </div>
    </div>
  );
}
