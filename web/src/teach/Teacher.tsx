/** One class, one person: choose examples, train, look at what it finds, correct it, train again. */

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { disputedText } from "../../../src/explore/teach/voices.ts";
import {
  api,
  type ExampleSource,
  type Round,
  type Rounds,
  type SurveyDetails,
  type Task,
  type Taught,
} from "../api.ts";
import { SavedState } from "../label/SavedState.tsx";
import { useTask } from "../label/useTask.ts";
import { Empty, Failed, Waiting } from "../parts/states.tsx";
import { FineTune } from "./FineTune.tsx";
import { Looking } from "./Looking.tsx";
import { RoundHistory } from "./RoundHistory.tsx";
import { RoundResults } from "./RoundResults.tsx";
import { SourceList } from "./SourceList.tsx";
import { useSaid } from "./useSaid.ts";

interface Props {
  survey: SurveyDetails;
  className: string;
  by: string;
  run: string;
  /** Saved selections that the address names. */
  selected: { positive: string | null; negative: string | null };
  /** Whether its name was given on this page. */
  isNew: boolean;
}

export function Teacher(props: Props) {
  const { survey, className } = props;
  const rounds = useQuery({
    queryKey: ["rounds", survey.name, className],
    queryFn: () => api.rounds(survey.name, className),
  });
  // A class is there for good, with its task: a slip in an address makes none.
  const [isBegun, setBegun] = useState(props.isNew);
  const { tasks, task, trouble, retry } = useTask(
    survey.name,
    isBegun ? { name: className, kind: "classes", classes: ["yes", "no"], question: `Is it ${className}?` } : undefined,
  );
  const isKnown = tasks?.tasks.some(({ name }) => name === className);
  if (tasks && !isBegun && !isKnown)
    return (
      <Empty>
        <p>
          {survey.name} has no class “{className}” yet.
        </p>
        <p>
          <button type="button" onClick={() => setBegun(true)}>
            Begin {className}
          </button>
        </p>
      </Empty>
    );
  if (isKnown && !isBegun) setBegun(true);
  if (rounds.isError) return <Failed error={rounds.error} retry={rounds.refetch} />;
  if (trouble) return <Failed error={trouble} retry={retry} />;
  if (task && (task.kind !== "classes" || task.classes?.slice(0, 2).join() !== "yes,no"))
    return (
      <Failed
        error={
          new Error(
            `"${className}" is a labelling task already, and its answers are not yes and no: give the class another name`,
          )
        }
      />
    );
  if (!rounds.data || !task || !tasks) return <Waiting what={`Opening ${className}`} />;
  return (
    <Class
      {...props}
      rounds={rounds.data.rounds}
      voices={rounds.data.voices}
      tasks={tasks.tasks.filter(({ kind }) => kind === "classes")}
    />
  );
}

function Class({
  survey,
  className,
  by,
  run,
  selected,
  rounds,
  voices,
  tasks,
}: Props & { rounds: readonly Round[]; voices: Rounds["voices"]; tasks: readonly Task[] }) {
  const last = rounds.at(-1);
  const [positive, setPositive] = useState<readonly ExampleSource[]>(() => begun(last?.positive, selected.positive));
  const [negative, setNegative] = useState<readonly ExampleSource[]>(() => begun(last?.negative, selected.negative));
  const { name } = survey;
  const selections = useQuery({ queryKey: ["selections", name], queryFn: () => api.selections(name) });
  const said = useSaid(name, className, by, voices);
  const queries = useQueryClient();
  const train = useMutation<Taught>({
    mutationFn: async () => {
      // What is said and not sent yet would not be learnt from.
      await said.send();
      return api.teach(name, className, { by, run, positive, negative });
    },
    onSettled: () => queries.invalidateQueries({ queryKey: ["rounds", name, className] }),
    onSuccess: () => {
      void queries.invalidateQueries({ queryKey: ["survey", name] });
      void queries.invalidateQueries({ queryKey: ["teaching", name] });
    },
  });
  const lists = {
    columns: survey.filterColumns,
    selections: selections.data?.selections.map((each) => each.name) ?? [],
    tasks: tasks.filter((each) => each.name !== className),
  };
  return (
    <>
      <div className="halves">
        <SourceList
          title="Examples: yes"
          side="positive"
          sources={positive}
          change={setPositive}
          byHand={said.counts.yes}
          {...lists}
        />
        <SourceList
          title="Counter-examples: no"
          side="negative"
          sources={negative}
          change={setNegative}
          byHand={said.counts.no}
          {...lists}
        />
      </div>
      <form
        className="bar"
        onSubmit={(event) => {
          event.preventDefault();
          train.mutate();
        }}
      >
        <button type="submit" disabled={train.isPending}>
          {train.isPending ? "Training …" : last ? "Train again" : "Train"}
        </button>
        {said.disputed.size > 0 && <p role="status">{disputedText(said.disputed)}</p>}
        <SavedState outbox={said.outbox} dismiss={said.dismissRefused} />
      </form>
      {train.isPending && <Waiting what="Training, trying on what was held out, and asking of every galaxy" />}
      {train.error && <Failed error={train.error} />}
      {last && !train.isPending && <RoundResults round={last} />}
      <Looking
        survey={name}
        taught={train.data}
        isTaughtBefore={last !== undefined}
        className={className}
        said={said}
      />
      {last && <FineTune survey={name} className={className} />}
      {last && <RoundHistory rounds={rounds} />}
    </>
  );
}

function begun(before: readonly ExampleSource[] | undefined, selection: string | null): readonly ExampleSource[] {
  const isThere = before?.some((each) => "selection" in each && each.selection === selection);
  return [...(before ?? []), ...(selection !== null && !isThere ? [{ selection }] : [])];
}
