/** How far a long command is: a bar on a terminal, elsewhere a line every 10 s, always on stderr. */

const secondsBetweenLines = 10;
const barWidth = 24;

export interface Progress {
  /** @param fraction 0 to 1, or null where the end is not known */
  report(fraction: number | null, text: string): void;
  /** Clears the bar. Call it before printing anything, and at the end. */
  end(): void;
}

interface Terminal {
  isTTY?: boolean;
  columns?: number;
  write(text: string): unknown;
}

export function startProgress(
  { quiet }: { quiet: boolean },
  stream: Terminal = process.stderr,
  now: () => number = () => performance.now() / 1000,
): Progress {
  if (quiet) return { report() {}, end() {} };
  return stream.isTTY === true ? bar(stream, now) : lines(stream, now);
}

function bar(stream: Terminal, now: () => number): Progress {
  let drawnAt = Number.NEGATIVE_INFINITY;
  return {
    report(fraction, text) {
      if (now() - drawnAt < 0.1 && fraction !== 1) return;
      drawnAt = now();
      const filled = Math.round(barWidth * clamp(fraction ?? 0));
      const gauge =
        fraction === null ? "" : `${"█".repeat(filled)}${"░".repeat(barWidth - filled)} ${percent(fraction)} `;
      // One short of the width: a full line would wrap, and could not be drawn over.
      const line = `${gauge}${text}`.slice(0, (stream.columns ?? 80) - 1);
      stream.write(`\r\u001b[2K${line}`);
    },
    end() {
      if (drawnAt !== Number.NEGATIVE_INFINITY) stream.write("\r\u001b[2K");
      drawnAt = Number.NEGATIVE_INFINITY;
    },
  };
}

function lines(stream: Terminal, now: () => number): Progress {
  // The first line waits too: what takes less than 10 s needs no line.
  let writtenAt = now();
  return {
    report(fraction, text) {
      if (now() - writtenAt < secondsBetweenLines) return;
      writtenAt = now();
      stream.write(`${fraction === null ? "" : `${percent(fraction)} `}${text}\n`);
    },
    end() {},
  };
}

function percent(fraction: number): string {
  return `${Math.floor(100 * clamp(fraction))
    .toString()
    .padStart(3)}%`;
}

function clamp(fraction: number): number {
  return Math.min(1, Math.max(0, fraction));
}
