/**
 * What a quote may be shortened to and turned into without saying more: the readings of a sentence that need no understanding of it.
 *
 * A reading leaves out brackets, a report ("we find that"), an opening that says how or where it was done, or an end that adds a
 * thought; it moves a phrase of time, place or reason to the other end; it turns "we measured X" into "X was measured". It never leaves
 * out a hedge, a "not", a number, an adjective or a condition: what it is said of would grow.
 */

import { type Token, tokens } from "./tokens.ts";

/** A quote in one order, and what may be left out of it: from `low` to before `high`. */
interface Reading {
  tokens: readonly Token[];
  optional: readonly { low: number; high: number }[];
}

/** A part that has one of these bears on what is left. */
const bearing =
  /^(?:exclud|rul|provid|assum|challeng|simulat|simul|not|no|nor|neither|never|none|without|only|except|unless|if|whether|but|however|although|though|yet|rule|exclude|reject|unlikely|assume|provide|provided|when|until|cannot|fail|lack|likely|may|might|could|possible|possibly|perhaps|disfavour|disfavor|tension|tensions|inconsistent|instead|otherwise|contrary|challenge|question|or|model|simulation|hypothetical|scenario|depend|limit)$/;
/** What opens a phrase that can stand at either end of its sentence. */
const movable = new Set(
  (
    "in at for with by use when as since because although if during after before within among under on through due while whereas despite " +
    "between beyond above below near over"
  ).split(" "),
);
const reporting =
  /^(?:find|found|show|shown|report|conclud|demonstrat|see|observ|confirm|determin|measur|result|data|analysi|observation)$/;

/** Halves that were put together anyhow: an article before nothing, an opening in the middle. */
const garbled =
  /\b(?:the|an?)(?:[.,;)]|\s+(?:and|or|is|are|was|were)\b|\s*$)|(?<=\p{Ll}\)?,? )(?:In|If|Since|Due|Finally|However|For|When|While|Although|Thus|Therefore|Moreover|Using|With|We|This|These)\b/u;

/** Does the sentence say only what one reading of the quote says? */
export function isReadingOf(sentence: string, quote: string): boolean {
  if (garbled.test(sentence)) return false;
  const [short, long] = settled(expanded(tokens(sentence), quote), expanded(tokens(quote), quote));
  const said = [short, ...actives(short), ...agentless(short, long)].flatMap((form) => [form, withoutReport(form)]);
  // Who says "may be" for "is" says less; the report that only suggests it may then go.
  const unhedged = withoutHedge(short);
  if (unhedged) said.push(unhedged);
  const orders = readings(unhedged ? withoutSuggestion(long) : long);
  const isOneOf = (each: readonly Token[], among: readonly Reading[]) =>
    each.length > 0 && among.some((reading) => follows(each, reading));
  if (said.some((each) => isOneOf(bare(each), orders) || isOneOf(withComma(each), orders))) return true;
  // One adverb may stand elsewhere: "can significantly prolong X" and "can prolong X significantly".
  const [mine, theirs] = [onlyAdverb(short), onlyAdverb(long)];
  if (mine === undefined || mine !== theirs) return false;
  const without = (of: readonly Token[]) => of.filter(({ form }) => form !== mine);
  const rest = readings(without(long));
  return said.some((each) => isOneOf(bare(without(each)), rest) || isOneOf(withComma(without(each)), rest));
}

const firstTime = ["for", "the", "first", "tim"];

/** Where both have one "for the first time", it may stand anywhere. */
function settled(short: readonly Token[], long: readonly Token[]): [readonly Token[], readonly Token[]] {
  const [mine, theirs] = [short, long].map((of) =>
    of.findIndex((_, at) => firstTime.every((form, k) => of[at + k]?.form === form)),
  );
  if (mine === undefined || theirs === undefined || mine < 0 || theirs < 0) return [short, long];
  const without = (of: readonly Token[], at: number) => [...of.slice(0, at), ...of.slice(at + firstTime.length)];
  return [without(short, mine), without(long, theirs)];
}

