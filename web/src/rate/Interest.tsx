/** Which of one's interests is rated: each has ratings of its own. */

import { type FormEvent, useState } from "react";

export function Interest({
  interests,
  chosen,
  choose,
}: {
  interests: readonly string[];
  chosen: string;
  choose: (interest: string) => void;
}) {
  const [isNew, setNew] = useState(false);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const name = String(new FormData(event.currentTarget).get("name") ?? "").trim();
    if (name === "") return;
    setNew(false);
    choose(name);
  };
  if (isNew)
    return (
      <form className="bar" onSubmit={submit}>
        <label>
          New interest <input name="name" maxLength={64} required placeholder="mergers" />
        </label>
        <button type="submit">Begin</button>
        <button type="button" className="quiet" onClick={() => setNew(false)}>
          Cancel
        </button>
      </form>
    );
  return (
    <>
      <label>
        Interest
        <select
          value={chosen}
          onChange={(event) => {
            choose(event.target.value);
            // The keys of the page are for rating again.
            event.target.blur();
          }}
        >
          {interests.map((each) => (
            <option key={each}>{each}</option>
          ))}
        </select>
      </label>
      <button type="button" className="quiet" onClick={() => setNew(true)}>
        New interest
      </button>
    </>
  );
}
