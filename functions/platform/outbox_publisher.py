"""Outbox rows → event bus. A raw client instead of PynamoDB: every event of the house passes here."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Protocol

PUT_EVENTS_LIMIT = 10  # entries in one PutEvents call, an AWS quota

Item = dict[str, dict[str, str]]  # a DynamoDB item: attribute name → {"S": value}


class Bus(Protocol):
    def put_events(self, *, Entries: list[dict[str, str]]) -> dict[str, Any]: ...  # noqa: N803 - boto3's name


class Rows(Protocol):
    def delete_item(self, *, TableName: str, Key: Item) -> Any: ...  # noqa: N803 - boto3's names


class PublishFailed(RuntimeError):
    """The bus refused some entries; their rows stay and are tried again."""


@dataclass(frozen=True)
class Publisher:
    bus: Bus
    rows: Rows
    bus_name: str
    table_name: str

    def publish(self, items: Iterable[Item]) -> int:
        """Puts every item on the bus, then deletes its row; returns how many. PublishFailed after trying all."""
        published, refused = 0, []
        for batch in _batches(list(items)):
            answer = self.bus.put_events(Entries=[self._entry(item) for item in batch])
            for item, result in zip(batch, answer["Entries"], strict=True):
                if result.get("ErrorCode"):
                    refused.append(f"{item['event_id']['S']}: {result['ErrorCode']}")
                    continue
                key = {"partition": item["partition"], "event_id": item["event_id"]}
                self.rows.delete_item(TableName=self.table_name, Key=key)
                published += 1
        if refused:
            raise PublishFailed("; ".join(refused))
        return published

    def _entry(self, item: Item) -> dict[str, str]:
        return {
            "EventBusName": self.bus_name,
            "Source": item["source"]["S"],
            "DetailType": item["detail_type"]["S"],
            "Detail": item["detail"]["S"],
        }


def _batches(items: list[Item]) -> Iterator[list[Item]]:
    for start in range(0, len(items), PUT_EVENTS_LIMIT):
        yield items[start : start + PUT_EVENTS_LIMIT]
