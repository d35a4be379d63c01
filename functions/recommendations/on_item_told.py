"""Titles, channels and products as they come, change and go, and to whom they may be shown."""

from functools import cache

from contracts.catalog import TitlePublished, TitleRemoved
from contracts.channels import ChannelDeleted, ChannelReady
from contracts.marketplace import ProductListed, ProductWithdrawn
from contracts.rights import AvailabilityChanged
from functions.recommendations.catalogue import Catalogue
from functions.recommendations.items import DynamoItems
from functions.recommendations.trends import DynamoTrends
from kernel.subscriber import EventBridgeEvent, queue_handler


@cache
def catalogue() -> Catalogue:
    return Catalogue(DynamoItems(), DynamoTrends())


def hear(event: EventBridgeEvent) -> None:
    """In any order: the newest telling wins."""
    detail = event["detail"]
    told_at, of = detail["metadata"]["occurred_at"], catalogue()
    match event["detail-type"]:
        case "TitlePublished":
            of.title(TitlePublished.from_detail(detail), told_at)
        case "TitleRemoved":
            of.items.withdraw("title", TitleRemoved.from_detail(detail).title_id, told_at)
        case "ChannelReady":
            of.channel(ChannelReady.from_detail(detail), told_at)
        case "ChannelDeleted":
            of.items.withdraw("channel", ChannelDeleted.from_detail(detail).channel_id, told_at)
        case "ProductListed":
            of.product(ProductListed.from_detail(detail), told_at)
        case "ProductWithdrawn":
            of.withdraw_product(ProductWithdrawn.from_detail(detail).product_id, told_at)
        case "AvailabilityChanged":
            changed = AvailabilityChanged.from_detail(detail)
            limits = changed.model_dump(mode="json", exclude={"kind", "item_id"})
            of.items.limit(changed.kind, changed.item_id, told_at, limits)


handler = queue_handler(hear)
