/** Papers of the list as a file for a reference manager: those that are ticked, or all of them. */

import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../api.ts";
import { Failed } from "../parts/states.tsx";

const formats = {
  bibtex: ["BibTeX", "bib"],
  ris: ["RIS", "ris"],
  csv: ["CSV", "csv"],
  jsonl: ["JSON lines", "jsonl"],
} as const;
type Format = keyof typeof formats;

interface Props {
  /** Of the list, in its order. */
  ids: readonly string[];
  ticked: ReadonlySet<string>;
}

export function ExportPapers({ ids, ticked }: Props) {
  const [format, choose] = useState<Format>("bibtex");
  const chosen = ids.filter((id) => ticked.has(id));
  const wanted = chosen.length > 0 ? chosen : ids;
  const exporting = useMutation({
    mutationFn: () => api.exportPapers(wanted, format),
    onSuccess: ({ text }) => save(text, `papers.${formats[format][1]}`),
  });
  return (
    <div className="export">
      <label>
        <span className="hidden">Format</span>
        <select value={format} onChange={({ target }) => choose(target.value as Format)}>
          {Object.entries(formats).map(([name, [title]]) => (
            <option key={name} value={name}>
              {title}
            </option>
          ))}
        </select>
      </label>
      <button type="button" disabled={exporting.isPending} onClick={() => exporting.mutate()}>
        Export {chosen.length > 0 ? `${chosen.length} ticked` : `these ${wanted.length}`}
      </button>
      {exporting.isError && <Failed error={exporting.error} retry={() => exporting.mutate()} />}
    </div>
  );
}

function save(text: string, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "text/plain;charset=utf-8" }));
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}
