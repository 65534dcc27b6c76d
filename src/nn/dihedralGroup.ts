/** The dihedral group D_N: N turns of the plane, and each of them after a reflection. */

/** Turned by `turn` Nths of a circle, after a reflection (y to -y) where `isReflected`. */
export interface Element {
  isReflected: boolean;
  turn: number;
}

export interface DihedralGroup {
  /** N: how many turns. */
  turns: number;
  /** The identity first, then the other turns, then the same after a reflection. */
  elements: readonly Element[];
}

/** @param turns N; 1 has the identity and one reflection */
export function dihedralGroup(turns: number): DihedralGroup {
  const elements = [false, true].flatMap((isReflected) =>
    Array.from({ length: turns }, (_, turn): Element => ({ isReflected, turn })),
  );
  return { turns, elements };
}

/** Where among the elements the inverse of the first, times the second, stands. */
export function indexOfQuotient({ turns }: DihedralGroup, first: Element, second: Element): number {
  // A reflection is its own inverse and reverses the turns that come after it.
  const turn = first.isReflected ? first.turn - second.turn : second.turn - first.turn;
  const isReflected = first.isReflected !== second.isReflected;
  return (isReflected ? turns : 0) + (((turn % turns) + turns) % turns);
}

/** Where a point comes from that `element` moves to (x, y). */
export function movedBack({ turns }: DihedralGroup, { isReflected, turn }: Element, x: number, y: number) {
  // Of right angles exactly: a cosine of pi / 2 is 6e-17.
  const [cosine, sine] = circlePoint(turn, turns);
  const back = { x: x * cosine + y * sine, y: y * cosine - x * sine };
  return isReflected ? { x: back.x, y: -back.y } : back;
}

function circlePoint(turn: number, turns: number): [number, number] {
  const quarters = (4 * turn) / turns;
  if (Number.isInteger(quarters))
    return [
      [1, 0],
      [0, 1],
      [-1, 0],
      [0, -1],
    ][quarters % 4] as [number, number];
  const angle = (2 * Math.PI * turn) / turns;
  return [Math.cos(angle), Math.sin(angle)];
}
