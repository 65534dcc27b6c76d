/** A place for a picture, and beside it what a run makes of the picture. */

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api, type EncoderDetails } from "../api.ts";
import { Command } from "../parts/Command.tsx";
import { Neighbours } from "../parts/Neighbours.tsx";
import { Failed, Waiting } from "../parts/states.tsx";
import type { Look } from "./encoder.ts";
import { Predicted } from "./Predicted.tsx";
import { Preview } from "./Preview.tsx";
import { Unreadable } from "./seen.ts";
import { type EncoderState, useEncoder } from "./useEncoder.ts";
import { type Picture, usePicture } from "./usePicture.ts";

export function OwnImage({ run, survey }: { run: string; survey: string | undefined }) {
  const details = useQuery({ queryKey: ["encoder", run], queryFn: () => api.encoder(run) });
  const { picture, isOver, give } = usePicture();
  return (
    <div className="halves">
      <div>
        <label className={isOver ? "drop over" : "drop"}>
          Drop a picture on this page, paste one, or choose a file
          <input
            type="file"
            accept="image/jpeg,image/png,image/webp,image/tiff"
            onChange={(event) => give(event.target.files?.[0])}
          />
        </label>
        {picture && <Preview picture={picture.file} name={picture.name} share={details.data?.zoom ?? 1} />}
      </div>
      <div>
        {details.isPending ? (
          <Waiting what={`Opening run ${run}`} />
        ) : details.isError ? (
          <Failed error={details.error} retry={details.refetch} />
        ) : (
          <Looked key={run} run={run} details={details.data} survey={survey} picture={picture} />
        )}
      </div>
    </div>
  );
}

interface Props {
  run: string;
  details: EncoderDetails;
  survey: string | undefined;
  picture: Picture | undefined;
}

function Looked({ run, details, survey, picture }: Props) {
  const state = useEncoder(run, details);
  /** Pictures that the person lets the server look at. */
  const [sent, setSent] = useState<number>();
  const isServers = state.kind === "unavailable" || (picture !== undefined && sent === picture.key);
  const look = useQuery({
    queryKey: ["look", run, picture?.key, isServers],
    queryFn: async (): Promise<Look> => {
      if (!picture) throw new Error("there is no picture yet");
      if (state.kind === "open" && !isServers) return state.encoder.look(picture.file);
      return api.lookAt(run, picture.file);
    },
    enabled: picture !== undefined && state.kind !== "opening",
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });
  if (!picture) return <Ready state={state} run={run} />;
  if (look.isPending)
    return <Waiting what={state.kind === "opening" ? `Bringing ${run} into this page` : "Looking at the picture"} />;
  if (look.isError)
    return (
      <>
        <Failed error={look.error} />
        {look.error instanceof Unreadable && (
          <p className="state">
            <button type="button" onClick={() => setSent(picture.key)}>
              Let the workbench's server read it
            </button>
          </p>
        )}
      </>
    );
  return (
    <>
      <p className="faint" role="status">
        {isServers
          ? `Looked at by the workbench's server, which kept nothing of the picture${state.kind === "unavailable" ? `: the network does not run in this page (${state.reason})` : ""}.`
          : `Looked at in this page, in ${Math.max(1, Math.round(look.data.milliseconds ?? 0))} ms: the picture was not sent anywhere.`}
      </p>
      <Near run={run} survey={survey} picture={picture.key} representation={look.data.representation} />
      <Predicted run={run} details={details} means={look.data.means} />
    </>
  );
}

function Ready({ state, run }: { state: EncoderState; run: string }) {
  if (state.kind === "opening") return <Waiting what={`Bringing ${run} into this page`} />;
  return (
    <p className="state" role="status">
      {state.kind === "open"
        ? "The network is in this page: a picture that you give it is looked at here, and not sent anywhere."
        : `The network does not run in this page (${state.reason}): the workbench's server will look at your picture, and keep nothing of it.`}
    </p>
  );
}

function Near({
  run,
  survey,
  picture,
  representation,
}: {
  run: string;
  survey: string | undefined;
  picture: number;
  representation: number[];
}) {
  const near = useQuery({
    queryKey: ["near", survey, run, picture],
    queryFn: () => api.similarTo(survey ?? "", run, representation, 18),
    enabled: survey !== undefined,
    gcTime: 0,
  });
  return (
    <section aria-labelledby="near-title">
      <h2 id="near-title">Nearest neighbours</h2>
      {survey === undefined ? (
        <p className="faint">
          No survey has representations of {run}. Make them: <Command line={`embed SURVEY --run ${run}`} />
        </p>
      ) : near.isPending ? (
        <Waiting what={`Searching ${survey}`} />
      ) : near.isError ? (
        <Failed error={near.error} retry={near.refetch} />
      ) : (
        <>
          <p className="faint">
            in {survey}, by cosine distance between the representations of {run}
          </p>
          <Neighbours survey={survey} neighbours={near.data.neighbours} />
        </>
      )}
    </section>
  );
}
