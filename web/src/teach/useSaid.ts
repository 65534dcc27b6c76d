/** What a person says of galaxies, yes or no to a class: labels on their way to the log, and what the page knows of them. */

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { majority, type Voice } from "../../../src/explore/teach/voices.ts";
import { api, type Rounds } from "../api.ts";
import type { OutboxState } from "../label/outbox.ts";
import { useOutbox } from "../label/useOutbox.ts";
import type { Said } from "./CorrectionGrid.tsx";

export interface Saying {
  saidOf(id: string): Said | undefined;
  say(id: string, said: Said): void;
  takeBack(id: string): void;
  /** Of galaxies on either side, as most people have it. */
  counts: Record<Said, number>;
  /** What is said of each galaxy that people disagree on: it teaches nothing. */
  disputed: ReadonlyMap<string, readonly Voice[]>;
  outbox: OutboxState;
  dismissRefused(): void;
  /** Resolves when all that can be sent is. */
  send(): Promise<void>;
}

interface Own {
  key: string;
  said: Said;
}

export function useSaid(survey: string, task: string, by: string, voices: Rounds["voices"]): Saying {
  const { outbox, state } = useOutbox(survey);
  const before = useQuery({
    queryKey: ["last labels", survey, task, by],
    queryFn: () => api.lastLabels(survey, task, by),
    // Afterwards the page knows better.
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });
  // Null where it was taken back.
  const [now, setNow] = useState<ReadonlyMap<string, Own | null>>(new Map());
  const earlier = new Map(
    (before.data?.labels ?? []).flatMap(({ id, key, value }): [string, Own][] =>
      value === "yes" || value === "no" ? [[id, { key, said: value }]] : [],
    ),
  );
  const own = (id: string) => (now.has(id) ? now.get(id) : earlier.get(id)) ?? undefined;
  const all = new Map<string, Own | null>([...earlier, ...now]);
  const everyone = new Map<string, Voice[]>(
    voices.map(({ id, said }) => [id, said.filter((voice) => voice.by !== by)]),
  );
  for (const [id, each] of all) if (each) everyone.set(id, [...(everyone.get(id) ?? []), { by, value: each.said }]);
  const sides = [...everyone].map(([id, said]) => ({ id, said, side: majority(said) }));
  const count = (said: Said) => sides.filter(({ side }) => side === said).length;
  const stamp = () => ({ by, key: crypto.randomUUID(), at: new Date().toISOString() });
  return {
    saidOf: (id) => own(id)?.said,
    say(id, said) {
      if (own(id)?.said === said) return;
      const sent = stamp();
      outbox.add({ ...sent, task, id, value: said });
      setNow((known) => new Map(known).set(id, { key: sent.key, said }));
    },
    takeBack(id) {
      const last = own(id);
      if (!last) return;
      outbox.add({ ...stamp(), undoes: last.key });
      setNow((known) => new Map(known).set(id, null));
    },
    counts: { yes: count("yes"), no: count("no") },
    disputed: new Map(
      sides.flatMap(({ id, said, side }) => (side === null && said.length > 0 ? [[id, said] as const] : [])),
    ),
    outbox: state,
    dismissRefused: () => outbox.dismissRefused(),
    send: () => outbox.send(),
  };
}
