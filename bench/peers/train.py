"""PyTorch's side of bench/train: reads "layout steps" lines, answers with the milliseconds of a step."""

import json
import sys
import time

import torch
from small_resnet import Classifier
from torch.nn import functional
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

batch, size, classes, threads = map(int, sys.argv[1:5])
torch.set_num_threads(threads)
torch.manual_seed(1)
layouts = {"default": torch.contiguous_format, "channels_last": torch.channels_last}
sides = {}
for name, layout in layouts.items():
    network = Classifier(classes).to(memory_format=layout)
    images = torch.rand(batch, 3, size, size).to(memory_format=layout)
    average = AveragedModel(network, multi_avg_fn=get_ema_multi_avg_fn(0.99), use_buffers=True)
    sides[name] = (network, images, torch.optim.AdamW(network.parameters(), lr=1e-3), average)
labels = torch.arange(batch) % classes

for line in sys.stdin:
    name, steps = line.split()
    network, images, optimiser, average = sides[name]
    start = time.perf_counter()
    for _ in range(int(steps)):
        optimiser.zero_grad()
        functional.cross_entropy(network(images), labels).backward()
        optimiser.step()
        average.update_parameters(network)
    print(json.dumps({"ms": 1000 * (time.perf_counter() - start) / int(steps)}), flush=True)
