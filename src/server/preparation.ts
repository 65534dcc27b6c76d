/** The demonstration survey while it is being prepared, so that the page can say how far it is. */

export type PreparationState =
  | { state: "none" }
  | { state: "working"; text: string; fraction: number }
  | { state: "done" }
  | { state: "failed"; text: string };

export interface Preparation {
  state(): PreparationState;
  set(state: PreparationState): void;
}

export function createPreparation(): Preparation {
  let current: PreparationState = { state: "none" };
  return {
    state: () => current,
    set(state) {
      current = state;
    },
  };
}
