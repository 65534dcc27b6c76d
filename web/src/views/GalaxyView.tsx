/** One galaxy: /survey/:name/galaxy/:id. Keys: arrows previous and next, + − 0 zoom, i inverts, [ ] brightness, Esc back. */

import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { go, linkTo, pathTo } from "../address.ts";
import { api, type GalaxyDetails, imageUrl } from "../api.ts";
import { GalaxyLiterature } from "../papers/GalaxyLiterature.tsx";
import { Command } from "../parts/Command.tsx";
import { CutoutImage } from "../parts/CutoutImage.tsx";
import { Neighbours } from "../parts/Neighbours.tsx";
import { NumberTable } from "../parts/NumberTable.tsx";
import { Failed, Waiting } from "../parts/states.tsx";
import { VoteBars } from "../parts/VoteBars.tsx";
import { type PageSelection, selectionFrom } from "../selection/selectionAddress.ts";
import { isTyping } from "../typing.ts";
import { GalaxyDoubt } from "./GalaxyDoubt.tsx";

export function GalaxyView({ name, id, search }: { name: string; id: string; search: URLSearchParams }) {
  const details = useQuery({ queryKey: ["galaxy", name, id], queryFn: () => api.galaxy(name, id) });
  const back = `${pathTo("survey", name)}${search.size > 0 ? `?${search}` : ""}`;
  useNeighbourKeys(name, id, search, back);
  if (details.isPending) return <Waiting what={`Opening galaxy ${id}`} />;
  if (details.isError) return <Failed error={details.error} retry={details.refetch} />;
  const { galaxy, labels } = details.data;
  return (
    <div className="galaxy">
      <div className="bar">
        <a {...linkTo(back)}>← {name}</a>
        <h1>{id}</h1>
        {labels.map((label) => (
          <span key={label} className="tag">
            {label}: {galaxy.columns[label] ?? "–"}
          </span>
        ))}
        <span className="tag">{galaxy.split}</span>
      </div>
      <div className="halves">
        <Cutout name={name} id={id} />
        <div>
          <Answers details={details.data} />
          <Similar name={name} id={id} />
          <GalaxyLiterature survey={name} id={id} />
        </div>
      </div>
      <Columns details={details.data} />
    </div>
  );
}

function Cutout({ name, id }: { name: string; id: string }) {
  const [zoom, setZoom] = useState(1);
  const [brightness, setBrightness] = useState(1);
  const [isInverted, setInverted] = useState(false);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (isTyping(event.target)) return;
      const actions: Record<string, () => void> = {
        "+": () => setZoom((value) => Math.min(8, value * 1.25)),
        "=": () => setZoom((value) => Math.min(8, value * 1.25)),
        "-": () => setZoom((value) => Math.max(1, value / 1.25)),
        "0": () => setZoom(1),
        i: () => setInverted((value) => !value),
        "[": () => setBrightness((value) => Math.max(0.25, value / 1.25)),
        "]": () => setBrightness((value) => Math.min(6, value * 1.25)),
      };
      actions[event.key]?.();
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, []);
  return (
    <figure className="cutout">
      <div>
        <CutoutImage
          src={imageUrl(name, id, 512)}
          alt={`Cutout of galaxy ${id}`}
          style={{ transform: `scale(${zoom})`, filter: `brightness(${brightness})${isInverted ? " invert(1)" : ""}` }}
        />
      </div>
      <figcaption>
        <label>
          Zoom
          <input
            type="range"
            min={1}
            max={8}
            step={0.25}
            value={zoom}
            onChange={(event) => setZoom(Number(event.target.value))}
          />
        </label>
        <label>
          Brightness
          <input
            type="range"
            min={0.25}
            max={6}
            step={0.25}
            value={brightness}
            onChange={(event) => setBrightness(Number(event.target.value))}
          />
        </label>
        <label>
          <input type="checkbox" checked={isInverted} onChange={(event) => setInverted(event.target.checked)} /> Invert
        </label>
      </figcaption>
    </figure>
  );
}

