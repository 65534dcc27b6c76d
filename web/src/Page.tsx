/** The frame round every view: where one is, where one can go, and which keys do what. */

import { useEffect, useState } from "react";
import { linkTo, useAddress } from "./address.ts";
import { ClustersView } from "./clusters/ClustersView.tsx";
import { LabelView } from "./label/LabelView.tsx";
import { ImpactView } from "./papers/ImpactView.tsx";
import { PapersMapView } from "./papers/PapersMapView.tsx";
import { PapersView } from "./papers/PapersView.tsx";
import { KeysDialog } from "./parts/KeysDialog.tsx";
import { Empty } from "./parts/states.tsx";
import { RatingView } from "./rate/RatingView.tsx";
import { AlikeView } from "./teach/AlikeView.tsx";
import { TeachView } from "./teach/TeachView.tsx";
import { isTyping } from "./typing.ts";
import { GalaxyView } from "./views/GalaxyView.tsx";
import { MapView } from "./views/MapView.tsx";
import { NewRunView } from "./views/NewRunView.tsx";
import { OwnImageView } from "./views/OwnImageView.tsx";
import { ReproductionsView } from "./views/ReproductionsView.tsx";
import { RunsView } from "./views/RunsView.tsx";
import { RunView } from "./views/RunView.tsx";
import { SurveysView } from "./views/SurveysView.tsx";
import { SurveyView } from "./views/SurveyView.tsx";
import { WordSetsView } from "./words/WordSetsView.tsx";
import { WordsView } from "./words/WordsView.tsx";

export function Page() {
  const { parts, search } = useAddress();
  const [showsKeys, showKeys] = useState(false);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key === "?" && !isTyping(event.target)) showKeys(true);
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, []);
  useEffect(() => {
    document.title = parts.length > 0 ? `${parts.slice(1).join(" · ") || parts[0]} · Almagest` : "Almagest";
  }, [parts]);
  return (
    <>
      <a className="skip" href="#main">
        Skip to content
      </a>
      <header>
        <a className="brand" {...linkTo("/")}>
          Almagest
        </a>
        <nav aria-label="Main">
          <a
            {...linkTo("/")}
            aria-current={
              parts[0] === undefined ||
              ["survey", "map", "label", "anomalies", "teach", "alike", "clusters"].includes(parts[0])
                ? "page"
                : undefined
            }
          >
            Surveys
          </a>
          <a {...linkTo("/papers")} aria-current={parts[0] === "papers" ? "page" : undefined}>
            Literature
          </a>
          <a {...linkTo("/words")} aria-current={parts[0] === "words" ? "page" : undefined}>
            Words
          </a>
          <a
            {...linkTo("/runs")}
            aria-current={parts[0]?.startsWith("run") || parts[0] === "reproductions" ? "page" : undefined}
          >
            Runs
          </a>
          <a {...linkTo("/image")} aria-current={parts[0] === "image" ? "page" : undefined}>
            Your image
          </a>
        </nav>
        <button type="button" className="quiet" onClick={() => showKeys(true)}>
          Keys <kbd>?</kbd>
        </button>
      </header>
      <main id="main" tabIndex={-1}>
        {viewAt(parts, search)}
      </main>
      {showsKeys && <KeysDialog close={() => showKeys(false)} />}
    </>
  );
}

function viewAt(parts: string[], search: URLSearchParams) {
  const [kind, name, sub, id] = parts;
  if (kind === undefined) return <SurveysView />;
  if (kind === "survey" && name && sub === undefined) return <SurveyView key={name} name={name} search={search} />;
  if (kind === "survey" && name && sub === "galaxy" && id)
    return <GalaxyView key={id} name={name} id={id} search={search} />;
  if (kind === "map" && name && sub === undefined) return <MapView key={name} name={name} search={search} />;
  if (kind === "clusters" && name && sub === undefined) return <ClustersView key={name} name={name} search={search} />;
  if (kind === "label" && name && sub === undefined) return <LabelView key={name} name={name} search={search} />;
  if (kind === "anomalies" && name && sub === undefined) return <RatingView key={name} name={name} search={search} />;
  if (kind === "alike" && name && sub === undefined) return <AlikeView key={name} name={name} search={search} />;
  if (kind === "teach" && name && sub === undefined) return <TeachView key={name} name={name} search={search} />;
  if (kind === "runs" && name === undefined) return <RunsView />;
  if (kind === "runs" && name === "new") return <NewRunView survey={search.get("survey") ?? undefined} />;
  if (kind === "runs" && name && sub === undefined) return <RunView id={name} />;
  if (kind === "reproductions" && name === undefined) return <ReproductionsView />;
  if (kind === "papers" && name === undefined) return <PapersView search={search} />;
  if (kind === "papers" && name === "map" && sub === undefined) return <PapersMapView search={search} />;
  if (kind === "papers" && name === "impact" && sub === undefined) return <ImpactView search={search} />;
  if (kind === "words" && name === undefined) return <WordSetsView />;
  if (kind === "words" && name && sub === undefined) return <WordsView key={name} name={name} search={search} />;
  if (kind === "image" && name === undefined) return <OwnImageView search={search} />;
  return (
    <Empty>
      There is nothing at this address. <a {...linkTo("/")}>To the surveys</a>
    </Empty>
  );
}
