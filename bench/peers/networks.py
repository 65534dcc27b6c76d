"""The networks of PyTorch's side, by the names they have in timm; `smallResnet` is ours."""

import torch
from small_resnet import Classifier

formats = {"default": torch.contiguous_format, "channels_last": torch.channels_last}


def made(name, classes):
    if name == "smallResnet":
        return Classifier(classes)
    import timm

    return timm.create_model(name, num_classes=classes)
