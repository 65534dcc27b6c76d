/** Selections with a name: save what is shown, load, remove. */

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { FormEvent } from "react";
import { api, type SavedSelections as Saved } from "../api.ts";
import { rememberedPerson } from "../label/Person.tsx";
import { isWhole, type PageSelection } from "./selectionAddress.ts";

interface Props {
  survey: string;
  selection: PageSelection;
  change: (next: PageSelection) => void;
}

export function SavedSelections({ survey, selection, change }: Props) {
  const queries = useQueryClient();
  const key = ["selections", survey];
  const list = useQuery({ queryKey: key, queryFn: () => api.selections(survey) });
  const refresh = () => queries.invalidateQueries({ queryKey: key });
  const save = useMutation({
    mutationFn: (name: string) => api.saveSelection(survey, name, rememberedPerson(), selection),
    onSuccess: refresh,
  });
  const remove = useMutation({
    mutationFn: (name: string) => api.removeSelection(survey, name),
    onSuccess: refresh,
  });
  const onSave = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const name = String(new FormData(form).get("name") ?? "").trim();
    if (name !== "") save.mutate(name, { onSuccess: () => form.reset() });
  };
  const failed = save.error ?? remove.error ?? list.error;
  const saved = list.data?.selections ?? [];
  return (
    <details className="saved-selections">
      <summary>Saved selections{saved.length > 0 ? ` (${saved.length})` : ""}</summary>
      <div>
        {saved.length === 0 && <p className="faint">None yet.</p>}
        <ul>
          {saved.map((each) => (
            <li key={each.name}>
              <button type="button" onClick={() => change(loaded(each))} title={each.what}>
                {each.name}
              </button>
              <span className="faint">
                {each.objects.toLocaleString("en-US")} {each.by === null ? "" : `by ${each.by}`}
              </span>
              <button
                type="button"
                className="quiet"
                aria-label={`Remove the saved selection ${each.name}`}
                onClick={() => remove.mutate(each.name)}
              >
                ×
              </button>
            </li>
          ))}
        </ul>
        <form onSubmit={onSave}>
          <label>
            Save this one as
            <input name="name" size={14} maxLength={64} autoComplete="off" required />
          </label>
          <button type="submit" disabled={isWhole(selection) || save.isPending}>
            Save
          </button>
        </form>
        {isWhole(selection) && <p className="faint">Everything is selected: filter, drag or draw first.</p>}
        {failed && (
          <p role="alert" className="failed">
            {failed.message}
          </p>
        )}
        {save.isSuccess && <p role="status">Saved as {save.data.saved.name}.</p>}
      </div>
    </details>
  );
}

/** A list of ids is too long for an address: then it holds the name. */
export function loaded({ name, listed, conditions }: Saved["selections"][number]): PageSelection {
  if (listed !== null) return { filters: [], saved: name };
  return { filters: conditions.filters ?? [], lasso: conditions.lasso, sky: conditions.sky };
}
