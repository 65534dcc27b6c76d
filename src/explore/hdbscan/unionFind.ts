/** Disjoint sets of 0..n-1, joined two at a time. */

export interface UnionFind {
  /** The name of the set that holds `item`: one of its members. */
  find(item: number): number;
  /** @returns the name of the joined set; both must be names, and differ */
  unite(a: number, b: number): number;
}

export function unionFind(n: number): UnionFind {
  const parent = Int32Array.from({ length: n }, (_, i) => i);
  const size = new Int32Array(n).fill(1);
  return {
    find(item) {
      let at = item;
      for (;;) {
        const up = parent[at] as number;
        if (up === at) return at;
        const above = parent[up] as number;
        parent[at] = above;
        at = above;
      }
    },
    unite(a, b) {
      const [large, small] = (size[a] as number) >= (size[b] as number) ? [a, b] : [b, a];
      parent[small] = large;
      size[large] = (size[large] as number) + (size[small] as number);
      return large;
    },
  };
}
