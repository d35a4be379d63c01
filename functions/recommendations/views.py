"""Lists as people are shown them: names of what a reason speaks of, services, what is live."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from functions.recommendations import reasons
from functions.recommendations.items import DynamoItems, Item
from functions.recommendations.platforms import offers_for
from functions.recommendations.schemas import NamedItem, ReasonView, RecommendedItem, ServiceOfferView
from functions.recommendations.tastes import Taste

Shown = Mapping[str, Any]  # {"id", "score", "reason", "because"}: as exposures keep it


class Drawing:
    """`language` is one of kernel.problems.LANGUAGES."""

    def __init__(self, items: DynamoItems, taste: Taste, language: str, on_air: frozenset[str] = frozenset()) -> None:
        self.items, self.taste, self.language, self.on_air = items, taste, language, on_air

    def of(self, shown: Sequence[Shown], known: Mapping[str, Item]) -> list[RecommendedItem]:
        spoken_of = {one for entry in shown if entry["reason"] != "season" for one in entry["because"]}
        kinds = {item.kind for item in known.values()}
        names = {kind: self.items.find(kind, spoken_of) for kind in kinds} if spoken_of else {}
        return [self._one(entry, known[entry["id"]], names.get(known[entry["id"]].kind, {})) for entry in shown]

    def _one(self, entry: Shown, item: Item, spoken_of: Mapping[str, Item]) -> RecommendedItem:
        return RecommendedItem(
            kind=item.kind,
            id=item.id,
            name=item.name,
            genres=list(item.genres),
            year=item.year,
            channel_id=item.channel_id,
            live=item.id in self.on_air,
            score=entry["score"],
            reason=self._reason(entry["reason"], entry["because"], spoken_of),
            offers=self._offers(item) if item.external else None,
        )

    def _reason(self, code: str, because: Iterable[str], spoken_of: Mapping[str, Item]) -> ReasonView:
        if code == "season":
            return ReasonView(code=code, text=reasons.text(code, list(because), self.language))
        named = [NamedItem(id=one, name=spoken_of[one].name) for one in because if one in spoken_of]
        if code in {"because", "survey"} and not named:  # what it stood on is gone since
            code = "popular"
        return ReasonView(code=code, text=reasons.text(code, [one.name for one in named], self.language), because=named)

    def _offers(self, item: Item) -> list[ServiceOfferView]:
        has = frozenset(self.taste.providers)
        return [
            ServiceOfferView(
                provider=one.provider, way=one.way, url=one.url, checked_at=one.checked_at,
                owned=one.way == "subscription" and one.provider in has,
            )
            for one in offers_for(item, self.taste.region, has)
        ]  # fmt: skip
