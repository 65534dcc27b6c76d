/** The outbox of a survey's labels, sent from as long as the page is open. */

import { useEffect, useMemo, useSyncExternalStore } from "react";
import { Outbox, type OutboxState } from "./outbox.ts";

export function useOutbox(survey: string): { outbox: Outbox; state: OutboxState } {
  const outbox = useMemo(() => new Outbox(survey), [survey]);
  useEffect(() => outbox.watch(), [outbox]);
  return { outbox, state: useSyncExternalStore(outbox.subscribe, outbox.state) };
}