/** "We derive X" of "X is derived": the paper's own doing, whoever the sentence says did it. */
function agentless(of: readonly Token[], quote: readonly Token[]): Token[][] {
  const verb = of[1]?.form;
  if (of[0]?.form !== "we" || verb === undefined || quote.some(({ form }) => form === "we")) return [];
  const done = quote.findIndex(({ form }, at) => form === verb && /^(?:is|was|been)$/.test(quote[at - 1]?.form ?? ""));
  if (done < 0) return [];
  const auxiliary = quote[done - 1]?.form;
  // The words that stand before the verb in the quote are as many as are moved before it.
  const before = bare(quote.slice(0, done - 1)).length;
  return passives(of).filter((order) => bare(order).findIndex(({ form }) => form === auxiliary) === before);
}

/** "X may be Y" as "X is Y"; undefined where there is no "may be". */
function withoutHedge(of: readonly Token[]): Token[] | undefined {
  const at = of.findIndex(({ form }, k) => /^(?:may|might)$/.test(form) && of[k + 1]?.form === "be");
  if (at < 1) return undefined;
  return [...of.slice(0, at), { form: "is", written: "is", isEmpty: false, isStop: false }, ...of.slice(at + 2)];
}

function withoutSuggestion(of: readonly Token[]): readonly Token[] {
  const that = of.findIndex(({ form }) => form === "that");
  const frame = bare(of.slice(0, Math.max(0, that)))
    .map(({ form }) => form)
    .join(" ");
  return /^(?:this|we|our (?:result|data|finding)|result) (?:suggest|indicat|imply)$/.test(frame)
    ? of.slice(that + 1)
    : of;
}

/** The comma behind what was moved to the front counts, or the halves of a sentence could be swapped. */
function withComma(of: readonly Token[]): Token[] {
  const at = of.findIndex(({ form }) => form === ",");
  return at < 1 || of[at - 1]?.isEmpty
    ? []
    : [...bare(of.slice(0, at)), { ...comma, isStop: false }, ...bare(of.slice(at + 1))];
}

function onlyAdverb(of: readonly Token[]): string | undefined {
  const adverbs = of.filter(
    ({ written }, at) =>
      /^\p{L}{4,}ly$/u.test(written) &&
      !noAdverb.test(written) &&
      // "Finally, we" opens a sentence: the comma after it is not that of a phrase before it.
      !of[at + 1]?.isStop &&
      !of[at - 1]?.isStop,
  );
  return adverbs.length === 1 ? adverbs[0]?.form : undefined;
}

const noAdverb =
  /^(?:only|early|likely|unlikely|hardly|nearly|mainly|partly|multiply|supply|apply|imply|reply|comply|family|anomaly|assembly|ally|elderly|daily|yearly|orderly|costly|lively)$/i;

/** "X is dominated by Y" says "Y dominates X". */
function actives(of: readonly Token[]): Token[][] {
  const plain = bare(of);
  const by = plain.findIndex(({ form }, at) => form === "by" && at > 2);
  const be = plain.slice(0, Math.max(0, by - 1)).findLastIndex(({ form }) => /^(?:is|was|been)$/.test(form));
  if (by < 0 || be < 1 || by - be > 3) return [];
  const start = plain[be]?.form === "been" && plain[be - 1]?.form === "have" ? be - 1 : be;
  const verb = plain.slice(start, by).filter(({ form }) => !/^(?:is|was|been)$/.test(form));
  const [done, doer] = [plain.slice(0, start), plain.slice(by + 1)];
  const have: Token = { form: "have", written: "have", isEmpty: false, isStop: false };
  return [
    [...doer, ...verb, ...done],
    // "was shown by Y" and "has been shown by Y" are one.
    [...doer, have, ...verb, ...done],
  ];
}

