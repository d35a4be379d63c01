"""A model in shadow is asked what another one has answered somebody, while nobody waits, and shown to nobody."""

import json
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from functions.recommendations.training import endpoint
from functions.recommendations.training.endpoint import Answer
from kernel import tasks
from kernel.observability import logger
from kernel.tasks import task_handler

TOP = 10
MOST_BYTES = 200_000  # of a message, which SQS takes up to a quarter of a megabyte of


def hand_over(kind: str, instance: dict[str, Any], answer: Answer) -> None:
    """Where a model is in shadow. A list is made, and stays so, whatever becomes of this."""
    if endpoint.in_shadow(kind) is None:
        return
    top = [one.item_id for one in answer.items[:TOP]]
    asked = {"kind": kind, "instance": instance, "top": top, "model": answer.model_version}
    if len(json.dumps(asked).encode()) > MOST_BYTES:
        return
    try:
        tasks.ask("SHADOW_QUEUE", asked)
    except (BotoCoreError, ClientError) as error:
        logger.warning("the shadow was not asked", extra={"kind": kind, "reason": repr(error)})


def run(asked: dict[str, Any]) -> None:
    """How much of the list both have in common goes to the log."""
    other = endpoint.ask_shadow(asked["kind"], asked["instance"])
    if other is None:
        return
    both = set(asked["top"]) & {one.item_id for one in other.items[:TOP]}
    versions = {"model": asked["model"], "beside": other.model_version}
    logger.info("shadow", extra={"kind": asked["kind"], "overlap": len(both) / TOP, **versions})


handler = task_handler(run)
