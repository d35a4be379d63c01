"""A list from the model that answers for a kind. Nothing is raised: who asks has something else to show."""

import json
import time
from dataclasses import dataclass
from typing import Any, Literal

from functions.recommendations.training import store
from functions.recommendations.training.clients import runtime
from functions.recommendations.training.rules import is_stale
from functions.recommendations.training.store import Serving, Variant
from kernel import clock, environment
from kernel.observability import logger

CONNECT_SECONDS, READ_SECONDS = 1.0, 1.5
PATIENT_SECONDS = 50.0  # where nobody waits: a container that starts has the time to
REMEMBERED_SECONDS = 10.0
BASES = {"history", "survey", "popularity"}
_remembered: dict[str, tuple[float, Serving]] = {}


@dataclass(frozen=True)
class Listed:
    """`because`: the person's own items that moved this one up."""

    item_id: str
    score: float
    because: tuple[str, ...]


@dataclass(frozen=True)
class Answer:
    """`stale`: the model that answered is older than STALE_AFTER."""

    items: tuple[Listed, ...]
    model_version: str
    basis: str
    low_confidence: bool
    stale: bool
    variant: Literal["champion", "challenger"]


@dataclass(frozen=True)
class Missed:
    """No answer; `late` where it did not come in time."""

    late: bool


def ask(kind: str, instance: dict[str, Any], bucket: float) -> Answer | None:
    """`bucket`, 0 to 1, is the person's own and stays; below a canary's share the challenger is asked first.

    None where there is no champion or it does not answer in time; the reason is in the log and counted.
    """
    serving = _serving(kind)
    if serving is None:
        return None
    if serving.mode == "canary" and serving.challenger and bucket < serving.share:
        answer = _tried(kind, serving.challenger, instance)
        if answer is not None:
            return answer
    if serving.champion is None:
        _missed(kind, "no_champion", "")
        return None
    found = _asked(kind, serving.champion, instance, "champion", READ_SECONDS)
    return found if isinstance(found, Answer) else None


def in_shadow(kind: str) -> Variant | None:
    """The challenger that is asked and shown to nobody, where there is one."""
    serving = _serving(kind)
    return serving.challenger if serving is not None and serving.mode == "shadow" else None


def ask_shadow(kind: str, instance: dict[str, Any]) -> Answer | None:
    """What the challenger would have said, where one is in shadow. It may take a minute: no person waits for it."""
    challenger = in_shadow(kind)
    return _tried(kind, challenger, instance, PATIENT_SECONDS) if challenger else None


def _tried(kind: str, variant: Variant, instance: dict[str, Any], seconds: float = READ_SECONDS) -> Answer | None:
    """A challenger's invocations and failures are counted on its row: the workflow decides by them.

    What is late from an endpoint that nobody had asked for minutes is not counted: its container has to start.
    """
    from botocore.exceptions import BotoCoreError, ClientError
    from pynamodb.exceptions import PynamoDBException

    found = _asked(kind, variant, instance, "challenger", seconds)
    late = isinstance(found, Missed) and found.late
    try:
        if not (late and store.wakes(kind, variant.version)):
            store.count(kind, variant.version, failed=isinstance(found, Missed))
    except (PynamoDBException, BotoCoreError, ClientError) as error:
        logger.warning("an invocation was not counted", extra={"kind": kind, "reason": repr(error)})
    return found if isinstance(found, Answer) else None


def _serving(kind: str) -> Serving | None:
    from botocore.exceptions import BotoCoreError, ClientError
    from pynamodb.exceptions import PynamoDBException

    known = _remembered.get(kind)
    if known and time.monotonic() - known[0] < REMEMBERED_SECONDS:
        return known[1]
    try:
        found = store.serving(kind)
    except (PynamoDBException, BotoCoreError, ClientError) as error:
        _missed(kind, "no_pointer", repr(error))
        return known[1] if known else None
    _remembered[kind] = (time.monotonic(), found)
    return found


def forget() -> None:
    """The pointers are read again at the next question."""
    _remembered.clear()


def _asked(
    kind: str, variant: Variant, instance: dict[str, Any], which: Literal["champion", "challenger"], seconds: float
) -> Answer | Missed:
    from botocore.exceptions import BotoCoreError, ClientError, ReadTimeoutError

    body = json.dumps({"instances": [instance]}).encode()
    try:
        told = runtime(CONNECT_SECONDS, seconds).invoke_endpoint(
            EndpointName=variant.endpoint, ContentType="application/json", Body=body
        )
        return _read(json.loads(told["Body"].read()), variant, which)
    except ClientError as error:
        code = error.response["Error"]["Code"]
        _missed(kind, code, error.response["Error"]["Message"], which)
    except BotoCoreError as error:
        _missed(kind, type(error).__name__, str(error), which)
        return Missed(late=isinstance(error, ReadTimeoutError))
    except (ValueError, KeyError, TypeError) as error:
        _missed(kind, "nonsense", repr(error), which)
    return Missed(late=False)


def _read(told: Any, variant: Variant, which: Literal["champion", "challenger"]) -> Answer:
    """ValueError, KeyError or TypeError for what is no answer of the serving program."""
    (first,) = told["predictions"]
    if first["basis"] not in BASES:
        raise ValueError(f"basis {first['basis']!r}")
    items = tuple(Listed(str(one["id"]), float(one["score"]), tuple(one["because"])) for one in first["items"])
    stale = is_stale(variant.trained_at, clock.now())
    return Answer(items, str(told["model_version"]), first["basis"], bool(first["low_confidence"]), stale, which)


def _missed(kind: str, reason: str, words: str, which: str = "champion") -> None:
    """In the log, and as a metric in CloudWatch's embedded format."""
    logger.warning(
        "the model does not answer",
        extra={
            "kind": kind, "variant": which, "why": reason, "words": words[:500], "RecommenderMissed": 1,
            "_aws": {
                "Timestamp": int(clock.now().timestamp() * 1000),
                "CloudWatchMetrics": [{
                    "Namespace": f"Madang/{environment.stage()}", "Dimensions": [["kind", "variant"]],
                    "Metrics": [{"Name": "RecommenderMissed", "Unit": "Count"}],
                }],
            },
        },
    )  # fmt: skip
