"""Writes what people did into the lake, many at once."""

from typing import Any

from functions.recommendations import lake
from kernel.tasks import batch_handler


def run(shelf: str, documents: list[dict[str, Any]]) -> None:
    lake.write(shelf, [document["row"] for document in documents])


handler = batch_handler("shelf", run)
