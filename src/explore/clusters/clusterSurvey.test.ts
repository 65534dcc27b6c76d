import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { randomStream } from "../../random.ts";
import { arrowTable } from "../../survey/arrowTable.ts";
import { newCard } from "../../survey/card.ts";
import { writeLabelColumn } from "../../survey/labelColumn.ts";
import { appendLabels } from "../../survey/labelLog.ts";
import { addTask } from "../../survey/labelTask.ts";
import { writeRepresentations } from "../../survey/representations.ts";
import { openSurvey, surveyLabels } from "../../survey/survey.ts";
import { writeSurvey } from "../../survey/surveyTable.ts";
import { addSynonyms, writtenSynonyms } from "../../survey/tagSynonyms.ts";
import { openWorkspace, type Workspace } from "../../survey/workspace.ts";
import { findTag, writtenTag } from "../tags.ts";
import { clusteringIds, memberIds, nameCluster, readClustering } from "./clustering.ts";
import { type ClusterRequest, clusterSurvey } from "./clusterSurvey.ts";
import { hiddenClasses, shuffledClusters } from "./hiddenClasses.ts";
import { saveCluster } from "./saveCluster.ts";

const count = 240;
const dimension = 6;
const ids = Array.from({ length: count }, (_, i) => `g${String(i).padStart(3, "0")}`);
/** Three tight kinds of 40, then a cloud. */
const kindOf = (i: number) => Math.floor(i / 40);
const request: ClusterRequest = {
  run: "enc",
  filters: [],
  components: 40,
  minSize: 10,
  minSamples: 5,
  selection: "leaf",
  subsamples: 2,
  seed: 1,
};

let folder: string;
let workspace: Workspace;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "almagest-clusters-"));
  workspace = await openWorkspace(folder, { create: true });
  await writeSurvey(workspace, "s", async ({ create }) => {
    await create(
      arrowTable(count, [
        { name: "id_str", type: "string", values: ids },
        { name: "image", type: "string", values: ids.map((id) => `/${id}.jpg`) },
        { name: "split", type: "string", values: ids.map(() => "train") },
        { name: "ring", type: "float64", values: ids.map((_, i) => (kindOf(i) === 1 ? 0.9 : 0.1)) },
        { name: "class", type: "string", values: ids.map((_, i) => (kindOf(i) === 2 ? "odd" : "plain")) },
      ]),
    );
    return { ...newCard("s"), labels: ["class"] };
  });
  const random = randomStream(1, "clusters test");
  const vectors = Float32Array.from({ length: count * dimension }, (_, at) => {
    const [kind, axis] = [kindOf(Math.floor(at / dimension)), at % dimension];
    return kind < 3 ? (axis === kind ? 6 : 0) + 0.2 * random.normal() : 2 * random.normal();
  });
  await writeRepresentations(workspace, "s", "enc", ids, vectors, dimension);
});

afterAll(() => rm(folder, { recursive: true, force: true }));

