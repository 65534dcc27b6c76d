/** The HTTP API: the same calls as the command line, and the page. */

import { readFile } from "node:fs/promises";
import { extname, join, normalize, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { HTTPException } from "hono/http-exception";
import { z } from "zod";
import { Fault } from "../fault.ts";
import { predictionViews } from "../methods/zoobot/configuration.ts";
import { encoderFile, listEncoders, openEncoder } from "../methods/zoobot/encoders.ts";
import { answersOf } from "../methods/zoobot/network.ts";
import { readHeldOut } from "../methods/zoobot/report.ts";
import type { ReportData } from "../methods/zoobot/reportPage.ts";
import { taskNames } from "../methods/zoobot/taskExamples.ts";
import type { SurveyCard } from "../survey/card.ts";
import { type FilterColumn, filterColumns, galaxiesById } from "../survey/galaxies.ts";
import { listedCounts, type SurveyInfo, surveyInfo } from "../survey/info.ts";
import { nearest, nearestTo, searchBy } from "../survey/nearest.ts";
import { galaxy, listSurveys, openSurvey, type Survey } from "../survey/survey.ts";
import { builtInTrees } from "../survey/trees/builtIn.ts";
import { defaultWorkspacePath, type Workspace } from "../survey/workspace.ts";
import { readMetrics } from "../training/metrics.ts";
import { listRuns, openRun } from "../training/run.ts";
import { clusterRoutes } from "./clusters.ts";
import { guard, reportPolicy } from "./guard.ts";
import { labelling } from "./labelling.ts";
import { mapRoutes } from "./maps.ts";
import { paperRoutes } from "./papers.ts";
import { createPictures, pictureLimit } from "./pictures.ts";
import type { Preparation } from "./preparation.ts";
import { askedSelection, selectionQuery, whereText } from "./queries.ts";
import { rating } from "./rating.ts";
import { remembered } from "./remembered.ts";
import { reproductionRoutes } from "./reproductions.ts";
import { savedSelections } from "./savedSelections.ts";
import { selectedParts } from "./selectedParts.ts";
import { createSelections } from "./selections.ts";
import { teaching } from "./teaching.ts";
import { cutout, thumbnailSizes } from "./thumbnails.ts";
import type { Trainings } from "./trainings.ts";
import { wordRoutes } from "./words.ts";

const page = z.object({
  ...selectionQuery,
  order: z.string().optional(),
  offset: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).max(500).default(100),
  columns: z
    .string()
    .default("")
    .transform((text) => text.split("\n").filter((name) => name !== "")),
});

const newRun = z
  .object({
    survey: z.string(),
    task: z.enum(taskNames).optional(),
    label: z.string().optional(),
    votes: z.string().optional(),
    target: z.string().optional(),
    // Files and hubs are for the command line: a page must not make this machine read or fetch what it names.
    from: z
      .string()
      .regex(/^[\w-]{1,100}$/, "is the name of a run or of an imported model")
      .optional(),
    maxMinutes: z.number().positive().max(10_000).optional(),
    epochs: z.number().int().min(1).max(10_000).optional(),
    imageSize: z.number().int().min(16).max(512).optional(),
    seed: z.number().int().min(0).optional(),
  })
  .strict();

const similarTo = z
  .object({
    run: z.string(),
    // No network here is wider, and more would not fit into a request.
    vector: z.array(z.number()).min(1).max(2048),
    limit: z.number().int().min(1).max(200).default(24),
  })
  .strict();

type SurveyDescription = Omit<SurveyInfo, "tree"> & { filterColumns: FilterColumn[]; tree: SurveyCard["tree"] };

export type App = ReturnType<typeof createApp>;

