/** Clusters over HTTP: what was found, names, and a cluster as a saved selection or a label. */

import { Hono } from "hono";
import { z } from "zod";
import { clusteringIds, nameCluster, readClustering } from "../explore/clusters/clustering.ts";
import { clusterPlaces } from "../explore/clusters/clusterPlaces.ts";
import { labelCluster } from "../explore/clusters/labelCluster.ts";
import { saveCluster } from "../explore/clusters/saveCluster.ts";
import { openSurvey } from "../survey/survey.ts";
import type { Workspace } from "../survey/workspace.ts";

/** On a contact sheet. */
const medoidsShown = 12;

const wanted = z.object({ clustering: z.string().optional(), run: z.string().optional() });
const which = { clustering: z.string(), cluster: z.number().int().min(0) };
const named = z.strictObject({ ...which, name: z.string().nullable() });
const selected = z.strictObject({ ...which, name: z.string().optional(), by: z.string().optional() });
const labelled = z.strictObject({ ...which, column: z.string(), class: z.string().optional() });

export function clusterRoutes(workspace: Workspace) {
  return new Hono()
    .get("/api/surveys/:name/clusters", async (context) => {
      const { clustering: id, run } = wanted.parse(context.req.query());
      const survey = await openSurvey(workspace, context.req.param("name"));
      const known = await clusteringIds(workspace, survey.card.name);
      const found =
        known.length === 0 && id === undefined ? undefined : await ofRun(workspace, survey.card.name, id, run);
      if (!found) return context.json({ clusterings: known, clustering: null, clusters: [] });
      const places = await clusterPlaces(survey, found);
      const { ids, labels: _, probabilities: __, outlierScores: ___, clusters, ...rest } = found;
      const ranked = [...clusters].sort((a, b) => b.interest - a.interest || a.cluster - b.cluster);
      return context.json({
        clusterings: known,
        clustering: { ...rest, objects: ids.length },
        clusters: ranked.map(({ medoids, border: _border, ...cluster }) => ({
          ...cluster,
          medoids: medoids.slice(0, medoidsShown),
          place: places.get(cluster.cluster) ?? null,
        })),
      });
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
      const { members, own } = await labelCluster(survey, asked);
      return context.json({ column: asked.column, class: own, members });
    });
}

/** The newest clustering of a run, or one by name. */
async function ofRun(workspace: Workspace, survey: string, id: string | undefined, run: string | undefined) {
  if (id !== undefined || run === undefined) return readClustering(workspace, survey, id);
  for (const each of await clusteringIds(workspace, survey)) {
    const found = await readClustering(workspace, survey, each);
    if (found.run === run) return found;
  }
  return undefined;
}
