"""The contract suite of Stripe's Billing runs against the stand-in, or against Stripe's own test mode.

`make stripe-contract STRIPE_KEY=sk_test_…` gives the address and the key.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
import stripe

from kernel import environment
from tests.billing.stripe_server import StripeServer, stripe_server

READY_SECONDS = 180  # Stripe takes up to minutes over a clock with many objects
PAUSE_SECONDS = 0.5
QUIET_POLLS = 3  # events are told a moment after what they tell of


@dataclass
class TestMode:
    """Stripe's test mode over HTTP: time passes by its test clocks, what happened is read from its list of events."""

    __test__ = False

    key: str
    url: str
    pause: float = PAUSE_SECONDS
    events: list[dict[str, Any]] = field(default_factory=list)
    newest: str | None = None

    def __post_init__(self) -> None:
        self.client: Any = stripe.StripeClient(self.key, base_addresses={"api": self.url})
        before = self.client.v1.events.list({"limit": 1}).data
        self.newest = before[0].id if before else None

    def advance(self, clock_id: str, to: int) -> None:
        clocks, until = self.client.v1.test_helpers.test_clocks, time.monotonic() + READY_SECONDS
        clocks.advance(clock_id, {"frozen_time": to})
        while (clock := clocks.retrieve(clock_id)).status != "ready":
            assert clock.status == "advancing", clock
            assert time.monotonic() < until, "the clock did not get there"
            time.sleep(self.pause)

    def told(self, kind: str) -> list[dict[str, Any]]:
        self._read()
        return [event for event in self.events if event["type"] == kind]

    def fresh(self) -> list[dict[str, Any]]:
        self._read()
        new, self.events = self.events, []
        return new

    def _read(self) -> None:
        """Appends what happened since, until nothing more comes."""
        quiet = 0
        while quiet < QUIET_POLLS:
            given = {"limit": 100, **({"ending_before": self.newest} if self.newest else {})}
            found = [event.to_dict() for event in self.client.v1.events.list(given).data]
            if found:
                self.newest, quiet = found[0]["id"], 0
                self.events += found[::-1]
            else:
                quiet += 1
            time.sleep(self.pause)


@contextmanager
def contract_server(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> Iterator[StripeServer | TestMode]:
    """What the suite runs against; the stand-in unless an address was given."""
    url = request.config.getoption("--stripe-url")
    if url:
        yield TestMode(environment.required("STRIPE_KEY"), url)
        return
    with stripe_server(monkeypatch) as server:
        yield server
