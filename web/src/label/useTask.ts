/** A labelling task of a survey, which is made where there is none yet. */

import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { api, type NewTask, type Task, type Tasks } from "../api.ts";

/**
 * @param wanted what it asks; undefined while that is not known
 * @returns all tasks of the survey, and the one wanted as soon as it is there
 */
export function useTask(
  survey: string,
  wanted: NewTask | undefined,
): { tasks: Tasks | undefined; task: Task | undefined; trouble: Error | undefined; retry: () => void } {
  const {
    data: tasks,
    error,
    refetch,
    isSuccess,
  } = useQuery({ queryKey: ["tasks", survey], queryFn: () => api.tasks(survey) });
  const [refusal, setRefusal] = useState<Error>();
  const [attempt, setAttempt] = useState(0);
  const task = wanted && tasks?.tasks.find(({ name }) => name === wanted.name);
  const missing = isSuccess && wanted && !task ? JSON.stringify(wanted) : undefined;
  // biome-ignore lint/correctness/useExhaustiveDependencies: another attempt is a reason to ask again
  useEffect(() => {
    setRefusal(undefined);
    if (missing === undefined) return;
    api.addTask(survey, JSON.parse(missing)).then(() => refetch(), setRefusal);
  }, [survey, missing, refetch, attempt]);
  const retry = () => {
    setAttempt((before) => before + 1);
    void refetch();
  };
  return { tasks, task, trouble: refusal ?? error ?? undefined, retry };
}