/** What volunteers said beside what each run predicts, question by question; classes where there is no tree; numbers. */
function Answers({ details: { galaxy, tree, predictions } }: { details: GalaxyDetails }) {
  const runs = predictions.flatMap(({ run, kind }) => (kind === "shares" ? [run] : []));
  const numbers = predictions.filter(({ kind }) => kind === "numbers");
  const numberIn = (column: string) => {
    const value = galaxy.columns[column];
    return typeof value === "number" ? value : null;
  };
  const textIn = (column: string) => {
    const value = galaxy.columns[column];
    return typeof value === "string" ? value : null;
  };
  const predictedOnly = runs.flatMap((run) => {
    // A run's map and doubts end alike: only what it predicts is a share.
    const own = predictions.find((each) => each.run === run)?.answers ?? [];
    const answers = own.map((answer) => `${answer}@${run}`).filter((column) => column in galaxy.columns);
    const known = new Set(
      tree?.questions.flatMap(({ name, answers: own }) => own.map((answer) => `${name}_${answer}@${run}`)),
    );
    const others = answers.filter((column) => !known.has(column));
    return others.length > 0 ? [{ run, others }] : [];
  });
  return (
    <>
      {numbers.length > 0 && (
        <NumberTable
          rows={numbers.flatMap(({ run, answers }) =>
            answers.map((column) => ({
              column,
              run,
              predicted: numberIn(`${column}@${run}`),
              known: numberIn(column),
            })),
          )}
        />
      )}
      {predictedOnly.map(({ run, others }) => (
        <VoteBars
          key={run}
          title={`Predicted by ${run}`}
          series={[run]}
          rows={others.map((column) => ({ answer: column.split("@")[0] ?? column, values: [numberIn(column)] }))}
        />
      ))}
      {predictions.map(({ run }) => (
        <GalaxyDoubt key={run} run={run} numberIn={numberIn} textIn={textIn} />
      ))}
      {tree?.questions.map(({ name, answers }) => {
        const counts = answers.map((answer) => numberIn(`${name}_${answer}`) ?? 0);
        const votes = counts.reduce((a, b) => a + b, 0);
        const answering = runs.filter((run) => `${name}_${answers[0]}@${run}` in galaxy.columns);
        if (votes === 0 && answering.length === 0) return null;
        return (
          <VoteBars
            key={name}
            title={`${name}, ${votes} ${votes === 1 ? "vote" : "votes"}`}
            series={["votes", ...answering]}
            rows={answers.map((answer, i) => ({
              answer,
              values: [
                votes === 0 ? null : (counts[i] ?? 0) / votes,
                ...answering.map((run) => numberIn(`${name}_${answer}@${run}`)),
              ],
            }))}
          />
        );
      })}
    </>
  );
}

function Similar({ name, id }: { name: string; id: string }) {
  const similar = useQuery({ queryKey: ["similar", name, id], queryFn: () => api.similar(name, id, undefined, 18) });
  return (
    <section aria-labelledby="similar-title">
      <h2 id="similar-title">Nearest neighbours</h2>
      {similar.isPending ? (
        <Waiting what="Searching" />
      ) : similar.isError ? (
        <Failed error={similar.error} retry={similar.refetch} />
      ) : similar.data.neighbours.length === 0 ? (
        <p className="faint">
          No galaxy here has a representation. Make them: <Command line={`embed ${name} --model shipped`} />
        </p>
      ) : (
        <>
          <p className="faint">
            by cosine distance between the representations of {similar.data.run};{" "}
            <a {...linkTo(`${pathTo("alike", name)}?like=${encodeURIComponent(JSON.stringify([id]))}`)}>
              like this and others
            </a>
          </p>
          <Neighbours survey={name} neighbours={similar.data.neighbours} />
        </>
      )}
    </section>
  );
}

function Columns({ details: { galaxy } }: { details: GalaxyDetails }) {
  const shown = Object.entries(galaxy.columns).filter(([name]) => !name.includes("@") && !name.endsWith("_fraction"));
  return (
    <details className="columns">
      <summary>Catalogue ({shown.length} columns)</summary>
      <table>
        <tbody>
          <tr>
            <th scope="row">image</th>
            <td>{galaxy.image}</td>
          </tr>
          {shown.map(([name, value]) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td>{value ?? "–"}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}

/** Previous and next are those of the selection one came from: it and its order are in the address. */
function useNeighbourKeys(name: string, id: string, search: URLSearchParams, back: string): void {
  const selection = JSON.stringify(selectionFrom(search));
  const order = search.get("order") ?? "";
  useEffect(() => {
    const onKey = async (event: KeyboardEvent) => {
      if (isTyping(event.target)) return;
      if (event.key === "Escape" && !document.querySelector("dialog[open]")) go(back);
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (step === undefined) return;
      const beside = await besides(name, id, JSON.parse(selection), order, step).catch(() => undefined);
      if (beside)
        go(`${pathTo("survey", name, "galaxy", beside)}${search.size > 0 ? `?${search}` : ""}`, { replace: true });
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, [name, id, selection, order, search, back]);
}

async function besides(
  name: string,
  id: string,
  selection: PageSelection,
  order: string,
  step: number,
): Promise<string | undefined> {
  const limit = 500;
  for (let offset = 0; ; offset += limit - 1) {
    const { galaxies, total } = await api.galaxies(name, {
      selection,
      order: order || undefined,
      offset,
      limit,
      columns: [],
    });
    const at = galaxies.findIndex((galaxy) => galaxy.id === id);
    const beside = at >= 0 ? galaxies[at + step] : undefined;
    if (beside) return beside.id;
    if (offset + limit >= total) return undefined;
  }
}
