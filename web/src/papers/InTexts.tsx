/** Full texts that have the question's words: the sentence, where it stands, and the way to it. */

import { shownText } from "../../../src/literature/shownText.ts";
import { linkTo } from "../address.ts";
import type { FoundPapers } from "../api.ts";

type Match = FoundPapers["inTexts"][number];

interface Props {
  matches: readonly Match[];
  to: (match: Match) => string;
}

const mostShown = 10;

export function InTexts({ matches, to }: Props) {
  return (
    <section aria-label="In full texts">
      <h3>In full texts</h3>
      <ul className="like">
        {matches.slice(0, mostShown).map((match) => (
          <li key={match.id}>
            <a {...linkTo(to(match))}>{shownText(match.title)}</a>
            <span className="faint">
              {match.section === "" ? "" : `${match.section}, `}page {match.page}:
            </span>{" "}
            {shownText(match.quote)}
          </li>
        ))}
      </ul>
    </section>
  );
}
