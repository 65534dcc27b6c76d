/** Which sets of tags were derived from people's words: /words. */

import { useQuery } from "@tanstack/react-query";
import { linkTo, pathTo } from "../address.ts";
import { api } from "../api.ts";
import { Command } from "../parts/Command.tsx";
import { Empty, Failed, Waiting } from "../parts/states.tsx";

export function WordSetsView() {
  const found = useQuery({ queryKey: ["words"], queryFn: api.wordSets });
  if (found.isError) return <Failed error={found.error} retry={found.refetch} />;
  if (found.isPending) return <Waiting what="Looking for tags" />;
  const { sets } = found.data;
  if (sets.length === 0)
    return (
      <Empty>
        <h1>No tags have been derived yet</h1>
        <p>
          From a table of what people wrote and one of experts’ classes:{" "}
          <Command line="semantics derive annotations.csv --text annotations --subject subject_ids --classes experts.csv" />
        </p>
      </Empty>
    );
  return (
    <div className="column">
      <h1>Tags from people’s words</h1>
      <ul>
        {sets.map((set) => (
          <li key={set}>
            <a {...linkTo(pathTo("words", set))}>{set}</a>
          </li>
        ))}
      </ul>
    </div>
  );
}
