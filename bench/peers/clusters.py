"""scikit-learn's HDBSCAN on points from a file: a line "path count dimension labels-path min-size" in, a line of JSON out."""
import json
import sys
import time

import numpy as np
from sklearn.cluster import HDBSCAN

for line in sys.stdin:
    path, count, dimension, labels, size = line.split()
    points = np.fromfile(path, dtype=np.float32).reshape(int(count), int(dimension)).astype(np.float64)
    start, before = time.perf_counter(), time.process_time()
    fit = HDBSCAN(min_cluster_size=int(size), cluster_selection_method="leaf", n_jobs=-1, copy=True).fit(points)
    seconds, cpu = time.perf_counter() - start, time.process_time() - before
    fit.labels_.astype(np.int32).tofile(labels)
    print(json.dumps({"seconds": seconds, "cpuSeconds": cpu}), flush=True)
