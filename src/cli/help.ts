/** The parts of `--help` that commander does not write. */

/** For `.addHelpText("after", examples(...))`. */
export function examples(...lines: string[]): string {
  return `\nExamples:\n${lines.map((line) => `  $ ${line}\n`).join("")}`;
}

export const exitCodeTable = `
Exit codes:
    0  done
    1  failed; nothing stored was changed
    2  the command was not understood (see --help)
    3  done, but some rows were bad, or files unreadable, and left out
  130  interrupted by Ctrl-C
`;