/** Dynamic programming over both: each token is the next of the quote's, or something optional of the quote is passed. */
function follows(said: readonly Token[], { tokens: long, optional }: Reading): boolean {
  const ends = new Map<number, number[]>();
  for (const { low, high } of optional) ends.set(low, [...(ends.get(low) ?? []), high]);
  let reached = new Set([0]);
  const passed = (from: Set<number>) => {
    const all = [...from];
    for (let at = all.pop(); at !== undefined; at = all.pop()) {
      const token = long[at];
      for (const next of [...(ends.get(at) ?? []), ...(token?.isEmpty || token?.isStop ? [at + 1] : [])])
        if (!from.has(next)) {
          from.add(next);
          all.push(next);
        }
    }
    return from;
  };
  for (const { form } of said) {
    const next = new Set<number>();
    for (const at of passed(reached)) if (long[at]?.form === form && !long[at]?.isStop) next.add(at + 1);
    if (next.size === 0) return false;
    reached = next;
  }
  return passed(reached).has(long.length);
}

const bare = (of: readonly Token[]) => of.filter(({ isEmpty, isStop }) => !isEmpty && !isStop);

function readings(quote: readonly Token[]): Reading[] {
  const orders = [quote, ...passives(quote), ...relatives(quote)].flatMap((order) => [order, ...moved(order)]);
  return orders.map((order) => ({ tokens: order, optional: optionalIn(order) }));
}

/** "After X, Y" and "Y after X". */
function moved(quote: readonly Token[]): Token[][] {
  const found: Token[][] = [];
  const whole = withoutReport(quote);
  const stop = whole.findIndex(({ form }) => form === ",");
  if (stop > 0 && movable.has(whole[0]?.form ?? "")) {
    const [rest, opening] = [whole.slice(stop + 1), whole.slice(0, stop)];
    found.push([...rest, ...opening]);
    // "When X ignites, its burning spreads": what "its" stands for now follows.
    if (/^(?:its|their)$/.test(rest[0]?.form ?? "")) found.push([...rest.slice(1), ...opening]);
  }
  for (let at = 3; at < whole.length - 1; at++)
    if (movable.has(whole[at]?.form ?? "") && !whole.slice(at).some(({ form }) => form === ";"))
      // The comma must stand in what is written as well, or halves of a sentence could be swapped.
      found.push([...whole.slice(at), { ...comma, isStop: false }, ...whole.slice(0, at)]);
  // "X in P is Y" and "In P, X is Y": a phrase before the verb.
  for (let at = 1; at < whole.length - 2; at++) {
    if (!/^(?:in|at|on|within|among)$/.test(whole[at]?.form ?? "")) continue;
    // "The masses derived in this paper are": which ones.
    if (/(?:ed|wn|en)$/.test(whole[at - 1]?.written ?? "")) continue;
    const verb = whole.findIndex(({ form }, k) => k > at + 1 && /^(?:is|was|have|can|show)$/.test(form));
    const phrase = whole.slice(at, Math.max(at, verb));
    if (
      verb < 0 ||
      phrase.length > 9 ||
      phrase.some(({ form, isStop }) => isStop || form === "that" || form === "which")
    )
      continue;
    found.push([...phrase, { ...comma, isStop: false }, ...whole.slice(0, at), ...whole.slice(verb)]);
  }
  return found;
}

/** "the bar, which is heated by X if Y" and "the bar, which X heats if Y". */
function relatives(quote: readonly Token[]): Token[][] {
  const by = quote.findIndex(
    ({ form }, at) =>
      form === "by" && quote[at - 3]?.form === "which" && /^(?:is|was)$/.test(quote[at - 2]?.form ?? ""),
  );
  if (by < 0) return [];
  const [verb, rest] = [quote[by - 1] as Token, quote.slice(by + 1)];
  const found: Token[][] = [];
  // The doer goes to where a condition or a comma begins, or to the end.
  for (let end = 1; end <= rest.length; end++)
    if (end === rest.length || rest[end]?.isStop || movable.has(rest[end]?.form ?? ""))
      found.push([...quote.slice(0, by - 2), ...rest.slice(0, end), verb, ...rest.slice(end)]);
  return found;
}

