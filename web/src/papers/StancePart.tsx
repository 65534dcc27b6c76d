/** What papers say of a claim, as a bar of counts; each count opens the papers behind it with the sentence that it was read from. */

import { shownText } from "../../../src/literature/shownText.ts";
import { linkTo } from "../address.ts";
import type { AskedPapers } from "../api.ts";
import { type PaperAddress, writtenAddress } from "./paperAddress.ts";

const shown = ["supports", "contradicts", "mixed", "unclear"] as const;
const names = { supports: "for", contradicts: "against", mixed: "mixed", unclear: "unclear" } as const;

export function StancePart({
  answer: { stance, consensus },
  texts,
  address,
}: Pick<AskedPapers, "answer" | "texts"> & { address: PaperAddress }) {
  if (!consensus) return null;
  const { claim, counts, says } = consensus;
  const speaking = shown.reduce((sum, name) => sum + counts[name], 0);
  return (
    <section className="stance" aria-label="For and against">
      <h3>Claim: {claim}</h3>
      <p>{says}</p>
      {speaking > 0 && (
        <div className="stance-bar" aria-hidden="true">
          {shown.map(
            (name) =>
              counts[name] > 0 && (
                <span key={name} className={name} style={{ flexGrow: counts[name] }}>
                  {counts[name]} {names[name]}
                </span>
              ),
          )}
        </div>
      )}
      {shown.map(
        (name) =>
          counts[name] > 0 && (
            <details key={name}>
              <summary>
                {counts[name]} {names[name]}
              </summary>
              <ul>
                {stance
                  .filter((each) => each.stance === name)
                  .map(({ id, year, citation }) => (
                    <li key={id}>
                      {citation && <q>{shownText(citation.quote)}</q>}{" "}
                      <a {...linkTo(writtenAddress({ ...address, paper: id, at: placeOf(citation) }))}>
                        {shownText(texts[id]?.title ?? id)}
                      </a>{" "}
                      <span className="faint">({year ?? "undated"})</span>
                    </li>
                  ))}
              </ul>
            </details>
          ),
      )}
    </section>
  );
}

type Citation = AskedPapers["answer"]["stance"][number]["citation"];

/** Of a full text the page has no sentence to open at. */
function placeOf(citation: Citation): PaperAddress["at"] {
  if (!citation || citation.field === "text") return undefined;
  const { field, start, end } = citation;
  return { field, start, end };
}
