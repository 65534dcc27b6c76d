/** Acts of labelling in memory: who says what now of which object, with what was undone left out. */

import type { LabelValue } from "./labelValue.ts";

/** A person said something of an object. */
export interface LabelAct {
  /** When, ISO 8601 in UTC. */
  at: string;
  by: string;
  task: string;
  /** id_str of the object. */
  id: string;
  value: LabelValue;
  /** Given once and for all by whoever sends it: the same key again is the same act. */
  key: string;
}

/** A person took one of their own acts back; what they had said before holds again. */
export interface UndoAct {
  at: string;
  by: string;
  /** Key of the act. */
  undoes: string;
  key: string;
}

export type Act = LabelAct | UndoAct;

export class LabelIndex {
  /** In the order they came. */
  readonly acts: Act[] = [];
  readonly #byKey = new Map<string, Act>();
  readonly #undone = new Set<string>();
  /** By task, object and person. */
  readonly #said = new Map<string, Map<string, Map<string, LabelAct[]>>>();

  /** An act whose key is there already is the same act, sent again. */
  add(act: Act): void {
    if (this.#byKey.has(act.key)) return;
    this.#byKey.set(act.key, act);
    this.acts.push(act);
    if ("undoes" in act) {
      this.#undone.add(act.undoes);
      return;
    }
    const objects = made(this.#said, act.task, () => new Map<string, Map<string, LabelAct[]>>());
    const people = made(objects, act.id, () => new Map<string, LabelAct[]>());
    made(people, act.by, () => []).push(act);
  }

  find(key: string): Act | undefined {
    return this.#byKey.get(key);
  }

  isUndone(key: string): boolean {
    return this.#undone.has(key);
  }

  /** What holds now: the last act of each person about each object in each task; by task and object as first labelled. */
  current(task?: string): LabelAct[] {
    const tasks = task === undefined ? [...this.#said.values()] : [this.#said.get(task) ?? new Map<string, never>()];
    return tasks.flatMap((objects) =>
      [...objects.values()].flatMap((people) => [...people.values()].flatMap((acts) => this.#last(acts) ?? [])),
    );
  }

  /** What each person says now of one object. */
  of(task: string, id: string): LabelAct[] {
    const people = this.#said.get(task)?.get(id);
    return people ? [...people.values()].flatMap((acts) => this.#last(acts) ?? []) : [];
  }

  /** All that one person ever said of one object, what was taken back among it; in the order it came. */
  saidBy(task: string, id: string, by: string): readonly LabelAct[] {
    return this.#said.get(task)?.get(id)?.get(by) ?? [];
  }

  /** What the person had said of the same object, and would say again without this act. */
  before({ task, id, by, key }: LabelAct): LabelAct | undefined {
    return this.#last(this.saidBy(task, id, by).filter((act) => act.key !== key));
  }

  /** By the time of the act: what a page kept while its server was away may come after what was said since. */
  #last(acts: readonly LabelAct[]): LabelAct | undefined {
    let last: LabelAct | undefined;
    for (const act of acts) if (!this.#undone.has(act.key) && (last === undefined || act.at >= last.at)) last = act;
    return last;
  }
}

function made<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const found = map.get(key);
  if (found !== undefined) return found;
  const value = make();
  map.set(key, value);
  return value;
}
