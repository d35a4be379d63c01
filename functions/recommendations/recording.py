"""What somebody did, kept where lists read it at once, and on its way to the lake that models are trained from."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from contracts.recommendations import ChannelWatched
from functions.recommendations import lake
from functions.recommendations.deeds import KEPT, TAKEN, Deed, Owed
from functions.recommendations.items import Item, Kind
from functions.recommendations.outcomes import join
from functions.recommendations.recommending import Stores
from functions.recommendations.schemas import DeedRequest
from kernel.clock import Clock

AGAIN, AGAIN_AFTER = 0.2, timedelta(days=1)


class Known:
    """What is known of a person while deeds of theirs are recorded: read once, however many they are."""

    def __init__(self, stores: Stores, user_id: str) -> None:
        self.stores, self.user_id = stores, user_id
        self.traits = stores.tastes.of(user_id).traits
        self._by_kind: dict[Kind, dict[str, Deed]] = {}

    def of(self, kind: Kind) -> dict[str, Deed]:
        """By item, oldest first."""
        if kind not in self._by_kind:
            self._by_kind[kind] = {one.item_id: one for one in self.stores.deeds.of(self.user_id, kind)}
        return self._by_kind[kind]

    def add(self, deed: Deed) -> None:
        self.of(deed.kind).pop(deed.item_id, None)
        self.of(deed.kind)[deed.item_id] = deed


class Recording:
    def __init__(self, stores: Stores, now: Clock) -> None:
        self.stores, self.now = stores, now

    def record(self, user_id: str, deed: Deed, person: Known | None = None, channel_id: str | None = None) -> bool:
        """False for what is older than what is known. What is new is counted for everybody, and goes to the lake;
        whoever keeps a channel's audience hears what was watched of `channel_id`.

        To the lake first: whatever fails after it is told again, and training counts a word that comes twice once.
        """
        person = person or Known(self.stores, user_id)
        known = person.of(deed.kind).get(deed.item_id)
        if not deed.is_news(known):
            return self._resumed(deed, known, person)
        whole = deed.after(known)
        owes = _owed(whole, known)
        lake.keep(user_id, _as_learnt(whole), person.traits)
        if deed.verb == "not_interested":
            return self.stores.deeds.put_away(user_id, deed)
        if not self.stores.deeds.record(user_id, deed, owes, _watched(user_id, deed, channel_id)):
            return False
        if owes:
            self._count(whole, owes, person)
        person.add(whole)
        return True

    def _resumed(self, deed: Deed, known: Deed | None, person: Known) -> bool:
        """The same once more, because it was kept and then failed to be counted."""
        if known is None or known.owes is None or not deed.same_as(known):
            return False
        self._count(known, known.owes, person)
        person.add(replace(known, owes=None))
        return True

    def _count(self, deed: Deed, owes: Owed, person: Known) -> None:
        """For everybody. A person counts once for an item, a little again after a day: nobody makes a trend alone."""
        if owes == "first":
            before = [one.item_id for one in person.of(deed.kind).values() if one.item_id != deed.item_id and one.taken]
            self.stores.together.add(deed.kind, deed.item_id, before, deed.at)
        amount = TAKEN[deed.verb] * (1.0 if owes == "first" else AGAIN)
        self.stores.trends.add(deed.kind, deed.item_id, amount, deed.at)
        self.stores.deeds.settle(person.user_id, deed)

    def told(self, user_id: str, deeds: Iterable[DeedRequest], *, here: bool = True) -> tuple[int, list[str]]:
        """(how many were kept, ids of items that are not there); each is joined with the list that it came of. What was
        done elsewhere, not `here`, is announced to no channel.
        """
        deeds, now, kept = list(deeds), self.now(), 0
        known = {
            kind: self.stores.items.find(kind, [one.item_id for one in deeds if one.kind == kind])
            for kind in {one.kind for one in deeds}
        }
        unknown = [one.item_id for one in deeds if one.item_id not in known[one.kind]]
        person = Known(self.stores, user_id)
        for place, one in enumerate(deeds, 1 - len(deeds)):  # those without a time in their order, the last of them now
            if one.item_id in known[one.kind]:
                at = _moment(one.at, now) if one.at else now + timedelta(milliseconds=place)
                kept += self._told(person, one, known[one.kind][one.item_id], at, here=here)
        return kept, unknown

    def _told(self, person: Known, one: DeedRequest, item: Item, at: datetime, *, here: bool) -> bool:
        join(self.stores, person.user_id, one, item, at)
        if one.verb == "went_to_provider":
            return True
        deed = Deed(one.kind, one.item_id, one.verb, at, one.stars, one.minutes, told_id=one.told_id)
        channel_id = item.id if one.kind == "channel" else item.channel_id
        return self.record(person.user_id, deed, person, channel_id if here else None)

    def interested_again(self, user_id: str, kind: Kind, item_id: str) -> None:
        """What was done before counts again, for training too: there the latest word is the one of now."""
        before = self.stores.deeds.take_back(user_id, kind, item_id)
        if before is not None:
            lake.keep(user_id, _as_learnt(replace(before, at=self.now())), self.stores.tastes.of(user_id).traits)

    def without_traits(self, user_id: str) -> None:
        """What was told of age and gender before counts in no training to come."""
        lake.mark(user_id, "without-traits", self.now())

    def forget(self, user_id: str) -> None:
        """A mark that keeps the person out of every training to come, before and after what is known here goes: what
        was told meanwhile is left out too.
        """
        lake.mark(user_id, "forgotten", self.now())
        self.stores.deeds.forget_all(user_id)
        self.stores.tastes.forget(user_id)
        self.stores.exposures.forget(user_id)
        self.stores.experiments.forget(user_id)
        self.stores.partners.forget(user_id)
        lake.mark(user_id, "forgotten", self.now())


def _moment(told: datetime, now: datetime) -> datetime:
    """When it was done: not in the future, and not before what is kept."""
    return min(max(told, now - KEPT), now)


def _owed(deed: Deed, known: Deed | None) -> Owed | None:
    """What the deed counts for everybody, with what an earlier word on the item failed to."""
    if not deed.taken:
        return None
    if known is None or known.verb == "clicked" or known.owes == "first":
        return "first"
    return "again" if known.owes or deed.at - known.at > AGAIN_AFTER else None


def _watched(user_id: str, deed: Deed, channel_id: str | None) -> ChannelWatched | None:
    if deed.verb != "watched" or not deed.minutes or channel_id is None:
        return None
    return ChannelWatched(user_id=user_id, channel_id=channel_id, minutes=deed.minutes, watched_at=deed.at)


def _as_learnt(deed: Deed) -> Deed:
    """For training the latest word on an item counts: who watches on after one star has still given one star."""
    if deed.verb not in TAKEN:
        return replace(deed, stars=None)
    return deed if deed.stars is None else replace(deed, verb="rated")
