"""What AWS documents and laptops usually hide: events that come twice, late, in another order, or not at all.

Amazon IVS says of its events: "best effort … may arrive out of order, or hours late". The setting is changed while
the cloud runs (`PUT /_madang/chaos`), and the end-to-end tests do so.
"""

import contextvars
import json
import random
import threading
import uuid
from dataclasses import asdict, dataclass
from typing import Any

from ministack.core.responses import get_account_id, get_region
from ministack.services import eventbridge

from kernel.clock import from_iso
from local.cloud.patching import require


@dataclass
class Chaos:
    """Shares are probabilities; delays are uniform between zero and `delay_seconds`."""

    duplicate: float = 0.0
    drop: float = 0.0
    delay: float = 0.0
    delay_seconds: float = 5.0
    seed: int | None = None

    def __post_init__(self) -> None:
        for name in ("duplicate", "drop", "delay"):
            if not 0 <= getattr(self, name) <= 1:
                raise ValueError(f"{name} is a probability")
        if not 0 <= self.delay_seconds <= 7200:  # noqa: PLR2004 - two hours, the worst that is documented
            raise ValueError("delay_seconds is between 0 and 7200")


class EventSource:
    """Puts service events on the default bus, through the chaos that is set."""

    def __init__(self) -> None:
        self.set(Chaos())

    def set(self, chaos: Chaos) -> None:
        self.chaos = chaos
        self.random = random.Random(chaos.seed)  # noqa: S311 - chaos, not cryptography

    def describe(self) -> dict[str, Any]:
        return asdict(self.chaos)

    def emit(self, source: str, detail_type: str, detail: dict[str, Any], resources: tuple[str, ...], at: str) -> None:
        """`at` is RFC 3339: when it happened, which is not when it arrives."""
        record = {
            "EventId": str(uuid.uuid4()),
            "Source": source,
            "DetailType": detail_type,
            "Detail": json.dumps(detail),
            "EventBusName": "default",
            "Time": int(from_iso(at).timestamp()),
            "Resources": list(resources),
            "Account": get_account_id(),
            "Region": get_region(),
        }
        for wait in self.waits():
            _put_later(wait, record)

    def waits(self) -> list[float]:
        """Seconds until each delivery of one event: none, one or two of them."""
        if self.random.random() < self.chaos.drop:
            return []
        times = 2 if self.random.random() < self.chaos.duplicate else 1
        return [
            self.random.uniform(0, self.chaos.delay_seconds) if self.random.random() < self.chaos.delay else 0.0
            for _ in range(times)
        ]


def _put_later(seconds: float, record: dict[str, Any]) -> None:
    """On a thread of its own, in the account and Region of the caller."""
    context = contextvars.copy_context()
    timer = threading.Timer(seconds, lambda: context.run(_put, record))
    timer.daemon = True
    timer.start()


def _put(record: dict[str, Any]) -> None:
    """What PutEvents does, but with the event's own time: the emulator's stamps everything with its arrival."""
    eventbridge._events_log_list().append(record)
    view = eventbridge._pattern_event_view(record)
    eventbridge._dispatch_event(record, view)
    eventbridge._archive_event(record, view)


require(
    all(
        hasattr(eventbridge, name)
        for name in ("_events_log_list", "_pattern_event_view", "_dispatch_event", "_archive_event")
    ),
    "EventBridge's dispatch moved",
)
EVENTS = EventSource()
