/**
 * Labels on their way to the server. Each is kept in the browser's storage until the server has it on its disk: what cannot
 * be sent now is sent later, by this page, by another of its tabs, or when it is opened again. Sent twice, it counts once.
 */

import { api, Refusal, type SentLabel } from "../api.ts";

export interface OutboxState {
  /** Not yet known to be on the server's disk. */
  unsent: number;
  /** Why the last attempt failed. */
  trouble?: string;
  /** Labels that the server will not take, and why. */
  refused: { key: string; reason: string }[];
  /** The browser keeps nothing: what is unsent is lost with the page. */
  isKept: boolean;
}

/** The server takes 64 KiB at once. */
const mostBytes = 40_000;
const longestWaitSeconds = 5;

export class Outbox {
  readonly #survey: string;
  readonly #prefix: string;
  /** What the browser's storage would not take. */
  readonly #inMemory = new Map<string, SentLabel>();
  #state: OutboxState = { unsent: 0, refused: [], isKept: true };
  readonly #listeners = new Set<() => void>();
  #order = 0;
  #sending: Promise<void> | undefined;
  #attempts = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(survey: string) {
    this.#survey = survey;
    this.#prefix = `almagest-label:${survey}:`;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly state = (): OutboxState => this.#state;

  add(label: SentLabel): void {
    // In the order of acts, also among those of one millisecond.
    const name = `${this.#prefix}${Date.parse(label.at)}-${String(this.#order++).padStart(6, "0")}-${label.key}`;
    try {
      localStorage.setItem(name, JSON.stringify(label));
    } catch {
      this.#inMemory.set(name, label);
    }
    this.#changed({});
    void this.send();
  }

  dismissRefused(): void {
    this.#changed({ refused: [] });
  }

  /** Sends what there is, and goes on trying while the server does not answer. */
  send(): Promise<void> {
    this.#sending ??= this.#sendAll().finally(() => {
      this.#sending = undefined;
    });
    return this.#sending;
  }

  async #sendAll(): Promise<void> {
    clearTimeout(this.#timer);
    try {
      for (let batch = this.#batch(); batch.length > 0; batch = this.#batch()) {
        const answer = await api.saveLabels(
          this.#survey,
          batch.map(([, label]) => label),
        );
        const answered = new Set([...answer.saved, ...answer.refused.map(({ key }) => key)]);
        for (const [name, { key }] of batch) if (answered.has(key)) this.#forget(name);
        this.#attempts = 0;
        this.#changed({ trouble: undefined, refused: [...this.#state.refused, ...answer.refused] });
      }
      this.#changed({ trouble: undefined });
    } catch (error) {
      this.#attempts++;
      const prefix = error instanceof Refusal ? "The workbench could not save: " : "";
      this.#changed({ trouble: prefix + (error as Error).message });
      const seconds = Math.min(longestWaitSeconds, 0.5 * 2 ** this.#attempts);
      this.#timer = setTimeout(() => void this.send(), seconds * 1000);
    }
  }

  /** Another tab may have sent some; what it kept and did not send is sent from here. */
  watch(): () => void {
    const onStorage = () => this.#changed({});
    const onAwake = () => void this.send();
    const onLeave = (event: BeforeUnloadEvent) => {
      if (this.#inMemory.size > 0) event.preventDefault();
    };
    addEventListener("storage", onStorage);
    addEventListener("online", onAwake);
    addEventListener("focus", onAwake);
    addEventListener("beforeunload", onLeave);
    this.#changed({});
    void this.send();
    return () => {
      removeEventListener("storage", onStorage);
      removeEventListener("online", onAwake);
      removeEventListener("focus", onAwake);
      removeEventListener("beforeunload", onLeave);
    };
  }

  #all(): [string, SentLabel][] {
    const kept: [string, SentLabel][] = [...this.#inMemory];
    try {
      for (let i = 0; i < localStorage.length; i++) {
        const name = localStorage.key(i) ?? "";
        if (name.startsWith(this.#prefix)) kept.push([name, JSON.parse(localStorage.getItem(name) ?? "")]);
      }
    } catch {
      // A browser without storage has only what is in memory.
    }
    return kept.sort(([a], [b]) => (a < b ? -1 : 1));
  }

  #batch(): [string, SentLabel][] {
    const batch: [string, SentLabel][] = [];
    let bytes = 0;
    for (const each of this.#all()) {
      bytes += new TextEncoder().encode(JSON.stringify(each[1])).length + 1;
      if (batch.length > 0 && (bytes > mostBytes || batch.length >= 500)) break;
      batch.push(each);
    }
    return batch;
  }

  #forget(name: string): void {
    this.#inMemory.delete(name);
    try {
      localStorage.removeItem(name);
    } catch {}
  }

  #changed(changes: Partial<OutboxState>): void {
    this.#state = { ...this.#state, ...changes, unsent: this.#all().length, isKept: this.#inMemory.size === 0 };
    for (const listener of this.#listeners) listener();
  }
}
