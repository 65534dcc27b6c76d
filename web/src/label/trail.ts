/** What one person has labelled in a task and what comes next: a trail that one goes along, forwards and back. */

import type { LabelValue } from "../api.ts";

export interface Step {
  id: string;
  /** What was said of it; undefined for nothing yet. */
  value?: LabelValue;
}

/** Something that can be taken back. */
interface Done {
  key: string;
  id: string;
  /** What had been said before. */
  before: LabelValue | undefined;
}

export interface Trail {
  steps: readonly Step[];
  /** Where one is; behind the last step there is nothing left. */
  at: number;
  done: readonly Done[];
}

/** A person's last labels, so that they can go back to them, and then what comes. */
export function beginTrail(
  last: readonly { id: string; value: LabelValue; key: string; before?: LabelValue }[],
): Trail {
  return {
    steps: last.map(({ id, value }) => ({ id, value })),
    at: last.length,
    done: last.map(({ id, key, before }) => ({ id, key, before })),
  };
}

/** Objects that are on the trail already stay where they are. */
export function extended(trail: Trail, ids: readonly string[]): Trail {
  const there = new Set(trail.steps.map(({ id }) => id));
  const fresh = ids.filter((id) => !there.has(id)).map((id): Step => ({ id }));
  return fresh.length === 0 ? trail : { ...trail, steps: [...trail.steps, ...fresh] };
}

/** What was not said anything of yet, from where one is: another order puts others there. */
export function withoutComing(trail: Trail): Trail {
  const steps = trail.steps.filter(({ value }, i) => value !== undefined || i < trail.at);
  return { ...trail, steps, at: Math.min(trail.at, steps.length) };
}

export function answered(trail: Trail, key: string, value: LabelValue): Trail {
  const step = trail.steps[trail.at];
  if (!step) return trail;
  return {
    steps: trail.steps.with(trail.at, { id: step.id, value }),
    at: trail.at + 1,
    done: [...trail.done, { key, id: step.id, before: step.value }],
  };
}

/** @returns the trail at the object whose label was taken back, and the key of that label */
export function undone(trail: Trail): { trail: Trail; key: string } | undefined {
  const last = trail.done.at(-1);
  if (!last) return undefined;
  const at = trail.steps.findIndex(({ id }) => id === last.id);
  const step: Step = last.before === undefined ? { id: last.id } : { id: last.id, value: last.before };
  return { key: last.key, trail: { steps: trail.steps.with(at, step), at, done: trail.done.slice(0, -1) } };
}

export function moved(trail: Trail, step: 1 | -1): Trail {
  return { ...trail, at: Math.max(0, Math.min(trail.steps.length, trail.at + step)) };
}

/** How many from here on nothing was said of. */
export function coming(trail: Trail): number {
  return trail.steps.slice(trail.at).filter(({ value }) => value === undefined).length;
}
