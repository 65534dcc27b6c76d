"""PyTorch's side of bench/predict, for one network: at a line "way layout", predicts every JPEG of a folder; answers images a second.

plain: PIL decodes whole files, as torchvision's ImageFolder does. draft: the JPEG decoder shrinks while it reads.
"""

import json
import pathlib
import sys
import time

import numpy
import torch
from PIL import Image
from networks import formats, made

name, folder, size, zoom, threads = sys.argv[1], sys.argv[2], int(sys.argv[3]), float(sys.argv[4]), int(sys.argv[5])
torch.set_num_threads(threads)


class Files(torch.utils.data.Dataset):
    def __init__(self, uses_draft):
        self.uses_draft = uses_draft
        self.paths = sorted(pathlib.Path(folder).glob("*.jpg"))

    def __len__(self):
        return len(self.paths)

    def __getitem__(self, index):
        with Image.open(self.paths[index]) as image:
            if self.uses_draft:
                image.draft("RGB", (round(size / zoom), round(size / zoom)))
            image = image.convert("RGB")
            margin = image.width * (1 - zoom) / 2
            box = (margin, margin, image.width - margin, image.height - margin)
            pixels = numpy.asarray(image.resize((size, size), Image.Resampling.BILINEAR, box=box))
        return torch.from_numpy(pixels.copy()).permute(2, 0, 1)


networks = {layout: made(name, 3).eval().to(memory_format=formats[layout]) for layout in formats}
loaders = {
    way: torch.utils.data.DataLoader(Files(way == "draft"), batch_size=64, num_workers=threads, persistent_workers=True)
    for way in ("plain", "draft")
}

for line in sys.stdin:
    way, layout = line.split()
    loader = loaders[way]
    start = time.perf_counter()
    with torch.inference_mode():
        for batch in loader:
            images = (batch.float() / 255).to(memory_format=formats[layout])
            torch.softmax(networks[layout](images), -1)
    print(json.dumps({"imagesPerSecond": len(loader.dataset) / (time.perf_counter() - start)}), flush=True)
