"""Every night the films that were asked about longest ago are asked about again: where each can be seen."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol

from functions.recommendations.items import ItemRow, Offer
from kernel.clock import Clock, from_iso, iso
from kernel.observability import logger
from kernel.transactions import held

CHECKED_AGAIN = timedelta(hours=20)  # what was asked since is not asked again
LONGEST = timedelta(minutes=13)  # of a night; the function has fifteen
MOST_FAILURES = 5  # one after another: then nobody is there
NEVER = datetime.min.replace(tzinfo=UTC)


class NotNow(Exception):
    """No answer about a title this time."""


class NoMore(Exception):
    """Whoever is asked wants to be asked no more tonight."""


class Availability(Protocol):
    """Where a title can be seen; None where nothing is known of it. NotNow, NoMore."""

    def offers(self, title_id: str, name: str, year: int | None) -> Sequence[Offer] | None: ...


@dataclass(frozen=True)
class Refreshing:
    source: Availability
    now: Clock

    def refresh(self) -> dict[str, int]:
        """{asked, changed, failed}. What nothing is known of stays as it was told."""
        until, told, lost = self.now() + LONGEST, {"asked": 0, "changed": 0, "failed": 0}, 0
        for row in self._due():
            if self.now() >= until or lost >= MOST_FAILURES:
                break
            told["asked"] += 1
            try:
                told["changed"] += self._one(row)
                lost = 0
            except NotNow as error:
                logger.warning("availability is not known", extra={"title": row.item_id, "reason": str(error)})
                told["failed"] += 1
                lost += 1
            except NoMore:
                break
        return told

    def _due(self) -> list[ItemRow]:
        """Films of other services, the one that was asked about longest ago first."""
        since = self.now() - CHECKED_AGAIN
        films = [row for row in ItemRow.query("title") if row.name and not row.withdrawn and _external(row)]
        return sorted((row for row in films if _asked_at(row) <= since), key=lambda row: (_asked_at(row), row.item_id))

    def _one(self, row: ItemRow) -> bool:
        """True where its offers are others now. What operators import meanwhile is not undone."""
        facts = dict(row.facts or {})
        found = self.source.offers(row.item_id, row.name, facts.get("year"))
        offers = facts.get("offers", [])
        if found is not None:
            offers = [{**asdict(one), "checked_at": iso(one.checked_at)} for one in found]
        facts |= {"offers": offers, "asked_at": iso(self.now())}
        same = ItemRow.told_at == row.told_at
        kept = held(lambda: ItemRow("title", row.item_id).update(actions=[ItemRow.facts.set(facts)], condition=same))
        return kept and found is not None and offers != (row.facts or {}).get("offers", [])


def _external(row: ItemRow) -> bool:
    return dict(row.facts or {}).get("channel_id") is None


def _asked_at(row: ItemRow) -> datetime:
    told = dict(row.facts or {}).get("asked_at")
    return from_iso(told) if told else NEVER
