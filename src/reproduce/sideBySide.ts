/** Pieces of work of which a few are under way at once: small networks gain little from a second thread, but two of them from two. */

/** Begins a piece when there is room, in the order in which they come. @returns what the piece gives */
export type Lanes = <T>(piece: () => Promise<T>) => Promise<T>;

/**
 * @param most under way at once, at least 1
 * @returns once a piece has failed no other is begun: all fail as it did
 */
export function lanesFor(most: number): Lanes {
  const waiting: (() => void)[] = [];
  let underWay = 0;
  let failure: { cause: unknown } | undefined;
  return async (piece) => {
    if (underWay >= most) await new Promise<void>((resolve) => waiting.push(resolve));
    else underWay++;
    try {
      if (failure) throw failure.cause;
      return await piece();
    } catch (cause) {
      failure ??= { cause };
      throw cause;
    } finally {
      // The place goes to who waits longest: nobody who comes in between can take it.
      const next = waiting.shift();
      if (next) next();
      else underWay--;
    }
  };
}

/**
 * Every piece of a plan, `most` of them under way at once.
 * @param work reports its share of the piece, 0 to 1
 * @param onProgress takes how much of the whole plan is done, and the piece that went on
 * @throws as the first piece that fails does, or what `signal` was aborted with
 */
export function planned<Piece, Found>(
  plan: readonly Piece[],
  most: number,
  work: (piece: Piece, report: (share: number) => void) => Promise<Found>,
  { onProgress, signal }: { onProgress: (done: number, piece: Piece) => void; signal?: AbortSignal | undefined },
): Promise<Found[]> {
  const inLane = lanesFor(most);
  const shares = plan.map(() => 0);
  return allEnded(
    plan.map((piece, i) =>
      inLane(async () => {
        signal?.throwIfAborted();
        const report = (share: number) => {
          shares[i] = share;
          onProgress(shares.reduce((a, b) => a + b, 0) / plan.length, piece);
        };
        report(0);
        const found = await work(piece, report);
        report(1);
        return found;
      }),
    ),
  );
}

/** As `Promise.all`, but waits for all of them before it fails: no work is left behind. */
export async function allEnded<const Works extends readonly (Promise<unknown> | undefined)[]>(
  works: Works,
): Promise<{ -readonly [K in keyof Works]: Awaited<Works[K]> }> {
  await Promise.allSettled(works);
  return Promise.all(works);
}
