"""What came of a list that somebody was shown: looked at, played, rated, gone to a service for. Each counts once."""

from datetime import datetime, timedelta

from functions.recommendations.exposures import Exposure
from functions.recommendations.items import Item
from functions.recommendations.recommending import Stores
from functions.recommendations.schemas import DeedRequest

CLOCKS_DIFFER = timedelta(minutes=5)


def join(stores: Stores, user_id: str, one: DeedRequest, item: Item, at: datetime) -> None:
    """With the list that the deed names, if this person was shown the item on it, before."""
    exposure = stores.exposures.of(one.request_id, user_id) if one.request_id else None
    if exposure is None or one.item_id not in {entry["id"] for entry in exposure.items}:
        return
    if at < exposure.at - CLOCKS_DIFFER:
        return
    at = max(at, exposure.at)
    if one.verb == "went_to_provider":
        _visited(stores, user_id, one, item, exposure, at)
    if stores.exposures.first(exposure, one.verb, one.item_id):
        _count(stores, user_id, one, item, exposure, at)


def _count(stores: Stores, user_id: str, one: DeedRequest, item: Item, exposure: Exposure, at: datetime) -> None:
    if one.verb == "clicked":
        stores.exposures.clicked(exposure, at)
    elif one.verb == "rated" and one.stars is not None:
        stores.exposures.rated(exposure, one.stars, at)
    elif one.verb == "went_to_provider":
        stores.exposures.went_to_provider(exposure, at)
        if item.external:  # it is watched there: nothing else will say that it was played
            _played(stores, user_id, exposure, at)
    else:
        _played(stores, user_id, exposure, at)


def _played(stores: Stores, user_id: str, exposure: Exposure, at: datetime) -> None:
    if stores.exposures.played(exposure, at) and exposure.experiment:
        stores.experiments.outcome(stores.experiments.find(exposure.experiment), user_id, at)


def _visited(stores: Stores, user_id: str, one: DeedRequest, item: Item, exposure: Exposure, at: datetime) -> None:
    """For the service that it was, once a list and film; one that has not got the film was not gone to."""
    has_it = one.provider in {offer.provider for offer in item.offers}
    if one.provider and has_it and stores.exposures.first(exposure, f"to {one.provider}", one.item_id):
        stores.partners.went(user_id, one.provider, at)
