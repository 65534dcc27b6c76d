/** Who labels: asked for once, then remembered; each tab may have a person of its own. */

import { type FormEvent, useEffect, useRef, useState } from "react";
import { personName } from "../../../src/survey/personName.ts";

const stored = "almagest-person";

export function rememberedPerson(): string {
  try {
    return personName(sessionStorage.getItem(stored) ?? localStorage.getItem(stored) ?? "");
  } catch {
    return "";
  }
}

function forgetPerson(): void {
  try {
    sessionStorage.removeItem(stored);
    localStorage.removeItem(stored);
  } catch {}
}

interface Asked {
  title: string;
  /** What will be kept with the name. */
  kept?: string;
  chosen: (name: string) => void;
}

export function Person({ title, kept = "label", chosen }: Asked) {
  return (
    <div className="column">
      <h1>{title}</h1>
      <p>Each {kept} is kept with the name of the person who gave it, so that you can see how far people agree.</p>
      <PersonForm action="Begin" chosen={chosen} />
    </div>
  );
}

/** Where looking needs no name, and changing does. @param cancel where the person would rather not say */
export function PersonDialog({ kept, chosen, cancel }: { kept: string; chosen: Asked["chosen"]; cancel: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    dialog.current?.showModal();
  }, []);
  return (
    <dialog ref={dialog} onClose={cancel} aria-labelledby="person-title">
      <h2 id="person-title">Who decides?</h2>
      <p>Each {kept} is kept with the name of the person who made it.</p>
      <PersonForm action="Go on" chosen={chosen} />
      <form method="dialog">
        <button type="submit" className="quiet">
          Leave it as it was
        </button>
      </form>
    </dialog>
  );
}

function PersonForm({ action, chosen }: { action: string; chosen: Asked["chosen"] }) {
  const [name, setName] = useState("");
  const field = useRef<HTMLInputElement>(null);
  // It is the only thing to do here.
  useEffect(() => field.current?.focus(), []);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const trimmed = personName(name);
    if (trimmed === "") return;
    try {
      sessionStorage.setItem(stored, trimmed);
      localStorage.setItem(stored, trimmed);
    } catch {
      // Then it is asked for again next time.
    }
    chosen(trimmed);
  };
  return (
    <form className="form" onSubmit={submit}>
      <label>
        Your name
        <input
          ref={field}
          value={name}
          maxLength={100}
          required
          autoComplete="name"
          onChange={(event) => setName(event.target.value)}
        />
      </label>
      <p>
        <button type="submit">{action}</button>
      </p>
    </form>
  );
}

/** Who it is, and a way to become another. */
export function Who({ by, changed }: { by: string; changed: () => void }) {
  return (
    <span className="who">
      as <strong>{by}</strong>
      <button
        type="button"
        className="quiet"
        onClick={() => {
          forgetPerson();
          changed();
        }}
      >
        Change
      </button>
    </span>
  );
}
