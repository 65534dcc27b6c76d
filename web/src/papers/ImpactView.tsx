/** Impact: /papers/impact?of=facility:NAME&of=term:WORDS&of=papers:QUERY&from=&to=&topics=&behind=NAME&year=&topic=&together=&kind=&paper=&at= */

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { go, linkTo } from "../address.ts";
import { api, type CountedLibrary, type PapersImpact, type SubjectImpact } from "../api.ts";
import { useDark } from "../map/useDark.ts";
import { Command } from "../parts/Command.tsx";
import { Empty, Failed, Waiting } from "../parts/states.tsx";
import { BehindPapers } from "./BehindPapers.tsx";
import { CitedChart } from "./CitedChart.tsx";
import { SharesChart, TogetherChart, TopicsChart, YearsChart } from "./ImpactCharts.tsx";
import { ImpactNumbers } from "./ImpactNumbers.tsx";
import { type ImpactAddress, impactQuery, readImpactAddress, writtenImpactAddress } from "./impactAddress.ts";
import { MostMentioned } from "./MostMentioned.tsx";
import { PaperPanel } from "./PaperPanel.tsx";
import { SubjectChooser } from "./SubjectChooser.tsx";
import { percent } from "./subjects.ts";

export function ImpactView({ search }: { search: URLSearchParams }) {
  const address = readImpactAddress(search);
  const library = useQuery({ queryKey: ["counted library"], queryFn: api.countedLibrary, retry: false });
  return (
    <div className="literature impact">
      <div className="bar">
        <h1>
          <a {...linkTo("/papers")}>Literature</a>, impact
        </h1>
        {library.isSuccess && (
          <p className="faint">{library.data.papers.toLocaleString("en-US")} papers, by their titles and abstracts</p>
        )}
        <a {...linkTo("/papers/map")}>Map</a>
      </div>
      {library.isError ? (
        /no papers yet/.test(library.error.message) ? (
          <Empty>
            <h2>The library has no papers yet</h2>
            <p>
              Bring an export of ADS, arXiv or Zotero in: <Command line="papers import export.bib" />
            </p>
            <button type="button" onClick={() => library.refetch()}>
              Look again
            </button>
          </Empty>
        ) : (
          <Failed error={library.error} retry={library.refetch} />
        )
      ) : library.isPending ? (
        <Waiting what="Reading the papers for names of facilities: once, and of many papers it takes a minute" />
      ) : (
        <Opened library={library.data} address={address} />
      )}
    </div>
  );
}

function Opened({ library, address }: { library: CountedLibrary; address: ImpactAddress }) {
  const isDark = useDark();
  const query = impactQuery(address);
  const impact = useQuery({
    queryKey: ["papers impact", query],
    queryFn: ({ signal }) => api.papersImpact(query, signal),
    enabled: address.of.length > 0,
    placeholderData: keepPreviousData,
    retry: false,
  });
  const { behind, paper, at } = address;
  return (
    <>
      <SubjectChooser library={library} address={address} />
      <div className={behind || paper !== undefined ? "beside wide" : "beside alone wide"}>
        <div>
          {address.of.length === 0 ? (
            <MostMentioned library={library} address={address} />
          ) : impact.isError ? (
            <Failed error={impact.error} retry={impact.refetch} />
          ) : impact.isPending ? (
            <Waiting what="Counting" />
          ) : (
            <Counted impact={impact.data} address={address} isDark={isDark} isStale={impact.isPlaceholderData} />
          )}
        </div>
        {(behind || paper !== undefined) && (
          <div className="map-side">
            {paper !== undefined && (
              <PaperPanel
                id={paper}
                asked=""
                at={at}
                to={(other, place) => writtenImpactAddress({ ...address, paper: other, at: place })}
              />
            )}
            {behind && address.of.length > 0 && <BehindPapers address={address} behind={behind} />}
          </div>
        )}
      </div>
    </>
  );
}

interface CountedProps {
  impact: PapersImpact;
  address: ImpactAddress;
  isDark: boolean;
  isStale: boolean;
}

function Counted({ impact, address, isDark, isStale }: CountedProps) {
  const { papers, undated, withCitations, subjects } = impact;
  if (papers === 0)
    return (
      <Empty>
        <p>The library has no paper of these years.</p>
        <button type="button" onClick={() => go(writtenImpactAddress({ ...address, from: "", to: "" }))}>
          All years
        </button>
      </Empty>
    );
  const shared = { subjects, address, isDark };
  const isAny = subjects.some(({ mentions }) => mentions > 0);
  return (
    <section aria-label="Impact" aria-busy={isStale}>
      <ul className="said">
        {subjects.map((subject) => (
          <li key={subject.name}>{saidOf(subject, papers)}</li>
        ))}
      </ul>
      {isAny ? (
        <>
          <YearsChart {...shared} />
          <div className="charts">
            <SharesChart {...shared} />
            <TopicsChart {...shared} />
            <TogetherChart {...shared} />
            {subjects.some(({ cited }) => cited) ? (
              <CitedChart {...shared} />
            ) : (
              <figure>
                <figcaption>Citations per paper</figcaption>
                <p className="faint">
                  {withCitations === 0
                    ? "No paper here has a count of citations: records of arXiv have none, the JSON export of ADS has them. Bring one in: "
                    : "Citations are known of fewer than five of these papers in years with others to compare: "}
                  <Command line="papers import export.json" />
                </p>
              </figure>
            )}
          </div>
          <ImpactNumbers impact={impact} address={address} />
        </>
      ) : (
        <p>No paper of these years mentions {subjects.length === 1 ? "it" : "any of them"}.</p>
      )}
      <p className="faint">
        Read the shares, not the counts: a library that grows makes everything look popular. Bands and bars are 95 %
        intervals. Only titles and abstracts are read: who used a facility and names it in the text alone is not
        counted.
        {undated > 0 && ` ${undated.toLocaleString("en-US")} papers have no year and are in no year's count.`}
      </p>
    </section>
  );
}

function saidOf({ kind, name, mentions, uses, objects, firstYear, leads }: SubjectImpact, papers: number) {
  const isGroup = kind === "papers";
  return (
    <>
      <b>{name}</b>: {mentions.toLocaleString("en-US")} of {papers.toLocaleString("en-US")} papers (
      {percent(mentions / Math.max(1, papers))}){!isGroup && " mention it"}
      {firstYear !== null && `, the first in ${firstYear}`}
      {!isGroup && `; ${uses.toLocaleString("en-US")} say that they use it`}
      {objects > 0 && `; ${objects.toLocaleString("en-US")} more only name objects after it`}.
      {kind === "facility" &&
        leads.length > 0 &&
        ` It leads ${leads.slice(0, 6).join("; ")}: no other facility is mentioned by more of their papers.`}
    </>
  );
}
