"""NCF as the sources have it: embeddings of person and item, an MLP, stars by mean squared error.

Twenty epochs in batches of 256 are what the authors of NCF (He et al. 2017) run their own program with.
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import torch
from torch import nn

from ml.recommendations.histories import Histories
from ml.recommendations.ncf import NcfWeights


@dataclass(frozen=True)
class RatingSettings:
    dimensions: int = 50
    layers: tuple[int, ...] = (128, 64)
    epochs: int = 20
    batch: int = 256
    rate: float = 1e-3
    seed: int = 11


def trained(training: Histories, settings: RatingSettings) -> tuple[NcfWeights, list[float]]:
    """The weights, and the mean loss of each epoch."""
    torch.manual_seed(settings.seed)
    people, items = nn.Embedding(len(training), settings.dimensions), nn.Embedding(
        training.item_count, settings.dimensions
    )  # fmt: skip
    sizes = (2 * settings.dimensions, *settings.layers, 1)
    linear = [nn.Linear(one, other) for one, other in pairwise(sizes)]
    parts: list[nn.Module] = []
    for layer in linear:
        parts += [layer, nn.ReLU()]
    network = nn.Sequential(*parts[:-1])
    nn.init.constant_(linear[-1].bias, float(training.stars.mean()))
    optimiser = torch.optim.Adam([*people.parameters(), *items.parameters(), *network.parameters()], settings.rate)
    who, what = torch.from_numpy(training.rows), torch.from_numpy(training.items)
    stars, losses = torch.from_numpy(training.stars), []
    for _ in range(settings.epochs):
        total = 0.0
        for places in torch.randperm(len(who)).split(settings.batch):
            told = network(torch.cat([people(who[places]), items(what[places])], 1))[:, 0]
            loss = nn.functional.mse_loss(told, stars[places])
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            total += loss.item() * len(places)
        losses.append(total / len(who))
    layers = tuple((layer.weight.detach().numpy().T.copy(), layer.bias.detach().numpy().copy()) for layer in linear)
    told_people, told_items = (np.array(one.weight.detach().numpy()) for one in (people, items))
    return NcfWeights(told_people, told_items, layers), losses
