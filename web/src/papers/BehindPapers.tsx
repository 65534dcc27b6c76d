/** The papers behind one bar, each with the sentences that it was counted for. */

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { linkTo } from "../address.ts";
import { api } from "../api.ts";
import { Failed, Waiting } from "../parts/states.tsx";
import { ExportPapers } from "./ExportPapers.tsx";
import { type BehindAddress, type ImpactAddress, impactQuery, writtenImpactAddress } from "./impactAddress.ts";
import { MarkedText } from "./MarkedText.tsx";

const noneTicked: ReadonlySet<string> = new Set();
/** What the server writes at once. */
const mostExported = 5000;

export function BehindPapers({ address, behind }: { address: ImpactAddress; behind: BehindAddress }) {
  const query = { ...impactQuery(address), ...behind };
  const found = useQuery({
    queryKey: ["papers behind", query],
    queryFn: () => api.papersBehind(query),
    placeholderData: keepPreviousData,
    retry: false,
  });
  const parts = [behind.year, behind.topic, behind.together && `with ${behind.together}`, kindText(behind)];
  const title = [behind.name, ...parts].filter(Boolean).join(", ");
  return (
    <section aria-label="Papers behind the count" aria-busy={found.isPlaceholderData}>
      <div className="bar">
        <h3>{title}</h3>
        <a {...linkTo(writtenImpactAddress({ ...address, behind: undefined }))}>Close the list</a>
      </div>
      {found.isError ? (
        <Failed error={found.error} retry={found.refetch} />
      ) : found.isPending ? (
        <Waiting what="Reading the papers" />
      ) : found.data.ids.length === 0 ? (
        <p className="faint">No paper is behind it.</p>
      ) : (
        <>
          <p className="faint" role="status">
            {found.data.ids.length.toLocaleString("en-US")} {found.data.ids.length === 1 ? "paper" : "papers"}
            {found.data.papers.length < found.data.ids.length && `, the newest ${found.data.papers.length} listed`}
          </p>
          <ExportPapers ids={found.data.ids.slice(0, mostExported)} ticked={noneTicked} />
          <ul className="like">
            {found.data.papers.map(({ id, title: each, author, year, sentences }) => (
              <li key={id}>
                <a {...linkTo(writtenImpactAddress({ ...address, paper: id, at: undefined }))}>{each}</a>
                <span className="faint">
                  {author} · {year ?? "undated"}
                </span>
                {sentences
                  .filter(({ at }) => at?.field !== "title")
                  .map(({ sentence, names, kinds, at }) => (
                    <blockquote key={sentence}>
                      <MarkedText text={sentence} words={names} />{" "}
                      {at && <a {...linkTo(writtenImpactAddress({ ...address, paper: id, at }))}>{saidBy(kinds)}</a>}
                    </blockquote>
                  ))}
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}

/** What a sentence counts as: what says most. */
function saidBy(kinds: readonly ("use" | "mention" | "object")[]): string {
  return kinds.includes("use") ? "use" : kinds.includes("mention") ? "mention" : "an object's name";
}

function kindText({ kind }: BehindAddress): string | undefined {
  return kind === "use" ? "say that they use it" : kind === "object" ? "name only objects after it" : undefined;
}
