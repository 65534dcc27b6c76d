/** A request in plain words, from which rules take out what they understand, piece by piece; what is left is its topic. */

export interface Clause {
  /** In ADS's syntax. */
  query: string;
  /** For the person: what was read how. */
  why: string;
}

export class Request {
  rest: string;
  readonly clauses: Clause[] = [];
  /** The year that is now. */
  readonly now: number;

  constructor(text: string, now: number) {
    this.rest = text;
    this.now = now;
  }

  /** Takes the first match out of what is left. A rule that returns undefined leaves it where it was. */
  take(pattern: RegExp, rule: (match: RegExpExecArray) => Clause | readonly Clause[] | undefined): boolean {
    const match = pattern.exec(this.rest);
    const clauses = match && rule(match);
    if (!match || clauses === undefined) return false;
    this.clauses.push(...(Array.isArray(clauses) ? clauses : [clauses as Clause]));
    this.rest = `${this.rest.slice(0, match.index)} ${this.rest.slice(match.index + match[0].length)}`
      .replace(/\s+/g, " ")
      .trim();
    return true;
  }
}

export function quoted(text: string): string {
  return `"${text.replaceAll('"', " ").replace(/\s+/g, " ").trim()}"`;
}
