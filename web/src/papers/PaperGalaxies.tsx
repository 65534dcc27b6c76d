/** The galaxies of a survey that a paper speaks of: those it names, else those that look as its words say. */

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { linkTo, pathTo } from "../address.ts";
import { api, imageUrl } from "../api.ts";
import { Failed, Waiting } from "../parts/states.tsx";

export function PaperGalaxies({ id }: { id: string }) {
  const surveys = useQuery({ queryKey: ["surveys"], queryFn: api.surveys });
  const names =
    surveys.data?.filter(({ problem, reproduction }) => !problem && !reproduction).map(({ name }) => name) ?? [];
  const [chosen, choose] = useState<string>();
  const survey = chosen ?? names[0];
  const spoken = useQuery({
    queryKey: ["galaxies of paper", survey, id],
    queryFn: () => api.paperGalaxies(survey as string, id),
    enabled: survey !== undefined,
  });
  if (surveys.isSuccess && names.length === 0) return null;
  const failed = surveys.isError ? surveys : spoken.isError ? spoken : undefined;
  return (
    <section aria-label="Galaxies it speaks of">
      <div className="bar">
        <h3>Galaxies it speaks of</h3>
        {names.length > 1 && (
          <label className="choice">
            in
            <select value={survey} onChange={({ target }) => choose(target.value)}>
              {names.map((name) => (
                <option key={name}>{name}</option>
              ))}
            </select>
          </label>
        )}
      </div>
      {failed?.error ? (
        <Failed error={failed.error} retry={failed.refetch} />
      ) : !spoken.isSuccess || survey === undefined ? (
        <Waiting what="Looking" />
      ) : (
        <>
          {spoken.data.exact.length === 0 ? (
            <p className="faint">It names no galaxy of {survey}.</p>
          ) : (
            <Cutouts
              survey={survey}
              galaxies={spoken.data.exact.map(({ id: each, why }) => ({ id: each, title: why }))}
            />
          )}
          {spoken.data.alike.map(({ name, written, condition, count, ids }) => (
            <div key={`${name} ${condition}`}>
              <p className="faint">
                It says “{written}”: {count.toLocaleString("en-US")} {count === 1 ? "galaxy" : "galaxies"} of {survey}{" "}
                look so (<code>{condition}</code>). Whether it speaks of them is not known.
              </p>
              <Cutouts survey={survey} galaxies={ids.map((each) => ({ id: each, title: name }))} />
            </div>
          ))}
        </>
      )}
    </section>
  );
}

function Cutouts({ survey, galaxies }: { survey: string; galaxies: readonly { id: string; title: string }[] }) {
  return (
    <ul className="neighbours">
      {galaxies.map(({ id, title }) => (
        <li key={id}>
          <a {...linkTo(pathTo("survey", survey, "galaxy", id))} title={title}>
            <img src={imageUrl(survey, id, 96)} alt={`galaxy ${id}`} width={72} height={72} loading="lazy" />
          </a>
        </li>
      ))}
    </ul>
  );
}
