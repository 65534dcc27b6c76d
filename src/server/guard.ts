/**
 * Who may talk to the server: pages it served itself, in a browser on this machine. A web page elsewhere can make a
 * browser send requests here (DNS rebinding, cross-site requests): the Host, the Origin and a token tell them apart.
 */

import type { MiddlewareHandler } from "hono";

const localNames = new Set(["localhost", "127.0.0.1", "[::1]"]);

/** @param token that every request which changes something must carry; only the page served from here knows it */
export function guard(token: string): MiddlewareHandler {
  return async (context, next) => {
    const host = context.req.header("host") ?? "";
    if (!localNames.has(host.replace(/:\d+$/, "")))
      return context.json({ error: `this workbench answers to localhost only, not to "${host}"` }, 421);
    const origin = context.req.header("origin");
    if (origin !== undefined && origin !== `http://${host}`)
      return context.json({ error: "requests from other sites are refused" }, 403);
    const site = context.req.header("sec-fetch-site");
    if (site === "cross-site" && new URL(context.req.url).pathname.startsWith("/api/"))
      return context.json({ error: "requests from other sites are refused" }, 403);
    if (!["GET", "HEAD"].includes(context.req.method) && context.req.header("x-almagest-token") !== token)
      return context.json({ error: "the token is missing or old: reload the page" }, 403);
    await next();
    const { headers } = context.res;
    headers.set("x-content-type-options", "nosniff");
    headers.set("referrer-policy", "no-referrer");
    headers.set("cross-origin-resource-policy", "same-origin");
    if (!headers.has("content-security-policy")) headers.set("content-security-policy", contentSecurityPolicy);
  };
}

/**
 * Charts set style attributes, so styles may stand inline; scripts may not. WebAssembly is compiled (the encoder that runs in
 * the page), which lets no text run as a script.
 */
const contentSecurityPolicy =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; " +
  "font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** A report is a page of its own with its script inside: shut off from everything, this server included. */
export const reportPolicy =
  "sandbox allow-scripts; default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'";
