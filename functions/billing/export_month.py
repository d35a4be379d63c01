"""An export, or the closing of a month, that somebody of finance asked for."""

from typing import Any

from functions.billing import close_month
from functions.billing.finance import exports
from kernel.errors import Problem
from kernel.tasks import task_handler


def run(document: dict[str, Any]) -> None:
    """A refusal is kept for who asked; what broke is tried again."""
    period, status = document["period"], document["status"]
    try:
        exports.made(period, status, close_month.run(period, closing=document["closing"]))
    except Problem as problem:
        exports.failed(period, status, problem)


handler = task_handler(run)
