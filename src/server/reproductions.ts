/** Reproductions of papers over HTTP: which there are, and the page of each. */

import { Hono } from "hono";
import { keptReproductions, reproductionPage } from "../reproduce/kept.ts";
import type { Workspace } from "../survey/workspace.ts";
import { reportPolicy } from "./guard.ts";

export function reproductionRoutes({ path }: Workspace) {
  return new Hono()
    .get("/api/reproductions", async (context) => context.json(await keptReproductions(path)))
    .get("/api/reproductions/:name/page", async (context) => {
      const html = await reproductionPage(path, context.req.param("name"));
      context.header("content-security-policy", reportPolicy);
      return context.html(html);
    });
}