export function createApp(
  workspace: Workspace,
  { token, trainings, preparation }: { token: string; trainings: Trainings; preparation: Preparation },
) {
  const selections = createSelections();
  const descriptions = remembered<SurveyDescription>(20);
  // Counted over every row: once for each version of the survey.
  const described = (survey: Survey) =>
    descriptions(JSON.stringify([survey.card.name, survey.card.tableVersion]), async () => {
      const counts = await listedCounts(survey);
      return {
        ...(await surveyInfo(survey, counts)),
        filterColumns: await filterColumns(survey, counts),
        tree: survey.card.tree,
      };
    });
  const pictures = createPictures(workspace);
  const app = new Hono();
  app.use(guard(token));
  const smallBody = bodyLimit({ maxSize: 64 * 1024 });
  app.use((context, next) => (context.req.path.endsWith("/picture") ? next() : smallBody(context, next)));
  app.onError((error, context) => {
    if (error instanceof Fault)
      return context.json({ error: error.message, code: error.code, details: error.details }, statusOf(error));
    if (error instanceof HTTPException)
      return context.json(
        { error: error.message || "the request is not one of this server's", code: "request" },
        error.status,
      );
    if (error instanceof SyntaxError)
      return context.json({ error: `the request's body is not JSON: ${error.message}`, code: "request" }, 400);
    if (error instanceof z.ZodError) return context.json({ error: z.prettifyError(error), code: "request" }, 400);
    process.stderr.write(`${error.stack}\n`);
    return context.json({ error: "internal error: the server's terminal has the details", code: "internal" }, 500);
  });

  const routes = app
    .route("/", mapRoutes(workspace))
    .get("/api/status", (context) =>
      context.json({
        workspace: workspace.path,
        isDefaultWorkspace: workspace.path === resolve(defaultWorkspacePath()),
        preparation: preparation.state(),
        trees: Object.keys(builtInTrees),
      }),
    )
    .get("/api/surveys", async (context) => context.json(await listSurveys(workspace)))
    .get("/api/surveys/:name", async (context) => {
      const survey = await openSurvey(workspace, context.req.param("name"));
      return context.json(await described(survey));
    })
    .get("/api/surveys/:name/galaxies", async (context) => {
      const { order, offset, limit, columns, ...asked } = page.parse(context.req.query());
      const survey = await openSurvey(workspace, context.req.param("name"));
      const selection = { ...(await askedSelection(survey, asked)), order };
      const { total, ids } = await selections.pageOf(survey, selection, { offset, limit });
      return context.json({ total, galaxies: await galaxiesById(survey, ids, columns) });
    })
    .get("/api/surveys/:name/galaxies/:id", async (context) => {
      const survey = await openSurvey(workspace, context.req.param("name"));
      return context.json({
        galaxy: await galaxy(survey, context.req.param("id")),
        tree: survey.card.tree,
        labels: survey.card.labels,
        predictions: survey.card.predictions,
      });
    })
    .get("/api/surveys/:name/galaxies/:id/similar", async (context) => {
      const {
        run,
        limit,
        where: among,
      } = z
        .object({
          run: z.string().optional(),
          limit: z.coerce.number().int().min(1).max(200).default(24),
          where: whereText,
        })
        .parse(context.req.query());
      const survey = await openSurvey(workspace, context.req.param("name"));
      const chosen = run ?? survey.card.representations.at(-1)?.run;
      if (chosen === undefined) return context.json({ run: null, search: null, neighbours: [] });
      return context.json({
        run: chosen,
        search: searchBy(survey, chosen, limit, { among }),
        neighbours: await nearest(survey, chosen, context.req.param("id"), limit, { among }),
      });
    })
    .post("/api/surveys/:name/similar", async (context) => {
      const { run, vector, limit } = similarTo.parse(await context.req.json());
      const survey = await openSurvey(workspace, context.req.param("name"));
      return context.json({
        run,
        search: searchBy(survey, run, limit),
        neighbours: await nearestTo(survey, run, vector, limit),
      });
    })
    .get("/api/surveys/:name/galaxies/:id/image", async (context) => {
      const size = Number(context.req.query("size") ?? thumbnailSizes[0]);
      if (!thumbnailSizes.some((each) => each === size))
        throw new Fault(
          "request",
          `size must be one of ${thumbnailSizes.join(", ")}, not ${context.req.query("size")}`,
        );
      const survey = await openSurvey(workspace, context.req.param("name"));
      const [found] = await galaxiesById(survey, [context.req.param("id")], []);
      if (!found)
        throw new Fault("no-galaxy", `survey "${survey.card.name}" has no object "${context.req.param("id")}"`);
      const { jpeg, tag } = await cutout(survey, found.image, size);
      context.header("etag", `"${tag}"`);
      context.header("cache-control", "private, max-age=60");
      if (context.req.header("if-none-match") === `"${tag}"`) return context.body(null, 304);
      return context.body(new Uint8Array(jpeg), 200, { "content-type": "image/jpeg" });
    })
    .get("/api/runs", async (context) => context.json(await listRuns(workspace)))
    .get("/api/runs/:id", async (context) => {
      const run = await openRun(workspace, context.req.param("id"));
      const data: ReportData = { card: run.card, metrics: await readMetrics(run), heldOut: await readHeldOut(run) };
      return context.json(data);
    })
    .get("/api/runs/:id/report", async (context) => {
      const run = await openRun(workspace, context.req.param("id"));
      const html = await readFile(join(run.path, "report.html"), "utf8").catch(() => {
        throw new Fault("no-report", `run "${run.id}" has no report yet: it is ${run.card.status}`);
      });
      context.header("content-security-policy", reportPolicy);
      return context.html(html);
    })
    .get("/api/encoders", async (context) => context.json(await listEncoders(workspace)))
    .get("/api/encoders/:name", async (context) => {
      const { parameters: _, ...description } = await openEncoder(workspace, context.req.param("name"));
      return context.json({ ...description, answers: answersOf(description.task), views: predictionViews });
    })
    .get("/api/encoders/:name/model.onnx", async (context) => {
      const bytes = await encoderFile(workspace, context.req.param("name"));
      return context.body(new Uint8Array(bytes), 200, { "content-type": "application/octet-stream" });
    })
    .post("/api/encoders/:name/picture", pictureLimit, async (context) =>
      context.json(await pictures.look(context.req.param("name"), new Uint8Array(await context.req.arrayBuffer()))),
    )
    .post("/api/runs", async (context) => {
      const { survey, task, label, votes, target, from, ...options } = newRun.parse(await context.req.json());
      return context.json({ run: await trainings.start(survey, { task, label, votes, target, from, options }) });
    })
    .post("/api/runs/:id/stop", async (context) => {
      await trainings.stop(context.req.param("id"));
      return context.json({ stopped: context.req.param("id") });
    })
    .post("/api/runs/:id/resume", async (context) => {
      await trainings.resume(context.req.param("id"));
      return context.json({ resumed: context.req.param("id") });
    })
    .route("/", rating(workspace))
    .route("/", teaching(workspace, trainings))
    .route("/", labelling(workspace, selections))
    .route("/", savedSelections(workspace))
    .route("/", selectedParts(workspace))
    .route("/", clusterRoutes(workspace))
    .route("/", paperRoutes(workspace))
    .route("/", wordRoutes(workspace))
    .route("/", reproductionRoutes(workspace));
  app.all("/api/*", (context) => context.json({ error: `there is no ${context.req.path}`, code: "no-route" }, 404));
  app.get("*", async (context) => pageFile(context.req.path, token));
  return routes;
}

