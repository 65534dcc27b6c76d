/** Searches that were given a name: saved from the list, opened again with what is new since. */

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { counted } from "../../../src/counted.ts";
import { linkTo } from "../address.ts";
import { api } from "../api.ts";
import { Failed } from "../parts/states.tsx";
import { type PaperAddress, readAddress, searchQuery, writtenAddress } from "./paperAddress.ts";

/** Nothing where none is saved: the page then says how to search. */
export function SavedSearches() {
  const client = useQueryClient();
  const saved = useQuery({ queryKey: ["saved searches"], queryFn: api.savedSearches });
  const again = () => client.invalidateQueries({ queryKey: ["saved searches"] });
  const seeing = useMutation({ mutationFn: api.seeSearch, onSuccess: again });
  const removing = useMutation({ mutationFn: api.removeSearch, onSuccess: again });
  if (saved.isError) return <Failed error={saved.error} retry={saved.refetch} />;
  if (!saved.data || saved.data.searches.length === 0) return null;
  return (
    <section aria-label="Saved searches">
      <h2>Saved searches</h2>
      {removing.isError && <Failed error={removing.error} retry={removing.reset} />}
      <ul className="saved">
        {saved.data.searches.map(({ name, query, year, author, category, feedback, weights, since, found, fresh }) => {
          const filters = { year, author, category };
          const usual = readAddress(new URLSearchParams());
          const address = { ...usual, q: query, filters, feedback: feedback ?? false, weights: weights ?? {} };
          return (
            <li key={name}>
              <a {...linkTo(writtenAddress(address))}>{name}</a>{" "}
              <span className="faint">
                {query} · {counted(found, "paper")}
              </span>{" "}
              {fresh > 0 && (
                <>
                  <strong>
                    {fresh} new since {since.slice(0, 10)}
                  </strong>{" "}
                  <button type="button" className="quiet" onClick={() => seeing.mutate(name)}>
                    Seen
                  </button>
                </>
              )}
              <button
                type="button"
                className="quiet"
                aria-label={`Remove the saved search ${name}`}
                onClick={() => removing.mutate(name)}
              >
                ×
              </button>
            </li>
          );
        })}
      </ul>
    </section>
  );
}

export function SaveSearch({ address }: { address: PaperAddress }) {
  const client = useQueryClient();
  const saving = useMutation({
    mutationFn: (name: string) => {
      const { q = "", year, author, category } = searchQuery(address);
      const { feedback, weights } = address;
      return api.saveSearch({
        ...{ name, q, year, author, category },
        feedback: feedback || undefined,
        weights: Object.keys(weights).length > 0 ? weights : undefined,
      });
    },
    onSuccess: () => client.invalidateQueries({ queryKey: ["saved searches"] }),
  });
  return (
    <form
      className="save"
      onSubmit={(event) => {
        event.preventDefault();
        const form = event.currentTarget;
        const name = String(new FormData(form).get("name") ?? "").trim();
        if (name !== "") saving.mutate(name, { onSuccess: () => form.reset() });
      }}
    >
      <input name="name" aria-label="Name of the search" placeholder="name" size={12} autoComplete="off" />
      <button type="submit" disabled={saving.isPending}>
        Save the search
      </button>
      {saving.isSuccess && <span role="status"> saved as {saving.data.name}</span>}
      {saving.isError && (
        <span className="failed" role="alert">
          {" "}
          {saving.error.message}
        </span>
      )}
    </form>
  );
}