const comma: Token = { form: ",", written: ",", isEmpty: false, isStop: true };

/** "We have measured X by Y": "X was measured by Y", wherever X ends. */
function passives(quote: readonly Token[]): Token[][] {
  const plain = quote.filter(({ isEmpty }) => !isEmpty);
  const we = plain.findIndex(({ form }) => form === "we");
  if (we < 0 || plain.slice(0, we).some(({ form }) => form === ";")) return [];
  let verb = we + 1;
  while (/^(?:have|has|then)$/.test(plain[verb]?.form ?? "")) verb++;
  const done = plain[verb];
  if (!done || /^(?:be|is|was|can|may|might|could|will|would|do|not|cannot|should)$/.test(done.form)) return [];
  const end = plain[verb + 1]?.form === "out" ? verb + 2 : verb + 1;
  const rest = plain.slice(end);
  if (rest[0]?.form === "that") return [];
  const found: Token[][] = [];
  const words = plain.slice(verb, end);
  for (let at = 1; at <= rest.length; at++)
    for (const auxiliary of [["is"], ["was"], ["have", "been"]])
      found.push([
        ...plain.slice(0, we),
        ...rest.slice(0, at),
        ...auxiliary.map((form) => ({ form, written: form, isEmpty: false, isStop: false })),
        ...words,
        ...rest.slice(at),
      ]);
  return found;
}

function withoutReport(of: readonly Token[]): Token[] {
  const plain = [...of];
  const that = plain.findIndex(({ form }) => form === "that");
  if (that < 1 || that > 7) return plain;
  const frame = plain
    .slice(0, that)
    .filter(({ isEmpty }) => !isEmpty)
    .map(({ form }) => form);
  const says =
    /^(?:we (?:have )?\w+|our (?:(?:numerical|main|new|pres) )?(?:result|data|analysi|analysis|observation|finding|studi|study) \w+|(?:(?:numerical|main|new|pres) )?result \w+|it is \w+|(?:preced|previou|recent|earlier) (?:paper|work|study|studi) \w+)$/.test(
      frame.join(" "),
    ) && reporting.test(frame.at(-1) ?? "");
  return says ? plain.slice(that + 1) : plain;
}

function optionalIn(order: readonly Token[]): { low: number; high: number }[] {
  const optional: { low: number; high: number }[] = [];
  const isFree = (low: number, high: number) => !order.slice(low, high).some(({ form }) => bearing.test(form));
  const report = order.length - withoutReport(order).length;
  if (report > 0) optional.push({ low: 0, high: report });
  order.forEach(({ form }, at) => {
    if (form === "(") {
      const close = order.findIndex((token, k) => k > at && token.form === ")");
      if (close > 0 && close - at < 14 && isFree(at, close)) {
        optional.push({ low: at, high: close + 1 });
        // "(Messier 31, the closest one)": what a second name adds.
        const inner = order.findIndex((token, k) => k > at && k < close && token.form === ",");
        if (inner > at + 1) optional.push({ low: inner, high: close });
      }
    }
    if ((form === "," || form === ";") && addsThought(order, at, form) && isFree(at + 1, order.length))
      optional.push({ low: at, high: order.length });
    if (form === ";" && isFree(0, at)) optional.push({ low: 0, high: at + 1 });
    if (form === "," && opensWithHow(order.slice(0, at)) && isFree(0, at)) {
      const rest = order.slice(at + 1);
      optional.push({ low: 0, high: at + 1 + rest.length - withoutReport(rest).length });
    }

    // "The equation we find has a solution" has it with or without whose it is.
    if (
      form === "we" &&
      /^(?:find|deriv|obtain|present|us|introduc|develop|construct)$/.test(order[at + 1]?.form ?? "")
    ) {
      const [before, after] = [order[at - 1], order[at + 2]];
      if (before && !before.isStop && before.form !== "that" && /^(?:is|was|have|can)$/.test(after?.form ?? ""))
        optional.push({ low: at, high: at + 2 });
    }
    // "are found to share" is "share".
    if (/^(?:is|was)$/.test(form) && order[at + 1]?.form === "find" && order[at + 2]?.form === "to")
      optional.push({ low: at, high: at + 3 }, { low: at + 1, high: at + 4 });
  });
  return optional;
}

