/** Where the page is: the path names the view, the search what a colleague should see from the same link. */

import { type MouseEvent, useSyncExternalStore } from "react";

export interface Address {
  /** Decoded parts of the path. */
  parts: string[];
  search: URLSearchParams;
}

const moved = "almagest-moved";

export function go(to: string, { replace = false } = {}): void {
  if (replace) history.replaceState(null, "", to);
  else history.pushState(null, "", to);
  dispatchEvent(new Event(moved));
}

export function useAddress(): Address {
  const href = useSyncExternalStore(
    (changed) => {
      addEventListener("popstate", changed);
      addEventListener(moved, changed);
      return () => {
        removeEventListener("popstate", changed);
        removeEventListener(moved, changed);
      };
    },
    () => location.pathname + location.search,
  );
  const [path = "", search = ""] = href.split("?");
  return { parts: path.split("/").filter(Boolean).map(decoded), search: new URLSearchParams(search) };
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

export function pathTo(...parts: string[]): string {
  return `/${parts.map(encodeURIComponent).join("/")}`;
}

/** For an <a>: a plain click stays in the page, and any other does what the browser does. */
export function linkTo(to: string): { href: string; onClick: (event: MouseEvent) => void } {
  return {
    href: to,
    onClick: (event) => {
      if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
      event.preventDefault();
      go(to);
    },
  };
}
