"""The project's small residual encoder in PyTorch: same layers, same names, same starting weights' distribution."""

import torch
from torch import nn
from torch.nn import functional


class Block(nn.Module):
    def __init__(self, channels, out, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(channels, out, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(out)
        self.conv2 = nn.Conv2d(out, out, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(out)
        self.downsample = None
        if stride != 1 or channels != out:
            self.downsample = nn.Sequential(nn.Conv2d(channels, out, 1, stride, bias=False), nn.BatchNorm2d(out))

    def forward(self, x):
        y = self.bn2(self.conv2(functional.relu(self.bn1(self.conv1(x)))))
        return functional.relu(y + (x if self.downsample is None else self.downsample(x)))


class SmallResnet(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 32, 3, 2, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(32)
        channels = 32
        for number, (out, blocks) in enumerate([(32, 1), (64, 1), (128, 1), (256, 1)], start=1):
            stage = [Block(channels if b == 0 else out, out, 2 if number > 1 and b == 0 else 1) for b in range(blocks)]
            setattr(self, f"layer{number}", nn.Sequential(*stage))
            channels = out

    def forward(self, x):
        x = functional.relu(self.bn1(self.conv1(x)))
        for number in range(1, 5):
            x = getattr(self, f"layer{number}")(x)
        return x.mean((2, 3))


class Classifier(nn.Module):
    def __init__(self, classes):
        super().__init__()
        self.encoder = SmallResnet()
        self.head = nn.Linear(256, classes)

    def forward(self, x):
        return self.head(self.encoder(x))
