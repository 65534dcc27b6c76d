/** Clusters over HTTP: what was found, names, and a cluster as a saved selection or a label. */

import { Hono } from "hono";
import { z } from "zod";
import { clusteringIds, lastClustering, nameCluster, readClustering } from "../explore/clusters/clustering.ts";
import { type ClusteringSummary, summariseClustering } from "../explore/clusters/clusteringSummary.ts";
import { clusterPlaces } from "../explore/clusters/clusterPlaces.ts";
import { labelCluster } from "../explore/clusters/labelCluster.ts";
import { saveCluster } from "../explore/clusters/saveCluster.ts";
import { openSurvey } from "../survey/survey.ts";
import type { Workspace } from "../survey/workspace.ts";
import { remembered } from "./remembered.ts";

/** On a contact sheet. */
const medoidsShown = 12;
/** What a list says of a clustering stays as it is, and its file may be of a million objects. */
const summariesKept = 1000;

const wanted = z.object({ clustering: z.string().optional(), run: z.string().optional() });
const which = { clustering: z.string(), cluster: z.number().int().min(0) };
const named = z.strictObject({ ...which, name: z.string().nullable() });
const selected = z.strictObject({ ...which, name: z.string().optional(), by: z.string().optional() });
const labelled = z.strictObject({
  ...which,
  column: z.string(),
  class: z.string().optional(),
  rest: z.string().optional(),
});

type Summary = ClusteringSummary | { id: string };

export function clusterRoutes(workspace: Workspace) {
  const summaries = remembered<Summary>(summariesKept);
  return new Hono()
    .get("/api/surveys/:name/clusters", async (context) => {
      const { clustering: id, run } = wanted.parse(context.req.query());
      const survey = await openSurvey(workspace, context.req.param("name"));
      const found =
        id === undefined
          ? await lastClustering(workspace, survey.card.name, run)
          : await readClustering(workspace, survey.card.name, id);
      if (!found) return context.json({ clustering: null, clusters: [] });
      const places = await clusterPlaces(survey, found);
      const { ids, labels: _, probabilities: __, outlierScores: ___, clusters, ...rest } = found;
      const ranked = [...clusters].sort((a, b) => b.interest - a.interest || a.cluster - b.cluster);
      return context.json({
        clustering: { ...rest, objects: ids.length },
        clusters: ranked.map(({ medoids, border: _border, ...cluster }) => ({
          ...cluster,
          medoids: medoids.slice(0, medoidsShown),
          place: places.get(cluster.cluster) ?? null,
        })),
      });
    })
    .get("/api/surveys/:name/clusterings", async (context) => {
      const { card } = await openSurvey(workspace, context.req.param("name"));
      const clusterings: Summary[] = [];
      // One after another: each is read whole.
      for (const id of await clusteringIds(workspace, card.name))
        clusterings.push(await summaries(`${card.name} ${id}`, () => summariseClustering(workspace, card.name, id)));
      return context.json({ clusterings });
    })
    .post("/api/surveys/:name/clusters/name", async (context) => {
      const { clustering, cluster, name } = named.parse(await context.req.json());
      const { card } = await openSurvey(workspace, context.req.param("name"));
      const after = await nameCluster(workspace, { survey: card.name, id: clustering }, cluster, name);
      return context.json({ name: after.clusters.find((each) => each.cluster === cluster)?.name ?? null });
    })
    .post("/api/surveys/:name/clusters/select", async (context) => {
      const { clustering, cluster, name, by } = selected.parse(await context.req.json());
      const survey = await openSurvey(workspace, context.req.param("name"));
      const { saved } = await saveCluster(survey, { clustering, cluster, name, by });
      return context.json({ selection: saved.name, objects: saved.objects });
    })
    .post("/api/surveys/:name/clusters/label", async (context) => {
      const asked = labelled.parse(await context.req.json());
      const survey = await openSurvey(workspace, context.req.param("name"));
      const { members, own, rest } = await labelCluster(survey, asked);
      return context.json({ column: asked.column, class: own, members, rest });
    });
}
