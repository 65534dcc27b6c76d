/** Whether the wording round a facility's name shows that its data were taken or used. A closed list: all else is a mention. */

const taken =
  "observ(?:ed|ations?|ing)|obtained|taken|acquired|imaged|measured|detected|made|collected|carried out|performed|conducted|mapped|monitored|gathered|recorded|discovered|resolved|secured|undertaken";
const outcome =
  "data|dataset|observations?|imaging|images?|spectra|spectrum|spectroscopy|photometry|spectrophotometry|light ?curves?|measurements?|maps?|mapping|polarimetry|interferometry|astrometry|exposures?|survey|pointings?|catalogu?es?|archiv(?:e|al)|monitoring|visibilities|grism|snapshots?|results|parallaxes|time series|sample";

const before = [
  new RegExp(
    `\\b(?:${taken})\\b(?:\\s+\\S+){0,3}?\\s+(?:with|by|using|from|at|on|in|through)\\s+(?:\\S+\\s+){0,7}$`,
    "i",
  ),
  /\b(?:using|used?|uses|utili[sz](?:e|ing)|employ(?:ed|ing)?|exploit(?:ed|ing)?|analy[sz](?:e|ed|ing)|analysis of|combin(?:e|ed|ing|ation of)|based (?:up)?on|cross-?match(?:ed|ing)?|drawn from|selected from|derived from|making use of|make use of|extracted from|data from|observations from|images from|spectra from|sample from|re-?analysis of)\s+(?:\S+\s+){0,7}$/i,
  /\b(?:we|paper|work|letter|article|here)\s+(?:\S+\s+){0,3}(?:present|report|describe|discuss|observed?|obtain(?:ed)?|analy[sz]e|study|studied|search(?:ed)?|examine|compare|detect(?:ed)?|measured?|select(?:ed)?|fit)\s+(?:\S+\s+){0,9}$/i,
];
const after = new RegExp(
  `^(?:['’]s)?[\\s/,-]*(?:\\S+\\s+){0,4}?(?:${outcome})\\b.{0,60}?(?:\\b(?:show|reveal|indicate|suggest|confirm|allow(?:ed)?|provide|(?:was|were|are|is|have been|has been)\\s+(?:\\w+ly\\s+)?(?:used|analy[sz]ed|presented|obtained|combined|taken|reported|compared|examined|re-?analy[sz]ed))|of\\b)`,
  "i",
);
/** What lies ahead, or was not done, is no use. */
const notDone =
  /\b(?:will|would|could|should|can be|may be|might|future|upcoming|forthcoming|planned|proposed?|proposal|expected|prospects?|forecasts?|simulated|mock|designed|next[- ]generation|not (?:been )?(?:observed|detected|used)|detectable|observable|accessible)\b/i;

/** Others' results, that are compared with or explained. */
const others =
  /\b(?:consistent with|agree(?:s|ment)?|explains?|recent|predict\w*|in light of|confirmed|compared? (?:to|with)|comparison with|review|previous|summary)\b/i;
const near = new RegExp(`^(?:['’]s)?[\\s/,-]*(?:\\S+\\s+){0,3}?(?:${outcome}|DR\\d)\\b`, "i");
const far = new RegExp(`^(?:['’]s)?[\\s/,-]*(?:\\S+\\s+){0,9}?(?:${outcome})\\b`, "i");
const preposition = /(?:^|\b(?:from|with|in|through|by|of|to|re-reducing|analysis)\s+(?:the\s+)?(?:\S+\s+){0,2})$/i;

/** @param start of the name in the sentence; @param end behind it */
export function showsUse(sentence: string, start: number, end: number): boolean {
  if (notDone.test(sentence)) return false;
  const lead = sentence.slice(Math.max(0, start - 140), start).replace(/\([^)]*$/, "");
  if (others.test(lead)) return false;
  if (before[0]?.test(lead) || before[1]?.test(lead)) return true;
  const rest = sentence.slice(end, end + 140);
  return (
    (before[2]?.test(lead) === true && far.test(rest)) ||
    (preposition.test(lead) && near.test(rest)) ||
    after.test(rest)
  );
}
