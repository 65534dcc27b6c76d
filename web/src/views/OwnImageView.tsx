/** Your own image: /image?run=name&survey=name. What a run predicts of a picture, and its neighbours; it is not uploaded. */

import { useQuery } from "@tanstack/react-query";
import { learns } from "../../../src/training/learns.ts";
import { go, linkTo } from "../address.ts";
import { api, type Encoders } from "../api.ts";
import { OwnImage } from "../ownImage/OwnImage.tsx";
import { Empty, Failed, Waiting } from "../parts/states.tsx";

export function OwnImageView({ search }: { search: URLSearchParams }) {
  const encoders = useQuery({ queryKey: ["encoders"], queryFn: api.encoders });
  if (encoders.isPending) return <Waiting what="Looking for runs" />;
  if (encoders.isError) return <Failed error={encoders.error} retry={encoders.refetch} />;
  const wanted = search.get("run");
  const chosen = wanted === null ? atFirst(encoders.data) : encoders.data.find(({ name }) => name === wanted);
  if (!chosen)
    return (
      <Empty>
        There is no finished run "{wanted}" here. <a {...linkTo("/image")}>Choose another</a>
      </Empty>
    );
  const survey = chosen.surveys.find((name) => name === search.get("survey")) ?? chosen.surveys[0];
  const choose = (changes: Record<string, string>) => {
    const next = new URLSearchParams({ run: chosen.name, ...(survey ? { survey } : {}), ...changes });
    go(`/image?${next}`, { replace: true });
  };
  return (
    <div className="galaxy">
      <div className="bar">
        <h1>Your own image</h1>
        <label className="choice">
          Run
          <select value={chosen.name} onChange={(event) => choose({ run: event.target.value })}>
            {encoders.data.map(({ name, task }) => (
              <option key={name} value={name}>
                {name}: {learns(task)}
              </option>
            ))}
          </select>
        </label>
        {survey !== undefined && (
          <label className="choice">
            Neighbours in
            <select value={survey} onChange={(event) => choose({ survey: event.target.value })}>
              {chosen.surveys.map((name) => (
                <option key={name}>{name}</option>
              ))}
            </select>
          </label>
        )}
      </div>
      <OwnImage run={chosen.name} survey={survey} />
    </div>
  );
}

/** The newest run whose neighbours can be shown. */
function atFirst(encoders: Encoders): Encoders[number] | undefined {
  return encoders.find(({ surveys }) => surveys.length > 0) ?? encoders[0];
}
