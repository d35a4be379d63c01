"""What somebody did, kept where lists read it at once, and on its way to the lake that models are trained from."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from functions.recommendations import lake
from functions.recommendations.deeds import TAKEN, Deed
from functions.recommendations.items import Kind
from functions.recommendations.recommending import Stores
from functions.recommendations.schemas import DeedRequest
from kernel.clock import Clock

CLOCKS_DIFFER = timedelta(minutes=5)
AGAIN, AGAIN_AFTER = 0.2, timedelta(days=1)


class Recording:
    def __init__(self, stores: Stores, now: Clock) -> None:
        self.stores, self.now = stores, now

    def record(self, user_id: str, deed: Deed) -> bool:
        """False for what is older than what is known. What is new is counted for everybody, and goes to the lake."""
        deeds = self.stores.deeds.of(user_id, deed.kind)
        before = [one for one in deeds if one.item_id != deed.item_id and one.taken]
        known = next((one for one in deeds if one.item_id == deed.item_id), None)
        if not self.stores.deeds.record(user_id, deed):
            return False
        if deed.taken:
            self._count(deed, known, [one.item_id for one in before])
        lake.keep(user_id, deed, self.stores.tastes.of(user_id).traits)
        return True

    def _count(self, deed: Deed, known: Deed | None, before: list[str]) -> None:
        """For everybody. A person counts once for an item, a little again after a day: nobody makes a trend alone."""
        new = known is None or known.verb == "clicked"
        if new:
            self.stores.together.add(deed.kind, deed.item_id, before, deed.at)
        if new or (known and deed.at - known.at > AGAIN_AFTER):
            self.stores.trends.add(deed.kind, deed.item_id, TAKEN[deed.verb] * (1.0 if new else AGAIN), deed.at)

    def told(self, user_id: str, deeds: Iterable[DeedRequest]) -> tuple[int, list[str]]:
        """(how many were kept, ids of items that are not there); each is joined with the list that it came of."""
        deeds, now, kept = list(deeds), self.now(), 0
        known: dict[Kind, Any] = {}
        for kind in {one.kind for one in deeds}:
            known[kind] = self.stores.items.find(kind, [one.item_id for one in deeds if one.kind == kind])
        unknown = [one.item_id for one in deeds if one.item_id not in known[one.kind]]
        for one in deeds:
            if one.item_id in known[one.kind]:
                at = min(one.at or now, now) if not one.at or one.at <= now + CLOCKS_DIFFER else now
                kept += self._told(user_id, one, at)
        return kept, unknown

    def _told(self, user_id: str, one: DeedRequest, at: datetime) -> bool:
        self._join(user_id, one, at)
        if one.verb == "went_to_provider":
            return True
        return self.record(user_id, Deed(one.kind, one.item_id, one.verb, at, one.stars, one.minutes))

    def _join(self, user_id: str, one: DeedRequest, at: datetime) -> None:
        exposure = self.stores.exposures.of(one.request_id, user_id) if one.request_id else None
        if exposure is None or one.item_id not in {entry["id"] for entry in exposure.items}:
            return
        if one.verb == "clicked":
            self.stores.exposures.clicked(exposure, at)
        elif one.verb == "rated" and one.stars is not None:
            self.stores.exposures.rated(exposure, one.stars, at)
        elif one.verb == "went_to_provider":
            self.stores.exposures.went_to_provider(exposure, at)
        elif self.stores.exposures.played(exposure, at) and exposure.experiment:
            self.stores.experiments.outcome(self.stores.experiments.find(exposure.experiment), user_id, at)

    def without_traits(self, user_id: str) -> None:
        """What was told of age and gender before counts in no training to come."""
        lake.mark(user_id, "without-traits", self.now())

    def forget(self, user_id: str) -> None:
        """First the mark that keeps the person out of every training to come, then what is known here."""
        lake.mark(user_id, "forgotten", self.now())
        self.stores.deeds.forget_all(user_id)
        self.stores.tastes.forget(user_id)
