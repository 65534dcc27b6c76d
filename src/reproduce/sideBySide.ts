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

/** As `Promise.all`, but waits for all of them before it fails: no work is left behind. */
export async function allEnded<const Works extends readonly (Promise<unknown> | undefined)[]>(
  works: Works,
): Promise<{ -readonly [K in keyof Works]: Awaited<Works[K]> }> {
  await Promise.allSettled(works);
  return Promise.all(works);
}