describe("clusters of a survey", () => {
  test("are the kinds that are there, with what labels say of them, the same every time", async () => {
    const survey = await openSurvey(workspace, "s");
    const { clustering } = await clusterSurvey(survey, request);
    const { clustering: again } = await clusterSurvey(survey, request);
    expect(again.clusters).toEqual(clustering.clusters);
    // A few of the cloud that lie nearest go with a kind.
    for (const kind of [0, 1, 2]) {
      const own = clustering.clusters.map(({ cluster }) => {
        const members = memberIds(clustering, cluster);
        return members.filter((id) => kindOf(ids.indexOf(id)) === kind).length / members.length;
      });
      const best = clustering.clusters[own.indexOf(Math.max(...own))];
      expect(Math.max(...own)).toBeGreaterThan(0.8);
      expect(best?.isolation).toBeGreaterThan(2);
      expect(best?.stability).toBeGreaterThan(0.8);
      expect(best?.medoids.every((id) => kindOf(ids.indexOf(id)) === kind)).toBe(true);
      if (kind === 2) expect(best?.traits[0]).toMatchObject({ what: "class = odd", hits: 40 });
    }
  });

  test("are surprising where their votes are not those of their neighbours", async () => {
    const survey = await openSurvey(workspace, "s");
    const voted = { ...survey, card: { ...survey.card, fractions: ["ring"] } };
    const { clustering } = await clusterSurvey(voted, request);
    const ofKind = (kind: number) =>
      clustering.clusters.find(({ medoids }) => kindOf(ids.indexOf(medoids[0] ?? "")) === kind)?.surprise;
    expect(ofKind(1)).toMatchObject({ answer: "ring" });
    expect(ofKind(1)?.members).toBeGreaterThan(0.7);
    expect(ofKind(1)?.predicted).toBeLessThan(0.2);
    expect(ofKind(1)?.distance).toBeGreaterThan(0.5);
    expect(ofKind(2)?.distance).toBeLessThan(0.1);
    // Nobody voted, and no picture can be read.
    expect((await clusterSurvey(survey, request)).clustering.clusters[0]).toMatchObject({
      surprise: null,
      artefact: null,
    });
  });

  test("of a sample take in the others, each kind whole, and keep how many were compared", async () => {
    const survey = await openSurvey(workspace, "s");
    const { clustering, sample } = await clusterSurvey(survey, { ...request, sample: 160 });
    expect([clustering.parameters.sample, sample?.length, clustering.ids.length]).toEqual([160, 160, count]);
    for (const kind of [0, 1, 2]) {
      const own = ids.slice(40 * kind, 40 * kind + 40);
      const best = clustering.clusters.map(
        ({ cluster }) => memberIds(clustering, cluster).filter((id) => own.includes(id)).length,
      );
      expect(Math.max(...best)).toBeGreaterThan(35);
    }
    expect((await clusterSurvey(survey, { ...request, sample: count })).clustering.parameters.sample).toBeNull();
  });

  test("are looked for among those that pass, and inside a cluster", async () => {
    const survey = await openSurvey(workspace, "s");
    const filters = [{ column: "ring", operator: ">" as const, value: "0.5" }];
    expect((await clusterSurvey(survey, { ...request, filters })).clustering.ids).toEqual(ids.slice(40, 80));
    const { clustering } = await clusterSurvey(survey, request);
    const inside = { clustering: clustering.id, cluster: 0 };
    const { clustering: inner } = await clusterSurvey(survey, { ...request, inside });
    expect(inner.ids).toEqual(memberIds(clustering, 0).sort());
    expect(inner.parameters.inside).toEqual({ ...inside, size: inner.ids.length });
  });

  test("are looked for inside the last of the same run that found something, where no clustering is named", async () => {
    await writeRepresentations(
      workspace,
      "s",
      "rival",
      ids,
      Float32Array.from(ids, (_, i) => kindOf(i)),
      1,
    );
    const survey = await openSurvey(workspace, "s");
    const rival = { ...request, run: "rival", inside: { cluster: 0 } };
    await expect(clusterSurvey(survey, rival)).rejects.toThrow("has no clustering by rival to look inside of");
    const { clustering: found } = await clusterSurvey(survey, request);
    const { clustering: empty } = await clusterSurvey(survey, { ...request, minSize: count });
    expect(empty.clusters).toEqual([]);
    expect((await readClustering(workspace, "s")).id).toBe(found.id);
    await clusterSurvey(survey, { ...request, run: "rival" });
    const { clustering: inner } = await clusterSurvey(survey, { ...request, inside: { cluster: 0 } });
    const { size } = found.clusters[0] as { size: number };
    expect(inner.parameters.inside).toEqual({ clustering: found.id, cluster: 0, size });
  });

  test("of fewer objects than the smallest size has are none, and their stability asks for nothing more", async () => {
    const survey = await openSurvey(workspace, "s");
    const filters = [
      { column: "ring", operator: ">" as const, value: "0.5" },
      { column: "id_str", operator: "<=" as const, value: "g052" },
    ];
    const { clustering } = await clusterSurvey(survey, { ...request, filters, minSize: 15, minSamples: undefined });
    expect([clustering.ids.length, clustering.clusters]).toEqual([13, []]);
  });

  test("are held to a class that was hidden, and to chance", async () => {
    const survey = await openSurvey(workspace, "s");
    const found = await clusterSurvey(survey, request);
    const [ring] = await hiddenClasses(survey, found, [writtenTag("ring=ring > 0.5")]);
    expect(ring?.best).toMatchObject({ hits: 40, completeness: 1 });
    expect(ring?.best?.purity).toBeGreaterThan(0.8);
    expect(ring?.best?.chance).toBeLessThan(0.01);
    expect(ring?.truth).toBe("ring > 0.5");
    const stop = new AbortController();
    const done: number[] = [];
    const stopped = hiddenClasses(survey, found, [writtenTag("ring=ring > 0.5")], {
      signal: stop.signal,
      onProgress: (fraction) => {
        done.push(fraction);
        stop.abort();
      },
    });
    await expect(stopped).rejects.toThrow(/abort/);
    expect(done).toHaveLength(1);
    const options = { minClusterSize: 10, minSamples: 5, selection: "leaf" as const };
    expect((await shuffledClusters(found.values, count, options, 1)).clusters).toBeLessThan(3);
  });

  test("have names, each its own, which stay", async () => {
    const survey = await openSurvey(workspace, "s");
    const { clustering } = await clusterSurvey(survey, request);
    await nameCluster(workspace, clustering, 1, "rings");
    expect((await readClustering(workspace, "s")).clusters[1]?.name).toBe("rings");
    await expect(nameCluster(workspace, clustering, 0, "rings")).rejects.toThrow("cluster 1 of clustering");
    await expect(nameCluster(workspace, clustering, 70, "x")).rejects.toThrow("it has clusters 0 to");
  });

  test("of two clusterings are saved side by side, and the same one once", async () => {
    const survey = await openSurvey(workspace, "s");
    const { clustering: first } = await clusterSurvey(survey, request);
    const filters = [{ column: "ring", operator: "<" as const, value: "0.5" }];
    const { clustering: second } = await clusterSurvey(survey, { ...request, filters });
    const save = async ({ id }: { id: string }) => (await saveCluster(survey, { cluster: 1, clustering: id })).saved;
    expect(await save(first)).toMatchObject({ name: "cluster-1", objects: first.clusters[1]?.size });
    expect(await save(second)).toMatchObject({ name: "cluster-1-2", objects: second.clusters[1]?.size });
    await expect(save(first)).rejects.toMatchObject({ code: "exists" });
    await expect(save(second)).rejects.toMatchObject({ code: "exists" });
  });

  test("say which tags people wrote of them more than of the rest, synonyms as one", async () => {
    await addTask(workspace, "s", { name: "notes", kind: "text" });
    const said = (i: number) => (i % 2 === 0 ? "a #ring" : "#ringed?");
    await appendLabels(
      workspace,
      "s",
      ids.flatMap((id, i) => (kindOf(i) === 1 ? [{ by: "Ada", task: "notes", id, value: said(i) }] : [])),
    );
    await addSynonyms(workspace, "s", writtenSynonyms("#ring = #ringed"));
    const survey = await openSurvey(workspace, "s");
    const found = await clusterSurvey(survey, request);
    const tags = found.clustering.clusters.flatMap(({ tags }) => tags);
    expect(tags.find(({ what }) => what === "#ring")).toMatchObject({ hits: 40 });
    expect(tags.some(({ what }) => what === "#ringed")).toBe(false);
    const [ring] = await hiddenClasses(survey, found, [await findTag(survey, "#ringed")]);
    expect(ring).toMatchObject({ truth: "#ring", objects: 40, best: { hits: 40 } });
  });

  test("become a label that leaves what others have", async () => {
    await writeLabelColumn(workspace, "s", "kind", new Map([["g000", "tight"]]));
    await writeLabelColumn(workspace, "s", "kind", new Map([["g001", "tight"]]));
    const survey = await openSurvey(workspace, "s");
    expect(survey.card.labels).toEqual(["class", "kind"]);
    expect((await surveyLabels(survey, "kind")).slice(0, 3)).toEqual(["tight", "tight", null]);
    await expect(writeLabelColumn(workspace, "s", "ring", new Map([["g000", "x"]]))).rejects.toThrow("holds no labels");
  });

  test("that were stored when shares were counted among all say none of them, for they were wrong", async () => {
    const { clustering } = await clusterSurvey(await openSurvey(workspace, "s"), request);
    const path = join(workspace.surveysPath, "s.clusters", `${clustering.id}.json`);
    expect(clustering.clusters.some(({ traits }) => traits.length > 0)).toBe(true);
    await writeFile(path, (await readFile(path, "utf8")).replaceAll(/"of":\d+,/g, ""));
    const { clusters } = await readClustering(workspace, "s", clustering.id);
    expect(clusters.every(({ traits }) => traits.length === 0)).toBe(true);
  });

  test("that were damaged on the disk are said to be, and which clusterings there are", async () => {
    const [id = ""] = await clusteringIds(workspace, "s");
    const path = join(workspace.surveysPath, "s.clusters", `${id}.json`);
    const whole = await readFile(path);
    await writeFile(path, whole.subarray(0, whole.length / 2));
    await expect(readClustering(workspace, "s", id)).rejects.toThrow("is damaged: delete it");
    await writeFile(path, whole);
    await expect(readClustering(workspace, "s", "c-none")).rejects.toThrow(`it has ${id}`);
    await expect(readClustering(workspace, "t")).rejects.toThrow("has not been clustered");
  });

  test("of too few objects, of an unknown run or column are refused in one line", async () => {
    const survey = await openSurvey(workspace, "s");
    const filters = [{ column: "ring", operator: ">" as const, value: "2" }];
    await expect(clusterSurvey(survey, { ...request, filters })).rejects.toThrow("loosen the conditions");
    await expect(clusterSurvey(survey, { ...request, run: "other" })).rejects.toThrow("or use enc");
    await expect(clusterSurvey(survey, { ...request, beyond: "votes" })).rejects.toThrow("has no votes to look beyond");
    await expect(clusterSurvey(survey, { ...request, minSamples: 1000 })).rejects.toThrow(
      "too few for min-samples 1000",
    );
  });
});