function statusOf({ code }: Fault): 400 | 403 | 404 | 409 | 500 {
  if (code === "no-column") return 400;
  if (code.startsWith("no-")) return 404;
  if (code === "outside") return 403;
  if (code === "locked" || code === "unfinished" || code === "not-ours" || code === "finished") return 409;
  return code === "disk-full" ? 500 : 400;
}

const builtPage = fileURLToPath(
  new URL(import.meta.url.endsWith(".ts") ? "../../dist/web/" : "../../web/", import.meta.url),
);

const contentTypes: Record<string, string> = {
  ".js": "text/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
  ".wasm": "application/wasm",
};

/** Files of the built page; every other address is the page itself, which shows what it names. */
async function pageFile(path: string, token: string): Promise<Response> {
  const type = contentTypes[extname(path)];
  const file = join(builtPage, normalize(path));
  if (type !== undefined && file.startsWith(builtPage)) {
    const content = await readFile(file).catch(() => undefined);
    // Vite names what lies in assets after its content: 14 megabytes of it are a WebAssembly runtime.
    const caching = path.startsWith("/assets/") ? "private, max-age=31536000, immutable" : "no-cache";
    if (content)
      return new Response(new Uint8Array(content), { headers: { "content-type": type, "cache-control": caching } });
    return new Response("not found", { status: 404 });
  }
  const html = (await readFile(join(builtPage, "index.html"), "utf8")).replace("%TOKEN%", token);
  return new Response(html, { headers: { "content-type": "text/html; charset=utf-8", "cache-control": "no-store" } });
}
