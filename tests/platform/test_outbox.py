import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.channels import ChannelRequested
from functions.platform import on_outbox_row, sweep_outbox
from functions.platform.outbox_publisher import Publisher, PublishFailed
from kernel import outbox as kernel_outbox
from kernel.clock import now
from kernel.outbox import OutboxRow, announce, partition_of
from kernel.subscriber import queue_handler
from kernel.transactions import ATTEMPTS, Contention, transaction, until_settled
from tests.lambdas import LambdaContext, announced, deliver


@dataclass
class FakeBus:
    refuse: set[str] = field(default_factory=set)
    calls: list[list[str]] = field(default_factory=list)

    def put_events(self, *, Entries: list[dict[str, str]]) -> dict[str, Any]:  # noqa: N803 - boto3's name
        ids = [json.loads(entry["Detail"])["id"] for entry in Entries]
        self.calls.append(ids)
        return {"Entries": [{"ErrorCode": "Throttled"} if i in self.refuse else {"EventId": i} for i in ids]}


@dataclass
class FakeRows:
    deleted: list[str] = field(default_factory=list)

    def delete_item(self, *, TableName: str, Key: Any) -> None:  # noqa: N803 - boto3's names
        assert TableName == "outbox"
        self.deleted.append(Key["event_id"]["S"])


def item(event_id: str) -> dict[str, dict[str, str]]:
    values = {
        "partition": "c#1",
        "event_id": event_id,
        "source": "s",
        "detail_type": "t",
        "detail": json.dumps({"id": event_id}),
    }
    return {name: {"S": value} for name, value in values.items()}


@given(st.lists(st.booleans(), max_size=45))
def test_a_row_goes_exactly_when_the_bus_took_it(taken: list[bool]):
    ids = [f"e{number}" for number in range(len(taken))]
    bus, rows = FakeBus({i for i, ok in zip(ids, taken, strict=True) if not ok}), FakeRows()
    publisher = Publisher(bus, rows, "bus", "outbox")
    if bus.refuse:
        with pytest.raises(PublishFailed) as failure:
            publisher.publish(map(item, ids))
        assert all(name in str(failure.value) for name in bus.refuse)
    else:
        assert publisher.publish(map(item, ids)) == len(ids)
    assert rows.deleted == [i for i, ok in zip(ids, taken, strict=True) if ok]
    assert all(len(call) <= 10 for call in bus.calls)
    assert [i for call in bus.calls for i in call] == ids


def test_the_stream_publishes_new_rows_only(monkeypatch: pytest.MonkeyPatch):
    bus, rows = FakeBus(), FakeRows()
    monkeypatch.setattr(on_outbox_row, "publisher", lambda: Publisher(bus, rows, "bus", "outbox"))
    records = [
        {"eventName": "INSERT", "dynamodb": {"NewImage": item("e1")}},
        {"eventName": "REMOVE", "dynamodb": {"OldImage": item("e0")}},
    ]
    on_outbox_row.handler({"Records": records}, LambdaContext())
    assert (bus.calls, rows.deleted) == ([["e1"]], ["e1"])


def test_state_and_event_are_stored_together_or_not_at_all(tables: None):
    event = ChannelRequested(channel_id="c")

    def lose() -> None:
        with transaction() as write:
            announce(write, event, now())
            stranger = OutboxRow("other#0", "x", source="s", detail_type="t", detail="{}")
            write.save(stranger, condition=OutboxRow.event_id.exists())

    with pytest.raises(Contention):
        lose()
    assert list(OutboxRow.scan()) == []
    with transaction() as write:
        announce(write, event, now())
    (row,) = OutboxRow.scan()
    assert row.partition.startswith("channels#")


def test_the_sweep_finds_what_is_overdue_and_only_that(tables: None, monkeypatch: pytest.MonkeyPatch, setting: Any):
    setting(OUTBOX_TABLE="outbox", CAPABILITIES="channels,live")
    with transaction() as write:
        for number in range(6):
            announce(write, ChannelRequested(channel_id=f"c{number}"), now())
    assert [found for name in ("channels", "live") for found in sweep_outbox.overdue(name)] == []
    later = datetime.now(UTC) + timedelta(minutes=2)  # noqa: TID251 - the future, for the sweep
    monkeypatch.setattr(sweep_outbox.clock, "now", lambda: later)
    assert len([found for name in ("channels", "live") for found in sweep_outbox.overdue(name)]) == 6


def test_the_sweep_knows_as_many_shards_as_the_kernel_writes():
    assert sweep_outbox.SHARDS == kernel_outbox.SHARDS
    assert partition_of("live", 3) == "live#3"


def failing_on(*bad: str) -> Any:
    handled: list[str] = []

    def handle(event: dict[str, Any]) -> None:
        name = event["detail"]["data"]["channel_id"]
        if name in bad:
            raise ValueError(name)
        handled.append(name)

    return queue_handler(handle), handled


def events(*names: str) -> list[dict[str, Any]]:
    return [announced(ChannelRequested(channel_id=name)) for name in names]


def test_only_the_failed_messages_of_a_batch_come_back():
    handler, handled = failing_on("b")
    assert deliver(handler, *events("a", "b", "c")) == [1]
    assert handled == ["a", "c"]


def test_in_a_fifo_queue_everything_behind_a_failure_waits():
    handler, handled = failing_on("b")
    assert deliver(handler, *events("a", "b", "c", "d"), group="g") == [1, 2, 3]
    assert handled == ["a"]


def test_a_message_that_is_no_json_does_not_take_the_others_with_it():
    handler, handled = failing_on()
    good = {"messageId": "2", "body": json.dumps(events("a")[0]), "attributes": {}}
    answer = handler({"Records": [{"messageId": "1", "body": "{", "attributes": {}}, good]}, LambdaContext())
    assert answer == {"batchItemFailures": [{"itemIdentifier": "1"}]}
    assert handled == ["a"]


def test_who_loses_every_race_is_told_in_the_end(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("kernel.transactions.time.sleep", lambda _: None)
    tries: list[int] = []

    def lose() -> None:
        tries.append(1)
        raise Contention

    with pytest.raises(Contention):
        until_settled(lose)
    assert len(tries) == ATTEMPTS
