/** What the colours and shapes of a map mean. */

import type { MapColours } from "../api.ts";
import {
  classColour,
  classShape,
  cssColour,
  noColour,
  numberRange,
  rampColour,
  shapes,
  shortNumber,
} from "./colours.ts";

export function MapLegend({ column, values, isDark }: { column: string; values: MapColours; isDark: boolean }) {
  if (values.kind === "number") {
    const range = numberRange(values.values);
    const missing = values.values.filter((value) => value === null).length;
    const stops = Array.from({ length: 9 }, (_, i) => cssColour(rampColour(i / 8, isDark))).join(", ");
    return (
      <section className="legend" aria-label={`Legend: ${column}`}>
        {range ? (
          <>
            <span className="number">
              {range.isCutLow && "≤ "}
              {shortNumber(range.low)}
            </span>
            <span className="ramp" style={{ background: `linear-gradient(to right, ${stops})` }} />
            <span className="number">
              {range.isCutHigh && "≥ "}
              {shortNumber(range.high)}
            </span>
          </>
        ) : (
          <span>no object has a value</span>
        )}
        {range && missing > 0 && (
          <Entry colour={cssColour(noColour(isDark))} shape={0} name="no value" count={missing} />
        )}
      </section>
    );
  }
  const missing = values.codes.filter((code) => code === null).length;
  const { classes, others } = values;
  const largestFirst = classes.map((each, code) => ({ ...each, code })).sort((a, b) => b.count - a.count);
  return (
    <section className="legend" aria-label={`Legend: ${column}`}>
      <ul>
        {largestFirst.map(({ name, count, code }) => (
          <li key={name}>
            <Entry colour={cssColour(classColour(code, isDark))} shape={classShape(code)} name={name} count={count} />
          </li>
        ))}
        {others.classes > 0 && (
          <li>
            <Entry
              colour={cssColour(noColour(isDark))}
              shape={classShape(classes.length)}
              name={`${others.classes.toLocaleString("en-US")} other values`}
              count={others.count}
            />
          </li>
        )}
        {missing > 0 && (
          <li>
            <Entry colour={cssColour(noColour(isDark))} shape={0} name="no value" count={missing} />
          </li>
        )}
      </ul>
    </section>
  );
}

const outlines: Record<(typeof shapes)[number], string> = {
  disc: "M6 1.2a4.8 4.8 0 1 0 0 9.6a4.8 4.8 0 1 0 0-9.6",
  square: "M1.8 1.8h8.4v8.4h-8.4z",
  diamond: "M6 0.4L11.6 6L6 11.6L0.4 6z",
  triangle: "M6 0.8L11.4 10.8H0.6z",
};

function Entry({ colour, shape, name, count }: { colour: string; shape: number; name: string; count: number }) {
  return (
    <span className="entry">
      <svg viewBox="0 0 12 12" aria-hidden="true">
        <path d={outlines[shapes[shape % shapes.length] ?? "disc"]} fill={colour} />
      </svg>
      {name} <span className="faint">{count.toLocaleString("en-US")}</span>
    </span>
  );
}
