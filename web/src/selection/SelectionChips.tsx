/** The parts of a selection that are no filters, each to be taken away. */

import type { PageSelection } from "./selectionAddress.ts";

export function SelectionChips({
  selection,
  damaged,
  change,
}: {
  selection: PageSelection;
  /** As `damagedParts` has them. */
  damaged: readonly string[];
  change: (next: PageSelection) => void;
}) {
  const { lasso, sky, saved } = selection;
  return (
    <>
      {damaged.map((part) => (
        <li key={part}>
          <span role="alert">“{part}” of this address cannot be read, and is left out</span>
        </li>
      ))}
      {lasso && <Chip text="drawn on the map" remove={() => change({ ...selection, lasso: undefined })} />}
      {sky && (
        <Chip
          text={`ra ${sky.ra.join("° to ")}°, dec ${sky.dec.join("° to ")}°`}
          remove={() => change({ ...selection, sky: undefined })}
        />
      )}
      {saved !== undefined && <Chip text={`in ${saved}`} remove={() => change({ ...selection, saved: undefined })} />}
    </>
  );
}

function Chip({ text, remove }: { text: string; remove: () => void }) {
  return (
    <li>
      {text}
      <button type="button" className="quiet" aria-label={`Remove: ${text}`} onClick={remove}>
        ×
      </button>
    </li>
  );
}
