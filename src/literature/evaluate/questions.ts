/** Questions with the papers that answer them, one JSON object a line. */

import { z } from "zod";
import { exitCodes, Fault } from "../../fault.ts";
import { lines } from "../readers/lines.ts";

const question = z.object({
  question: z.string().min(1),
  kind: z.enum(["single", "multi"]),
  relevant: z.array(z.string()).min(1),
});

export type Question = z.infer<typeof question>;

/** @throws Fault "questions" that names the line */
export async function readQuestions(path: string): Promise<Question[]> {
  const questions: Question[] = [];
  for await (const { line, text } of lines(path)) {
    if (text.trim() === "") continue;
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      throw wrong(path, line, "it is not JSON");
    }
    const { success, data, error } = question.safeParse(value);
    if (!success)
      throw wrong(path, line, `"${error.issues[0]?.path.join(".")}" is missing or is not what it should be`);
    questions.push(data);
  }
  if (questions.length === 0) throw wrong(path, 1, "the file is empty");
  return questions;
}

function wrong(path: string, line: number, problem: string): Fault {
  return new Fault(
    "questions",
    `line ${line} of ${path}: ${problem}; a line is {"question": "...", "kind": "single" or "multi", "relevant": ["id", ...]}`,
    { exitCode: exitCodes.usage },
  );
}
