"""Which service to watch it on, and which subscription would open the most of a list. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from functions.recommendations.items import Item, Offer

_WAYS = ("subscription", "rent", "buy")


def offers_for(item: Item, region: str | None, owned: Iterable[str]) -> list[Offer]:
    """Of the person's region, the services they have first, then by what it costs them; no region: all of them."""
    has = frozenset(owned)
    here = [one for one in item.offers if region is None or one.region == region]
    return sorted(here, key=lambda one: (not _open(one, has), _WAYS.index(one.way), one.provider))


def _open(offer: Offer, owned: frozenset[str]) -> bool:
    return offer.way == "subscription" and offer.provider in owned


@dataclass(frozen=True)
class Advice:
    """`opens` are the titles that this service adds to those that are open already, in the order of the list."""

    provider: str
    opens: tuple[str, ...]


def next_subscriptions(
    wanted: Sequence[Item], region: str | None, owned: Iterable[str], most: int = 3
) -> tuple[list[str], list[Advice], list[str]]:
    """(open already, advice, nowhere by subscription): greedy set cover, which is within 1 - 1/e of the best choice
    (Nemhauser, Wolsey and Fisher 1978). Ties go to the service whose first title stands higher, then by name.
    """
    has = frozenset(owned)
    by_provider: dict[str, set[str]] = {}
    for item in wanted:
        for offer in offers_for(item, region, has):
            if offer.way == "subscription":
                by_provider.setdefault(offer.provider, set()).add(item.id)
    order = {item.id: place for place, item in enumerate(wanted)}
    covered = {title for provider in has for title in by_provider.get(provider, ())}
    already = sorted(covered, key=order.__getitem__)
    advice: list[Advice] = []
    left = {provider: titles - covered for provider, titles in by_provider.items() if provider not in has}
    while len(advice) < most and (best := _best(left, order)):
        opens = tuple(sorted(left.pop(best), key=order.__getitem__))
        advice.append(Advice(best, opens))
        left = {provider: titles.difference(opens) for provider, titles in left.items()}
    somewhere = {title for titles in by_provider.values() for title in titles}
    return already, advice, [item.id for item in wanted if item.id not in somewhere]


def _best(left: Mapping[str, set[str]], order: Mapping[str, int]) -> str | None:
    able = [(-len(titles), min(order[title] for title in titles), name) for name, titles in left.items() if titles]
    return min(able)[2] if able else None
