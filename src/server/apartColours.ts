/** Which regions of a map share a colour where there are more regions than colours: those that lie far from one another. */

interface Placed {
  place: { x: number; y: number };
}

/**
 * Region i of what is returned has colour i % `colours`. Beginning with the order as it is, two change places as long as that moves the
 * nearest two of one colour apart.
 */
export function apartColours<Region extends Placed>(regions: readonly Region[], colours: number): Region[] {
  const order = [...regions];
  const nearest = (i: number) => {
    let least = Number.POSITIVE_INFINITY;
    for (let j = i % colours; j < order.length; j += colours)
      if (j !== i) least = Math.min(least, distance(order[i] as Region, order[j] as Region));
    return least;
  };
  const swap = (i: number, j: number) => {
    [order[i], order[j]] = [order[j] as Region, order[i] as Region];
  };
  for (let changes = true, rounds = 0; changes && rounds < order.length; rounds++) {
    changes = false;
    for (let i = 0; i < order.length; i++)
      for (let j = i + 1; j < order.length; j++) {
        if (i % colours === j % colours) continue;
        const before = Math.min(nearest(i), nearest(j));
        swap(i, j);
        if (Math.min(nearest(i), nearest(j)) > before * (1 + 1e-9)) changes = true;
        else swap(i, j);
      }
  }
  return order;
}

function distance(a: Placed, b: Placed): number {
  return Math.hypot(a.place.x - b.place.x, a.place.y - b.place.y);
}
