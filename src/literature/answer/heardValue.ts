/** Whether a sentence says a value of its subject, or denies it: what is assumed, asked or of a difference is neither. */

import type { Measured } from "./measured.ts";

export type Heard = "said" | "denied";

/**
 * @param from where the value before it ends: what stands there is not said of this one
 * @returns undefined where the value is assumed, only asked about, or of a difference
 */
export function heardOf(plain: string, { start, end, error }: Measured, from: number): Heard | undefined {
  const before = plain.slice(0, start);
  const near = plain.slice(Math.max(from, start - 90), start);
  const after = plain.slice(end, end + 60);
  if (
    /\b(?:assum\w*|adopt\w*|taking|fixing|fixed|setting|normali[sz]ed|fiducial|prior|uncertaint\w+|errors?|precision|accuracy|scatter|quadrature|dispersion|difference|discrepan\w+|offset|bias|standard deviation)\b[^;.]*$/i.test(
      near,
    )
  )
    return undefined;
  if (/^\s*(?:is|was|are|were|has been|being)?\s*(?:assumed|adopted)\b/i.test(after)) return undefined;
  if (
    /\b(?:by|for|within|if|when|per|every|instead of|rather than|compared (?:to|with)|relative to|versus|vs\.?)\s+(?:an? |the )?(?:[\w-]+\s*(?:=|of)?\s*)?[~]?\s*$/i.test(
      near,
    )
  )
    return undefined;
  if (
    /\b(?:whether|may|might|could|would|should|if|hypothe\w+|forecast\w*|will|propos\w+|expected|question)\b/i.test(
      before.slice(-120),
    )
  )
    return undefined;
  // "log(L) > 11.5 (H0=50, q0=0.5)": a setting.
  if (/\([^()]*$/.test(before) && /^[^()]*[,;]\s*[\w{}\\]+\s*=/.test(after)) return undefined;
  if (/\([^()]*=[^()]*[,;][^()]*$/.test(before)) return undefined;
  // "10^44 erg/s (H0 = 50)"; "with H0 = 50 the luminosity is larger".
  if (!error && /\(\s*[\w{}\\]+\s*[=~]\s*$/.test(before)) return undefined;
  if (!error && /(?:^|[.;,]\s*)(?:with|scaled to|in units of)\s[^,;]*$/i.test(near)) return undefined;
  if (/\blog\w*\b[^;,]*$/i.test(near.slice(-25))) return undefined;
  // "For a standard cosmology, H0 = 50"; what was fitted within a model has an error.
  if (!error && /\b(?:for|in|within|with|using)\b[^;]*\b(?:cosmology|cosmological|model|universe)\b[^;]*$/i.test(near))
    return undefined;
  const denial =
    /(\b(?:not|cannot|no|without|does not|do not|n't)\s+(?:\w+\s+){0,2})?\b(?:(?:in )?(?:\w+ )?(?:tension|conflict|disagreement) with|inconsistent with|incompatible with|rul(?:e|es|ed|ing) out|exclud\w+|reject\w*|disagree\w* with|disfavou?r\w*|at odds with)\b[^.;]*$/i.exec(
      near,
    );
  if (denial) return denial[1] === undefined ? "denied" : undefined;
  const isNot =
    /\b(?:is|are|was|were|does|do|can|could|has|have|be)\s+(?:not|never)\b[^,;]{0,40}$|\b(?:cannot be|isn't|never)\b[^,;]{0,40}$/i.test(
      near,
    );
  const isRuledOut =
    /^[^\d,;]{0,40}\b(?:is|are|was|were|can be|be)\s+(not )?(?:\w+ly )?(?:ruled out|excluded|rejected|disfavou?red)/i.exec(
      after,
    );
  if (isRuledOut) return isRuledOut[1] === undefined ? "denied" : undefined;
  return isNot ? "denied" : "said";
}
