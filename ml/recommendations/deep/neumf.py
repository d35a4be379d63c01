"""NeuMF (He et al. 2017): a product of embeddings beside an MLP, log loss against random negatives.

Somebody new is scored as the mean of the nearest people by Jaccard.
"""

from dataclasses import dataclass, field
from typing import Self

import numpy as np
import torch
from torch import nn

from ml.recommendations.histories import Floats, Histories
from ml.recommendations.models.neighbours import jaccard, nearest


class Network(nn.Module):
    def __init__(self, people: int, items: int, size: int) -> None:
        super().__init__()
        self.people, self.items = nn.Embedding(people, 2 * size), nn.Embedding(items, 2 * size)
        for table in (self.people, self.items):
            nn.init.normal_(table.weight, std=0.01)
        self.deep = nn.Sequential(nn.Linear(2 * size, size), nn.ReLU(), nn.Linear(size, size // 2), nn.ReLU())
        self.last = nn.Linear(size + size // 2, 1)
        self.size = size

    def forward(self, who: torch.Tensor, what: torch.Tensor) -> torch.Tensor:
        one, other = self.people(who), self.items(what)
        product = one[:, : self.size] * other[:, : self.size]
        deep = self.deep(torch.cat([one[:, self.size :], other[:, self.size :]], 1))
        told: torch.Tensor = self.last(torch.cat([product, deep], 1))[:, 0]
        return told


@dataclass
class NeuMf:
    size: int = 32
    epochs: int = 12
    batch: int = 4096
    negatives: int = 4
    rate: float = 3e-3
    seed: int = 13
    name: str = "NeuMF"
    table: Floats = field(default_factory=lambda: np.zeros((0, 0), np.float32))
    matrix: Floats = field(default_factory=lambda: np.zeros((0, 0), np.float32))

    def fit(self, training: Histories) -> Self:
        torch.manual_seed(self.seed)
        chance = np.random.default_rng(self.seed)
        network = Network(len(training), training.item_count, self.size)
        optimiser = torch.optim.Adam(network.parameters(), self.rate, weight_decay=1e-6)
        self.matrix = training.matrix()
        for _ in range(self.epochs):
            who = np.tile(training.rows, 1 + self.negatives)
            drawn = chance.integers(0, training.item_count, len(training.items) * self.negatives)
            what = np.concatenate([training.items, drawn])
            label = torch.from_numpy(self.matrix[who, what])
            rows, columns = torch.from_numpy(who), torch.from_numpy(what)
            for places in torch.randperm(len(who)).split(self.batch):
                told = network(rows[places], columns[places])
                loss = nn.functional.binary_cross_entropy_with_logits(told, label[places])
                optimiser.zero_grad()
                loss.backward()
                optimiser.step()
        every = torch.arange(training.item_count)
        with torch.no_grad():
            told_rows = [network(torch.full_like(every, row), every).numpy() for row in range(len(training))]
        self.table = np.array(told_rows, np.float32)
        return self

    def scores(self, people: Histories) -> Floats:
        chosen = nearest(jaccard(people.matrix(), self.matrix), min(50, len(self.matrix)))
        known = people.known >= 0
        return np.where(known[:, None], self.table[people.known], self.table[chosen].mean(axis=1)).astype(np.float32)
