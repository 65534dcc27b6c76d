/** A value once it has stood still for a moment; the first at once. */

import { useEffect, useState } from "react";

/** Long enough for the next letter, short enough not to be waited for. */
const pauseMilliseconds = 150;

export function useSettled(value: string): string {
  const [settled, settle] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => settle(value), pauseMilliseconds);
    return () => clearTimeout(timer);
  }, [value]);
  return settled;
}
