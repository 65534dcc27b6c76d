"""PyTorch's side of bench/train and bench/stepMemory, for one network (timm's, or our small one).

Reads "layout steps" lines and answers with the milliseconds of a step and this process' peak memory so far.
"""

import json
import resource
import sys
import time

import torch
from networks import formats, made
from torch.nn import functional
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

name = sys.argv[1]
batch, size, classes, threads = map(int, sys.argv[2:6])
torch.set_num_threads(threads)
torch.manual_seed(1)
device = sys.argv[7] if len(sys.argv) > 7 else "cpu"
sides = {}

for layout_name in sys.argv[6].split(","):
    layout = formats[layout_name]
    network = made(name, classes).train().to(device, memory_format=layout)
    images = torch.rand(batch, 3, size, size).to(device, memory_format=layout)
    average = AveragedModel(network, multi_avg_fn=get_ema_multi_avg_fn(0.99), use_buffers=True)
    sides[layout_name] = (network, images, torch.optim.AdamW(network.parameters(), lr=1e-4), average)
labels = torch.arange(batch, device=device) % classes

for line in sys.stdin:
    layout_name, steps = line.split()
    network, images, optimiser, average = sides[layout_name]
    start = time.perf_counter()
    for _ in range(int(steps)):
        optimiser.zero_grad()
        functional.cross_entropy(network(images), labels).backward()
        optimiser.step()
        average.update_parameters(network)
    if device == "cuda":
        torch.cuda.synchronize()
    ms = 1000 * (time.perf_counter() - start) / int(steps)
    print(json.dumps({"ms": ms, "peakKiB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss}), flush=True)
