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
    <div className="column">
      <h1>{title}</h1>
      <p>Each {kept} is kept with the name of the person who gave it, so that you can see how far people agree.</p>
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
          <button type="submit">Begin</button>
        </p>
      </form>
    </div>
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
