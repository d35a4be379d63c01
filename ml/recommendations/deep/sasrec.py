"""SASRec (Kang and McAuley 2018): self-attention over the last items, every place predicts the next one.

Trained with the full softmax instead of one negative, which later work found stronger; that helps the peer.
"""

from dataclasses import dataclass, field
from typing import Self

import numpy as np
import torch
from torch import nn

from ml.recommendations.histories import Floats, Histories, Ints


class Network(nn.Module):
    def __init__(self, items: int, size: int, length: int, dropout: float) -> None:
        super().__init__()
        self.items = nn.Embedding(items + 1, size, padding_idx=items)
        self.places = nn.Embedding(length, size)
        nn.init.normal_(self.items.weight, std=0.02)
        nn.init.normal_(self.places.weight, std=0.02)
        layer = nn.TransformerEncoderLayer(size, 1, size, dropout, batch_first=True, norm_first=True)
        self.blocks = nn.TransformerEncoder(layer, 2, nn.LayerNorm(size), enable_nested_tensor=False)
        self.dropout = nn.Dropout(dropout)

    def forward(self, rows: torch.Tensor) -> torch.Tensor:
        """[people, length] items -> [people, length, size]; rows end with the newest and begin with padding."""
        length = rows.shape[1]
        ahead = torch.triu(torch.full((length, length), -1e9), 1)
        values = self.dropout(self.items(rows) + self.places.weight)
        told: torch.Tensor = self.blocks(values, mask=ahead)
        return told


@dataclass
class SasRec:
    size: int = 64
    length: int = 50
    dropout: float = 0.3
    epochs: int = 80
    batch: int = 64
    rate: float = 1e-3
    seed: int = 17
    name: str = "SASRec"
    network: Network | None = field(default=None, repr=False)

    def fit(self, training: Histories) -> Self:
        torch.manual_seed(self.seed)
        self.network = network = Network(training.item_count, self.size, self.length, self.dropout)
        optimiser = torch.optim.Adam(network.parameters(), self.rate)
        rows = torch.from_numpy(self._last(training, self.length + 1))
        for _ in range(self.epochs):
            network.train()
            for places in torch.randperm(len(rows)).split(self.batch):
                given, nexts = rows[places, :-1], rows[places, 1:]
                real = (given != training.item_count) & (nexts != training.item_count)
                told = network(given)[real] @ network.items.weight[:-1].T
                loss = nn.functional.cross_entropy(told, nexts[real])
                optimiser.zero_grad()
                loss.backward()
                optimiser.step()
        return self

    def scores(self, people: Histories) -> Floats:
        if self.network is None:
            raise RuntimeError("SASRec is asked before it was fitted")
        self.network.eval()
        rows = torch.from_numpy(self._last(people, self.length))
        with torch.no_grad():
            told = [self.network(part)[:, -1] @ self.network.items.weight[:-1].T for part in rows.split(256)]
        return np.array(torch.cat(told).numpy(), np.float32)

    @staticmethod
    def _last(people: Histories, length: int) -> Ints:
        found = np.full((len(people), length), people.item_count, np.int64)
        for row in range(len(people)):
            items = people.of(row)[-length:]
            found[row, length - len(items) :] = items
        return found