function addsThought(order: readonly Token[], at: number, stop: string): boolean {
  const [one, two] = [order[at + 1], order[at + 2]];
  if (stop === ";") return true;
  if (/^\p{L}{3,}ing$/u.test(one?.written ?? "")) return !narrowing.test(one?.written ?? "");
  const opening = `${one?.form} ${two?.form}`;
  if (
    /^(?:which |in agreement|consistent with|a well)/.test(opening) ||
    /^(?:as well as|presumably|probably)/.test(`${one?.written} ${two?.written} ${order[at + 3]?.written}`)
  )
    return true;
  if (one?.form !== "and") return false;
  // A clause of its own, and no last item of a list.
  const verb = (part: readonly Token[]) => part.some(({ form }) => /^(?:is|was|have|can|will)$/.test(form));
  return /^(?:we|it|they|this|there)$/.test(two?.form ?? "") || (verb(order.slice(0, at)) && verb(order.slice(at)));
}

/** "using only", "assuming that": the end says of what the rest holds. */
const narrowing =
  /^(?:us|assum|exclud|includ|adopt|tak|consider|giv|requir|depend|involv|neglect|ignor|accord|rul|reject|leav|limit|restrict|rang|spann|vary|during|provid)/;

/** "In this paper", "Using X": no sentence of its own, "In this paper we discuss X" being one. */
function opensWithHow(opening: readonly Token[]): boolean {
  const forms = bare(opening).map(({ form }) => form);
  const [one = "", two = ""] = forms;
  if (/^(?:in this (?:paper|work|study|letter|article)|to do this)$/.test(forms.join(" "))) return true;
  const isPhrase = !forms.some((form) => /^(?:we|I|it|is|was|have|can|will|find|show)$/.test(form));
  return (
    isPhrase &&
    (one === "use" || (one === "bas" && two === "on") || (one === "by" && /ing$/.test(opening[1]?.written ?? "")))
  );
}

/** "active galactic nuclei (AGN)" in the quote makes either mean the other. */
function expanded(of: readonly Token[], quote: string): Token[] {
  let now = [...of];
  for (const { 1: before = "", 2: short = "" } of quote.matchAll(
    /((?:[\p{L}\p{N}'-]+ ){2,7})\((\p{Lu}[\p{L}\p{N}-]{1,9})\)/gu,
  )) {
    const letters = short.replace(/s$|[^\p{L}]/gu, "").toLowerCase();
    const words = tokens(before).filter(({ isStop }) => !isStop);
    // As many words as make up its letters, the fewest that do.
    const from = words.findLastIndex(
      (word, k) => isShortOf(letters, words.slice(k)) && word.form.startsWith(letters.charAt(0)),
    );
    if (from < 0) continue;
    const long = words.slice(from).map(({ form }) => form);
    const name = tokens(short)[0] as Token;
    now = replaced(now, [...long, "(", name.form, ")"], name);
    now = replaced(now, long, name);
  }
  return now;
}

function isShortOf(letters: string, words: readonly Token[]): boolean {
  let at = 0;
  for (const { written } of words)
    for (const part of written.toLowerCase().split("-")) if (part.startsWith(letters.charAt(at))) at++;
  return at >= letters.length && letters.length >= 2;
}

function replaced(of: readonly Token[], forms: readonly string[], by: Token): Token[] {
  const now: Token[] = [];
  for (let at = 0; at < of.length; ) {
    const isHere = forms.every((form, k) => of[at + k]?.form === form);
    now.push(isHere ? by : (of[at] as Token));
    at += isHere ? forms.length : 1;
  }
  return now;
}
