/** One cluster: its middle in pictures, what it is, and what a person may make of it. */

import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { FormEvent } from "react";
import { linkTo, pathTo } from "../address.ts";
import { api, type Cluster, imageUrl } from "../api.ts";
import { rememberedPerson } from "../label/Person.tsx";
import { CutoutImage } from "../parts/CutoutImage.tsx";

interface Props {
  survey: string;
  clustering: string;
  cluster: Cluster;
}

interface Labelled {
  column: string;
  rest: string;
}

const side = 80;

export function ClusterCard({ survey, clustering, cluster }: Props) {
  const { cluster: number, name, size, share, interest, isolation, persistence, stability, medoids } = cluster;
  const { surprise, artefact, traits, tags } = cluster;
  const queries = useQueryClient();
  const which = { clustering, cluster: number };
  const rename = useMutation({
    mutationFn: (words: string) => api.nameCluster(survey, { ...which, name: words }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ["clusters", survey] }),
  });
  const select = useMutation({
    mutationFn: () => api.selectCluster(survey, { ...which, by: rememberedPerson() }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ["selections", survey] }),
  });
  const label = useMutation({
    mutationFn: ({ column, rest }: Labelled) => api.labelCluster(survey, { ...which, column, rest: rest || undefined }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ["survey", survey] }),
  });
  const submitted = (use: (field: (name: string) => string) => void) => (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const fields = new FormData(event.currentTarget);
    use((name) => String(fields.get(name) ?? "").trim());
  };
  const failed = rename.error ?? select.error ?? label.error;
  const measures = [
    `interest ${interest.toFixed(2)}`,
    `isolation ${isolation.toFixed(2)}`,
    `persistence ${persistence.toFixed(2)}`,
    ...(stability === null ? [] : [`stability ${stability.toFixed(2)}`]),
    ...(surprise === null ? [] : [`surprise ${surprise.distance.toFixed(2)}`]),
    ...(artefact === null ? [] : [`artefact ${artefact.score.toFixed(2)}`]),
  ];
  const moreOf = [...traits.slice(0, 3), ...tags.slice(0, 3)];
  const title = name ?? `cluster ${number}`;
  return (
    <section className="cluster with-sheet" aria-label={title}>
      <div className="bar">
        <h2>{title}</h2>
        <p className="faint">
          {size.toLocaleString("en-US")} objects ({(100 * share).toFixed(1)} %); {measures.join(", ")}
          {name !== null && `; number ${number}`}
        </p>
      </div>
      <ul className="sheet" aria-label="its most central galaxies">
        {medoids.map((id) => (
          <li key={id}>
            <a {...linkTo(pathTo("survey", survey, "galaxy", id))} title={id}>
              <CutoutImage src={imageUrl(survey, id, 96)} alt={`galaxy ${id}`} side={side} />
            </a>
          </li>
        ))}
      </ul>
      {artefact !== null && artefact.score >= 0.5 && <p>Likely artefacts: look at the pictures before you name it.</p>}
      {moreOf.length > 0 && (
        <p>
          More than the rest:{" "}
          {moreOf
            .map(
              ({ what, of, purity, enrichment }) =>
                `${what} (${(100 * purity).toFixed(0)} %${of === null || of === size ? "" : ` of the ${of} that were asked`}, ${enrichment.toFixed(1)} ×)`,
            )
            .join("; ")}
        </p>
      )}
      <div className="bar">
        <form className="choice" onSubmit={submitted((field) => rename.mutate(field("name")))}>
          <label>
            Name
            <input key={name} name="name" size={16} defaultValue={name ?? ""} maxLength={200} autoComplete="off" />
          </label>
          <button type="submit" disabled={rename.isPending}>
            Name it
          </button>
        </form>
        <button type="button" disabled={select.isPending} onClick={() => select.mutate()}>
          Save as selection
        </button>
        <form
          className="choice"
          onSubmit={submitted((field) => label.mutate({ column: field("column"), rest: field("rest") }))}
        >
          <label>
            Label column
            <input name="column" size={10} autoComplete="off" required />
          </label>
          <label title="class of everything else that was clustered; left empty, it keeps what it had">
            Rest
            <input name="rest" size={7} autoComplete="off" placeholder="as it was" />
          </label>
          <button type="submit" disabled={label.isPending}>
            Make it a label
          </button>
        </form>
      </div>
      {failed && (
        <p role="alert" className="failed">
          {failed.message}
        </p>
      )}
      {select.data && (
        <p role="status">
          Saved as {select.data.selection}: see it in the{" "}
          <a {...linkTo(`${pathTo("survey", survey)}?saved=${select.data.selection}`)}>grid</a> or on the{" "}
          <a {...linkTo(`${pathTo("map", survey)}?saved=${select.data.selection}`)}>map</a>.
        </p>
      )}
      {label.data && (
        <p role="status">
          {label.data.members.toLocaleString("en-US")} objects are labelled “{label.data.class}” in column{" "}
          {label.data.column}
          {label.data.rest > 0 && `, the other ${label.data.rest.toLocaleString("en-US")} “${label.variables.rest}”`}.
        </p>
      )}
    </section>
  );
}
