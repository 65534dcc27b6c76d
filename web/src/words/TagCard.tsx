/** One tag: its name, its words, and what a person may do with it. Words are dragged to it. */

import { type FormEvent, useState } from "react";
import type { Word, WordEdit, WordTag } from "../api.ts";

interface Props {
  tag: WordTag;
  tags: readonly WordTag[];
  chosen: string | null;
  choose: (word: string) => void;
  make: (edit: WordEdit) => void;
}

const dragged = "application/x-almagest-word";

export function TagCard({ tag, tags, chosen, choose, make }: Props) {
  const [isOver, setOver] = useState(false);
  const rename = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const name = String(new FormData(event.currentTarget).get("name") ?? "").trim();
    if (name !== "" && name !== tag.name) make({ kind: "rename", tag: tag.id, name });
  };
  return (
    <section
      className={isOver ? "cluster over" : "cluster"}
      aria-label={tag.name}
      onDragOver={(event) => {
        if (!event.dataTransfer.types.includes(dragged)) return;
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        const word = event.dataTransfer.getData(dragged);
        if (word !== "" && !tag.words.some((each) => each.word === word)) make({ kind: "move", word, to: tag.id });
      }}
    >
      <h2>{tag.name}</h2>
      <p className="faint">
        {tag.answers.toLocaleString("en-US")} answers, {tag.subjects.toLocaleString("en-US")} subjects; needs{" "}
        {tag.needs}
      </p>
      <ul className="tag-words">
        {tag.words.map((word) => (
          <li key={word.word}>
            <WordButton word={word} isChosen={word.word === chosen} choose={choose} />
          </li>
        ))}
      </ul>
      <form className="choice" onSubmit={rename}>
        <input
          key={tag.name}
          name="name"
          aria-label={`Name of ${tag.name}`}
          defaultValue={tag.name}
          maxLength={60}
          size={14}
          autoComplete="off"
        />
        <button type="submit">Rename</button>
        <select
          aria-label={`Merge ${tag.name} into`}
          value=""
          onChange={({ target }) => make({ kind: "merge", tag: tag.id, into: target.value })}
        >
          <option value="">Merge into …</option>
          {tags
            .filter(({ id }) => id !== tag.id)
            .map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
        </select>
        <button type="button" onClick={() => make({ kind: "drop", tag: tag.id })}>
          Drop
        </button>
      </form>
    </section>
  );
}

export function WordButton({
  word,
  isChosen,
  choose,
}: {
  word: Word;
  isChosen: boolean;
  choose: (word: string) => void;
}) {
  return (
    <button
      type="button"
      className="tag-word"
      draggable
      aria-pressed={isChosen}
      onDragStart={(event) => event.dataTransfer.setData(dragged, word.word)}
      onClick={() => choose(word.word)}
    >
      {word.form} <span className="faint">{word.answers}</span>
    </button>
  );
}
