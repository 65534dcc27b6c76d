/** Groups nobody named, a contact sheet each: /clusters/:survey?clustering=. Name one, save it as a selection, make it a label. */

import { useQuery } from "@tanstack/react-query";
import { go, linkTo, pathTo } from "../address.ts";
import { api, type Clusterings } from "../api.ts";
import { Command } from "../parts/Command.tsx";
import { Empty, Failed, Waiting } from "../parts/states.tsx";
import { ClusterCard } from "./ClusterCard.tsx";

export function ClustersView({ name, search }: { name: string; search: URLSearchParams }) {
  const wanted = search.get("clustering") ?? undefined;
  const found = useQuery({
    queryKey: ["clusters", name, wanted],
    queryFn: () => api.clusters(name, { clustering: wanted }),
  });
  const all = useQuery({ queryKey: ["clusterings", name], queryFn: () => api.clusterings(name) });
  if (found.isError) return <Failed error={found.error} retry={found.refetch} />;
  if (found.isPending) return <Waiting what={`Opening the clusters of ${name}`} />;
  const { clustering, clusters } = found.data;
  const clusterings = all.data?.clusterings ?? [];
  if (clustering === null)
    return (
      <Empty>
        <h1>{name} has not been clustered yet</h1>
        <p>
          Find its groups: <Command line={`clusters ${name}`} />
        </p>
        <p>
          <a {...linkTo(pathTo("survey", name))}>Back to the survey</a>
        </p>
      </Empty>
    );
  const { inside } = clustering.parameters;
  const clustered = clusters.reduce((sum, { size }) => sum + size, 0);
  return (
    <div className="column">
      <div className="bar">
        <h1>
          <a {...linkTo(pathTo("survey", name))}>{name}</a>, clusters
        </h1>
        <p className="faint" role="status">
          {clusters.length} {clusters.length === 1 ? "cluster holds" : "clusters hold"}{" "}
          {clustered.toLocaleString("en-US")} of {clustering.objects.toLocaleString("en-US")} objects, by{" "}
          {clustering.run}
          {inside && `, inside ${inside.clustering}/${inside.cluster}`}
        </p>
        <a {...linkTo(`${pathTo("map", name)}?run=${encodeURIComponent(clustering.run)}`)}>Map</a>
        {all.isError && <Failed error={all.error} retry={all.refetch} />}
        {clusterings.length > 1 && (
          <label className="choice">
            Clustering
            <select
              value={clustering.id}
              onChange={({ target }) =>
                go(`${pathTo("clusters", name)}?clustering=${encodeURIComponent(target.value)}`)
              }
            >
              {clusterings.map((each) => (
                <option key={each.id} value={each.id}>
                  {listed(each)}
                </option>
              ))}
            </select>
          </label>
        )}
      </div>
      {clusters.length === 0 ? (
        <Empty>
          Nothing stands apart. Try a smaller <code>--min-size</code> or <code>--min-samples</code>.
        </Empty>
      ) : (
        <>
          <p className="faint">
            The most interesting first: small, apart, lasting{clusters[0]?.stability === null ? "" : ", stable"}. Of
            each the twelve most central are shown: look at them before you believe a group.
          </p>
          {clusters.map((cluster) => (
            <ClusterCard
              key={`${clustering.id} ${cluster.cluster}`}
              survey={name}
              clustering={clustering.id}
              cluster={cluster}
            />
          ))}
        </>
      )}
    </div>
  );
}

/** The date, to the minute, and inside of what it is as `--inside` names it. */
function listed(each: Clusterings["clusterings"][number]): string {
  if (!("run" in each)) return `${each.id}, damaged`;
  const { id, run, createdAt, clusters, objects, inside } = each;
  const found = `${clusters} ${clusters === 1 ? "cluster" : "clusters"} of ${objects.toLocaleString("en-US")} objects`;
  const within = inside ? `, inside ${inside.clustering}/${inside.cluster}` : "";
  return `${createdAt.slice(0, 16).replace("T", " ")} by ${run}: ${found}${within} (${id})`;
}
