/** Labelling one task as one person: where one is, what comes next, and every act kept until it is saved. */

import { useCallback, useEffect, useRef, useState } from "react";
import { api, type LabelValue, type NextToLabel, type Task } from "../api.ts";
import type { OutboxState } from "./outbox.ts";
import {
  answered,
  beginTrail,
  coming,
  extended,
  moved,
  type Step,
  type Trail,
  undone,
  withoutComing,
} from "./trail.ts";
import { useOutbox } from "./useOutbox.ts";

/** Where the next galaxies come from. */
export interface Coming {
  /** @param limit how many at most, those among them that are on the trail already */
  fetch(limit: number): Promise<{ ids: string[]; left: number; total: number }>;
  /** More are fetched when fewer than this are to come. */
  fewest: number;
  atOnce: number;
}

export interface Labelling {
  outbox: OutboxState;
  dismissRefused(): void;
  /** Undefined while the first galaxies are fetched. */
  here: Step | undefined;
  isAtEnd: boolean;
  /** Ids from here on, to load pictures of. */
  ahead: string[];
  canUndo: boolean;
  canGoBack: boolean;
  /** How many there are, and how many of them this person has not labelled, as the server last said. */
  counts: Pick<NextToLabel, "left" | "total"> | undefined;
  /** Why no more can be fetched. */
  trouble: Error | undefined;
  answer(value: LabelValue): void;
  undo(): void;
  move(step: 1 | -1): void;
  fetchMore(): void;
}

const loadedAhead = 12;

/** @param next is another object only when other galaxies are to come */
export function useLabelling(survey: string, task: Pick<Task, "name">, by: string, next: Coming): Labelling {
  const { outbox, state: outboxState } = useOutbox(survey);
  const [trail, setTrail] = useState<Trail>();
  const current = useRef<Trail>(undefined);
  const change = useCallback((next: Trail) => {
    // Two keys may come before the page is drawn again: the second goes on from the first.
    current.current = next;
    setTrail(next);
  }, []);
  const [counts, setCounts] = useState<Labelling["counts"]>();
  const [trouble, setTrouble] = useState<Error>();
  const asking = useRef(0);

  const fetchMore = useCallback(async () => {
    const mine = ++asking.current;
    try {
      // What is still unsent would be asked about again.
      await outbox.send();
      const before = current.current ?? beginTrail((await api.lastLabels(survey, task.name, by)).labels);
      const found = await next.fetch(Math.min(500, next.atOnce + coming(before) + outbox.state().unsent));
      if (mine !== asking.current) return;
      setCounts({ left: found.left, total: found.total });
      setTrouble(undefined);
      change(extended(current.current ?? before, found.ids));
    } catch (error) {
      if (mine === asking.current) setTrouble(error as Error);
    }
  }, [survey, task.name, by, next, outbox, change]);

  // Another order or other filters: what was to come is asked for anew.
  useEffect(() => {
    if (current.current) change(withoutComing(current.current));
    void fetchMore();
  }, [fetchMore, change]);

  const isFew = trail !== undefined && coming(trail) < next.fewest;
  const hasMore = counts === undefined || counts.left > 0;
  // Asked again after each answer as long as there are few, unless all that is left is on the trail.
  const at = trail?.at ?? 0;
  const exhausted = useRef(-1);
  // biome-ignore lint/correctness/useExhaustiveDependencies: each step is a reason to look
  useEffect(() => {
    if (!isFew || !hasMore || exhausted.current === trail?.steps.length) return;
    exhausted.current = trail?.steps.length ?? -1;
    void fetchMore();
  }, [at, isFew, hasMore, fetchMore]);

  // A server that was away has come back.
  useEffect(() => {
    if (!trouble) return;
    const timer = setTimeout(() => void fetchMore(), 3000);
    return () => clearTimeout(timer);
  }, [trouble, fetchMore]);

  const stamp = () => ({ by, key: crypto.randomUUID(), at: new Date().toISOString() });
  return {
    outbox: outboxState,
    dismissRefused: () => outbox.dismissRefused(),
    here: trail?.steps[trail.at],
    isAtEnd: trail !== undefined && trail.at >= trail.steps.length,
    ahead: trail ? trail.steps.slice(trail.at, trail.at + loadedAhead).map(({ id }) => id) : [],
    canUndo: (trail?.done.length ?? 0) > 0,
    canGoBack: at > 0,
    counts,
    trouble,
    answer(value) {
      const now = current.current;
      const step = now?.steps[now.at];
      if (!now || !step) return;
      const sent = stamp();
      outbox.add({ ...sent, task: task.name, id: step.id, value });
      change(answered(now, sent.key, value));
    },
    undo() {
      const back = current.current && undone(current.current);
      if (!back) return;
      outbox.add({ ...stamp(), undoes: back.key });
      change(back.trail);
    },
    move(step) {
      if (current.current) change(moved(current.current, step));
    },
    fetchMore: () => void fetchMore(),
  };
}
