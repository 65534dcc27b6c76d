/** Words at the two ends of one scale: what a rewording must not exchange, whichever word of either end it takes. */

import { stemmer } from "stemmer";

const scales = (
  "high higher highest large larger largest big bigger biggest great greater greatest more many most increase increases increased increasing rise rises rose " +
  "grow grows grew grown growth gain enhance enhanced boost raise exceed maximum majority rich upper positive up double | " +
  "low lower lowest small smaller smallest tiny little less least few fewer fewest decrease decreases decreased decreasing fall falls fell decline declines drop drops " +
  "shrink shrinks shrank loss lose reduce reduced diminish suppress suppressed minimum minority poor negative down halve\n" +
  "first earliest early earlier before precede oldest old older begin begins start starts | last latest late later after follow youngest young younger new end ends stop stops\n" +
  "improve improves improved improving improvement better best good success succeed succeeds | worsen worsens worsened worse worst bad poor degrade degrades degraded deteriorate failure fail fails\n" +
  "strong stronger strongest strengthen | weak weaker weakest weaken\nbright brighter brightest luminous | faint fainter faintest dim dimmer dark darker\n" +
  "hot hotter hottest warm warmer heat heats | cold colder coldest cool cooler cools\nfast faster fastest quick quickly rapid rapidly accelerate accelerates | slow slower slowest slowly decelerate decelerates\n" +
  "long longer longest | short shorter shortest\nthick thicker | thin thinner\nwide wider broad broader | narrow narrower\nsteep steeper | shallow shallower flat flatter\n" +
  "heavy heavier massive | light lighter\nabove over beyond outside outer outward outflow outflows outskirts | below under within inside inner inward inflow inflows centre center central\n" +
  "near nearer nearest close closer closest nearby | far farther farthest further distant remote\nred redder reddest | blue bluer bluest\n" +
  "confirm confirms confirmed support supports supported agree agrees agreement consistent | refute refutes refuted contradict contradicts contradicted oppose disagree disagrees disagreement inconsistent tension\n" +
  "detect detected present visible seen | undetected absent invisible unseen hidden\nlikely probable possible | unlikely improbable impossible\n" +
  "cause causes drive drives trigger triggers allow allows help helps favour favor favours favors create creates form forms build builds | " +
  "prevent prevents hinder hinders quench quenches stop stops inhibit inhibits suppress suppresses destroy destroys dissolve\n" +
  "stable | unstable\ncommon often frequent frequently usual usually always | rare rarer rarely seldom never unusual\nall every each always | none some\n" +
  "same similar equal alike | different dissimilar unequal\nexpand expands | contract contracts collapse collapses\nappear appears emerge emerges | disappear disappears vanish vanishes\n" +
  "simple simpler easy easier | complex complicated hard difficult harder\ntrue right correct accurate reliable | false wrong incorrect inaccurate unreliable\n" +
  "known | unknown\nimportant significant dominant main major | unimportant insignificant negligible minor\nabsorb absorbs | emit emits\nattract attracts | repel repels\n" +
  "approach approaches toward towards infall | recede recedes away outflow\nwith | without\nbirth born | death dead die dies\ncorrelate correlates correlation | anticorrelate anticorrelation"
)
  .split("\n")
  .map(
    (line) => line.split("|").map((end) => new Set(end.trim().split(/\s+/).map(stemmer))) as [Set<string>, Set<string>],
  );

/** @returns the word of the other end, where one end lost a word and the other gained one */
export function poleChanged(before: string, after: string): string | undefined {
  const [old, now] = [stems(before), stems(after)];
  const having = (of: readonly Word[], end: ReadonlySet<string>) => of.filter(({ stem }) => end.has(stem)).length;
  for (const ends of scales)
    for (const [from, to] of [ends, [ends[1], ends[0]] as const]) {
      if (having(now, from) >= having(old, from) || having(now, to) <= having(old, to)) continue;
      return now.findLast(({ stem }) => to.has(stem) && !old.some((each) => each.stem === stem))?.written;
    }
  return undefined;
}

interface Word {
  stem: string;
  written: string;
}

function stems(text: string): Word[] {
  return [...text.toLowerCase().matchAll(/[a-z]+/g)].map(([written]) => ({ stem: stemmer(written), written }));
}
