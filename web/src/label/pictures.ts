/**
 * Pictures of the galaxies that come next, loaded and decoded before they are wanted. The elements themselves are kept and
 * shown, so that a picture once loaded is there however long it waits, and while the server is away.
 */

import { imageUrl } from "../api.ts";

export interface Picture {
  element: HTMLImageElement;
  state: "loading" | "ready" | "failed";
  /** Why it failed. */
  reason: string;
}

const kept = 60;

export class Pictures {
  readonly #survey: string;
  readonly #known = new Map<string, Picture>();
  readonly #listeners = new Set<() => void>();
  #version = 0;

  constructor(survey: string) {
    this.#survey = survey;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Changes when a picture does. */
  readonly version = (): number => this.#version;

  /** The picture, which begins to load if it has not yet, or has failed and is asked for again. */
  load(id: string, { again = false } = {}): Picture {
    const found = this.#known.get(id);
    if (found && !(again && found.state === "failed")) {
      this.#known.delete(id);
      this.#known.set(id, found);
      return found;
    }
    const element = new Image();
    const picture: Picture = { element, state: "loading", reason: "" };
    this.#known.set(id, picture);
    for (const oldest of [...this.#known.keys()].slice(0, -kept)) this.#known.delete(oldest);
    element.alt = `Cutout of galaxy ${id}`;
    const url = imageUrl(this.#survey, id, 512);
    element.src = url;
    element
      .decode()
      .then(() => {
        picture.state = "ready";
      })
      .catch(async () => {
        picture.reason = await reasonOf(url);
        picture.state = "failed";
      })
      .finally(() => {
        this.#version++;
        for (const listener of this.#listeners) listener();
      });
    return picture;
  }
}

async function reasonOf(url: string): Promise<string> {
  try {
    const response = await fetch(url);
    return response.ok ? "the picture cannot be decoded" : String((await response.json()).error);
  } catch {
    return "the workbench does not answer: the picture comes when it does";
  }
}
