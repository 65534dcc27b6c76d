/** The chosen word: who wrote it and how, and where it may go. */

import type { Word, WordEdit, WordSet } from "../api.ts";

interface Props {
  word: Word;
  set: WordSet;
  make: (edit: WordEdit) => void;
}

export function ChosenWord({ word, set, make }: Props) {
  const tag = set.tags.find(({ words }) => words.some((each) => each.word === word.word));
  return (
    <section className="cluster" aria-label={`The word ${word.form}`}>
      <h2>{word.form}</h2>
      <p className="faint">
        {word.answers.toLocaleString("en-US")} answers of {word.people} people,{" "}
        {tag ? `in the tag ${tag.name}` : "in no tag"}. Written as:{" "}
        {word.phrases.map(([phrase, count]) => `“${phrase}” (${count})`).join(", ")}
      </p>
      <div className="bar">
        <label className="choice">
          Move to
          <select
            id="word-goes-to"
            value={tag?.id ?? ""}
            onChange={({ target }) =>
              make({ kind: "move", word: word.word, to: target.value === "" ? null : target.value })
            }
          >
            <option value="">no tag</option>
            {set.tags.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </select>
        </label>
        <button
          type="button"
          disabled={tag?.words.length === 1}
          onClick={() => make({ kind: "split", words: [word.word], name: word.form })}
        >
          Make it a tag
        </button>
      </div>
    </section>
  );
}
