/** Derived tags as cards, which a person changes and finds right: /words/:set?word=. Keys: m moves a word, x takes it out. */

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { go, pathTo } from "../address.ts";
import { api, type WordEdit, type WordSet } from "../api.ts";
import { PersonDialog, rememberedPerson } from "../label/Person.tsx";
import { Empty, Failed, Waiting } from "../parts/states.tsx";
import { isTyping } from "../typing.ts";
import { ChosenWord } from "./ChosenWord.tsx";
import { TagCard, WordButton } from "./TagCard.tsx";

export function WordsView({ name, search }: { name: string; search: URLSearchParams }) {
  const found = useQuery({ queryKey: ["words", name], queryFn: () => api.wordSet(name) });
  if (found.isError) return <Failed error={found.error} retry={found.refetch} />;
  if (found.isPending) return <Waiting what={`Opening the tags of ${name}`} />;
  return <Words set={found.data} chosen={search.get("word")} />;
}

function Words({ set, chosen }: { set: WordSet; chosen: string | null }) {
  const [person, setPerson] = useState(rememberedPerson);
  /** A change by a person who has not said yet who that is. */
  const [nameless, setNameless] = useState<WordEdit>();
  const queries = useQueryClient();
  const change = useMutation({
    mutationFn: ({ by, edit }: { by: string; edit: WordEdit }) =>
      api.changeWords(set.name, { by, acts: set.acts, edit }),
    onSuccess: (after) => queries.setQueryData(["words", set.name], after),
    // Another person may have changed them: what is shown must be what there is.
    onError: () => queries.invalidateQueries({ queryKey: ["words", set.name] }),
  });
  const all = [...set.tags.flatMap(({ words }) => words), ...set.others];
  const word = all.find((each) => each.word === chosen);
  const choose = (lemma: string) =>
    go(`${pathTo("words", set.name)}?word=${encodeURIComponent(lemma)}`, { replace: true });
  const make = (edit: WordEdit) => {
    if (person === "") setNameless(edit);
    else if (!change.isPending) change.mutate({ by: person, edit });
  };
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (isTyping(event.target)) return;
      if (event.key === "z" && (event.ctrlKey || event.metaKey) && set.changes > 0) {
        event.preventDefault();
        make({ kind: "undo" });
      }
      if (event.ctrlKey || event.metaKey || event.altKey || word === undefined) return;
      if (event.key === "x") make({ kind: "move", word: word.word, to: null });
      if (event.key === "m") {
        event.preventDefault();
        document.getElementById("word-goes-to")?.focus();
      }
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  });
  return (
    <div className="column">
      <div className="bar">
        <h1>Tags of {set.name}</h1>
        <p className="faint" role="status">
          {standing(set)}
        </p>
        <button type="button" disabled={set.changes === 0 || change.isPending} onClick={() => make({ kind: "undo" })}>
          Undo
        </button>
        <button
          type="button"
          disabled={set.confirmed !== null || set.tags.length === 0 || change.isPending}
          onClick={() => make({ kind: "confirm" })}
        >
          These are right
        </button>
      </div>
      <p className="faint">
        {set.answers.toLocaleString("en-US")} answers of {set.people} people about{" "}
        {set.subjects.toLocaleString("en-US")} subjects. Drag a word to another tag, or choose it and press m.
      </p>
      {change.isError && (
        <p role="alert" className="failed">
          {change.error.message}
        </p>
      )}
      {nameless && (
        <PersonDialog
          kept="change"
          chosen={(by) => {
            setPerson(by);
            setNameless(undefined);
            change.mutate({ by, edit: nameless });
          }}
          cancel={() => setNameless(undefined)}
        />
      )}
      {word && <ChosenWord word={word} set={set} make={make} />}
      {set.tags.length === 0 && <Empty>All tags were dropped. Undo, or make a tag of a word below.</Empty>}
      <div className="tags">
        {set.tags.map((tag) => (
          <TagCard key={tag.id} tag={tag} tags={set.tags} chosen={chosen} choose={choose} make={make} />
        ))}
      </div>
      <h2>Words of no tag</h2>
      <ul className="tag-words">
        {set.others.map((each) => (
          <li key={each.word}>
            <WordButton word={each} isChosen={each.word === chosen} choose={choose} />
          </li>
        ))}
      </ul>
    </div>
  );
}

function standing({ tags, confirmed, changes, last }: WordSet): string {
  const count = `${tags.length} ${tags.length === 1 ? "tag" : "tags"}`;
  if (confirmed) return `${count}, found right by ${confirmed.by} on ${confirmed.at.slice(0, 10)}`;
  if (changes === 0 || last === null) return `${count}, as derived`;
  return `${count}, last changed by ${last.by} on ${last.at.slice(0, 10)}`;
}
