"""The new endpoint is asked what people's devices will ask it, before anybody's does."""

import json
import time
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from functions.recommendations.training import names, objects
from functions.recommendations.training.clients import runtime
from functions.recommendations.training.rules import SLOWEST_P95_SECONDS, SmokeTestFailed, percentile_95
from kernel.observability import logger

COUNT = 10
ROUNDS = 3
FIRST_SECONDS = 60.0  # a serverless endpoint starts its container at the first question


def instances(histories: list[list[str]]) -> list[dict[str, Any]]:
    """Histories, the same as surveys, and somebody unknown."""
    asked: list[dict[str, Any]] = [{"history": items, "count": COUNT} for items in histories]
    asked += [{"survey": items[:COUNT], "count": COUNT} for items in histories]
    return [*asked, {"count": COUNT}]


def seconds_of(endpoint: str, instance: dict[str, Any], items: int) -> float:
    """How long the answer took. SmokeTestFailed."""
    began = time.monotonic()
    try:
        answer = runtime(5.0, FIRST_SECONDS).invoke_endpoint(
            EndpointName=endpoint, ContentType="application/json", Body=json.dumps({"instances": [instance]}).encode()
        )
        (told,) = json.loads(answer["Body"].read())["predictions"]
        listed = [one["id"] for one in told["items"]]
    except (ClientError, BotoCoreError, ValueError, KeyError, TypeError) as error:
        raise SmokeTestFailed(f"{endpoint}: {error!r} for {json.dumps(instance)[:200]}") from error
    taken = time.monotonic() - began
    own = {*instance.get("history", ()), *instance.get("survey", ())}
    wanted = min(COUNT, items - len(own))
    if len(set(listed)) != len(listed) or len(listed) < wanted or own & set(listed):
        raise SmokeTestFailed(f"{endpoint}: {len(listed)} items for {json.dumps(instance)[:200]}, {wanted} are wanted")
    return taken


@logger.inject_lambda_context
def handler(event: dict[str, Any], _context: Any) -> dict[str, Any]:
    """{kind, version, folder, validated} → the same with `smoke`: seconds of the first answer, p95 of the others."""
    endpoint, items = names.resource(event["kind"], event["version"]), int(event["validated"]["items"])
    asked = instances(objects.document(f"{event['folder']}samples.json"))
    first = seconds_of(endpoint, asked[0], items)
    took = [seconds_of(endpoint, instance, items) for _ in range(ROUNDS) for instance in asked]
    slow = percentile_95(took)
    if slow > SLOWEST_P95_SECONDS:
        raise SmokeTestFailed(f"{endpoint}: 95 of 100 answers take up to {slow:.2f} s")
    smoke = {"answers": len(took), "first_seconds": round(first, 3), "p95_seconds": round(slow, 4)}
    return {**event, "smoke": smoke}
