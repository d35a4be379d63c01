"""Lists as a person reads them, and events of what does not stand yet."""

from typing import Any

import boto3

from kernel import clock
from kernel.events import Event, envelope
from local.api_client import Person

WITHIN = 60.0  # seconds in which a list has to change


def announce(event: Event) -> None:
    """As a capability that does not stand yet will."""
    entry: Any = {"EventBusName": "madang-laptop", "Source": event.source(), "DetailType": event.detail_type(),
             "Detail": envelope(event, clock.now())}  # fmt: skip
    answer = boto3.client("events").put_events(Entries=[entry])
    assert not answer["FailedEntryCount"], answer


def listed(person: Person, shelf: str = "titles", limit: int = 20) -> dict[str, Any]:
    found: dict[str, Any] = person.call("GET", f"/v1/recommendations/{shelf}?limit={limit}")
    return found


def ids(told: dict[str, Any]) -> list[str]:
    return [one["id"] for one in told["items"]]
