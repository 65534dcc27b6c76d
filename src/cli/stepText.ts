/** Where training stands, in one line. */

import type { Metric } from "../training/metrics.ts";

/**
 * @param epochs planned, as `steps` are
 * @param allowedSeconds what --max-minutes allows: no more than the rest of it is left, whatever the steps would take
 */
export function stepText(
  { step, epoch, loss, seconds, imagesPerSecond }: Extract<Metric, { kind: "step" }>,
  { epochs, steps, allowedSeconds }: { epochs: number; steps: number; allowedSeconds: number },
): string {
  const estimate = ((steps - step) * seconds) / step;
  const left = Math.max(0, Math.min(estimate, allowedSeconds - seconds));
  return (
    `epoch ${epoch}/${epochs}  step ${step}/${steps}  ${imagesPerSecond.toFixed(0)} images/s  ` +
    `${duration(left)} left  loss ${loss.toFixed(3)}`
  );
}

function duration(seconds: number): string {
  const whole = Math.round(seconds);
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}
