"""FAISS's exact index and umap-learn, asked line by line: see bench/explore.ts."""

import json
import sys
import time

import numpy as np

for line in sys.stdin:
    what, path, count, dimension, *rest = line.split()
    values = np.fromfile(path, dtype=np.float32).reshape(int(count), int(dimension))
    if what == "similar":
        import faiss

        faiss.normalize_L2(values)
        index = faiss.IndexFlatIP(values.shape[1])
        index.add(values)
        random = np.random.default_rng(2)
        taken = []
        for _ in range(int(rest[0])):
            own = values[random.integers(len(values))][None]
            start = time.perf_counter()
            index.search(own, 20)
            taken.append(1000 * (time.perf_counter() - start))
        taken.sort()
        answer = {"p50": taken[len(taken) // 2], "p99": taken[int(len(taken) * 0.99)]}
    else:
        import umap

        # Compiled before it is timed.
        umap.UMAP(n_neighbors=15, min_dist=0.1).fit(values[:500])
        start = time.perf_counter()
        umap.UMAP(n_neighbors=15, min_dist=0.1).fit(values)
        answer = {"seconds": time.perf_counter() - start}
    print(json.dumps(answer), flush=True)
