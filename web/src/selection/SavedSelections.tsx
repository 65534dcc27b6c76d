/** Selections with a name: save what is shown, load, remove after a question. */

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useEffect, useRef, useState } from "react";
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
  /** The one whose removal is asked about. */
  const [leaving, setLeaving] = useState<string>();
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
    onSettled: () => setLeaving(undefined),
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
                onClick={() => setLeaving(each.name)}
              >
                ×
              </button>
              {leaving === each.name && (
                <Leaving
                  survey={survey}
                  name={each.name}
                  keep={() => setLeaving(undefined)}
                  remove={() => remove.mutate(each.name)}
                />
              )}
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

/** There is no way back: so it is asked, and what would miss it is named. */
function Leaving({
  survey,
  name,
  keep,
  remove,
}: {
  survey: string;
  name: string;
  keep: () => void;
  remove: () => void;
}) {
  const uses = useQuery({
    queryKey: ["selection classes", survey, name],
    queryFn: () => api.selectionClasses(survey, name),
    gcTime: 0,
  });
  const kept = useRef<HTMLButtonElement>(null);
  useEffect(() => kept.current?.focus(), []);
  const classes = uses.data?.classes ?? [];
  return (
    <div role="alertdialog" aria-label={`Remove ${name} for good?`}>
      <p>
        Remove {name} for good?
        {classes.length > 0 && ` It teaches ${classes.join(", ")}, which could not be trained again from it.`}
        {uses.isError && ` Whether it teaches a class is not known: ${uses.error.message}`}
      </p>
      <button ref={kept} type="button" onClick={keep}>
        Keep
      </button>
      <button type="button" disabled={uses.isPending} onClick={remove}>
        Remove
      </button>
    </div>
  );
}

/** A list of ids is too long for an address: then it holds the name. */
export function loaded({ name, listed, conditions }: Saved["selections"][number]): PageSelection {
  if (listed !== null) return { filters: [], saved: name };
  return { filters: conditions.filters ?? [], lasso: conditions.lasso, sky: conditions.sky };
}
