"""The sweep against the real table; only the bus is a stand-in."""

import json
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import boto3
import pytest

from contracts.channels import ChannelRequested
from functions.platform import clients, sweep_outbox
from functions.platform.outbox_publisher import Publisher, PublishFailed
from kernel import clock
from kernel.outbox import OutboxRow, announce
from kernel.transactions import transaction
from tests.lambdas import LambdaContext

COUNT = 25  # more than one PutEvents call takes


def channel(detail: str) -> str:
    return str(json.loads(detail)["data"]["channel_id"])


@dataclass
class Bus:
    """Takes events by their channel, but for those it is told to refuse."""

    refuse: set[str] = field(default_factory=set)
    taken: list[str] = field(default_factory=list)

    def put_events(self, *, Entries: list[dict[str, str]]) -> dict[str, Any]:  # noqa: N803 - boto3's name
        names = [channel(entry["Detail"]) for entry in Entries]
        self.taken += [name for name in names if name not in self.refuse]
        return {"Entries": [{"ErrorCode": "Throttled"} if name in self.refuse else {} for name in names]}


@pytest.fixture
def bus(tables: None, monkeypatch: pytest.MonkeyPatch, setting: Any) -> Bus:
    setting(OUTBOX_TABLE="outbox", CAPABILITIES="live,channels")
    clients.client.cache_clear()
    fake, rows = Bus(), boto3.client("dynamodb", region_name="us-east-1")
    monkeypatch.setattr(sweep_outbox, "publisher", lambda: Publisher(fake, rows, "bus", "outbox"))
    with transaction() as write:
        for number in range(COUNT):
            announce(write, ChannelRequested(channel_id=f"chn_{number}"), clock.now())
    later = clock.now() + sweep_outbox.PATIENCE + timedelta(seconds=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    return fake


def left() -> set[str]:
    return {channel(str(row.detail)) for row in OutboxRow.scan()}


def sweep() -> dict[str, int]:
    return dict(sweep_outbox.handler({}, LambdaContext()))


def test_overdue_rows_are_published_and_gone_and_a_second_sweep_finds_nothing(bus: Bus):
    waiting = left()
    assert [sweep(), sweep()] == [{"published": COUNT}, {"published": 0}]
    assert sorted(bus.taken) == sorted(waiting), "each once"
    assert left() == set()


def test_what_the_bus_refuses_is_told_and_waits_for_the_next_sweep(bus: Bus):
    refused = set(sorted(left())[:3])
    bus.refuse = refused
    with pytest.raises(PublishFailed, match="Throttled"):
        sweep()
    assert left() == refused
    bus.refuse = set()
    assert (sweep(), left()) == ({"published": 3}, set())


def test_rows_of_a_capability_that_is_not_swept_stay(bus: Bus, setting: Any):
    setting(CAPABILITIES="live")
    assert (sweep(), len(left())) == ({"published": 0}, COUNT)
