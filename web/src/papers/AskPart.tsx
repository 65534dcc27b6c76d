/** A question to the papers of a part of the map alone: it is answered beside the search, which stays in that part. */

import { go } from "../address.ts";
import type { PapersRegion } from "../api.ts";
import { readAddress, writtenAddress } from "./paperAddress.ts";

interface Props {
  /** What is searched for on the map. */
  q: string;
  lasso: string | null;
  region: PapersRegion | undefined;
}

export function AskPart({ q, lasso, region }: Props) {
  const part = lasso ? "papers in the lasso" : "papers of this region";
  return (
    <form
      className="search"
      onSubmit={(event) => {
        event.preventDefault();
        const question = String(new FormData(event.currentTarget).get("question") ?? "").trim();
        if (question === "") return;
        const address = readAddress(new URLSearchParams({ q: question, ask: question }));
        go(writtenAddress({ ...address, lasso: lasso ?? undefined, region: region && String(region.id) }));
      }}
    >
      <input
        name="question"
        aria-label={`Ask the ${part}`}
        placeholder={`ask the ${part}`}
        defaultValue={q}
        maxLength={2000}
        autoComplete="off"
      />
      <button type="submit">Ask</button>
    </form>
  );
}
