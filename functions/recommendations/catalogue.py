"""Items as others announce them, with tags for what their names tell."""

from collections.abc import Collection
from datetime import datetime

from pynamodb.attributes import JSONAttribute, UnicodeAttribute
from pynamodb.models import Model

from contracts.catalog import TitlePublished
from contracts.channels import ChannelReady
from contracts.marketplace import ProductListed
from functions.recommendations.items import DynamoItems, ItemRow, Kind
from functions.recommendations.tags import tags_of
from functions.recommendations.trends import DynamoTrends
from kernel import environment
from kernel.clock import from_iso
from kernel.words import words

NEW = 1.0  # what being new counts for, among what is taken up: as one person who takes it up
KNOWN_AS = 40  # words of one product


class ShelfRow(Model):
    """A product that is sold in a channel, with the words it is spoken of by."""

    class Meta:
        table_name = environment.table_name("channelshelves")
        region = environment.region()
        billing_mode = "PAY_PER_REQUEST"

    channel_id = UnicodeAttribute(hash_key=True)
    product_id = UnicodeAttribute(range_key=True)
    words = JSONAttribute()
    told_at = UnicodeAttribute()


class Catalogue:
    def __init__(self, items: DynamoItems, trends: DynamoTrends) -> None:
        self.items, self.trends = items, trends

    def title(self, told: TitlePublished, told_at: str) -> None:
        tags = tags_of(told.name)
        limits = {"available_until": told.expires_at.isoformat()} if told.expires_at else {}
        self.items.remember(
            "title", told.title_id, told_at, told.name, [tag.name for tag in tags],
            owner_id=told.owner_id, channel_id=told.channel_id, tags=[vars(tag) for tag in tags], **limits,
        )  # fmt: skip
        self._introduce("title", told.title_id, told.published_at)

    def channel(self, told: ChannelReady, told_at: str) -> None:
        """Its broadcasts have its name for a title: what that tells is what they are about."""
        tags = tags_of(told.name)
        self.items.remember(
            "channel", told.channel_id, told_at, told.name, [tag.name for tag in tags],
            owner_id=told.owner_id, tags=[vars(tag) for tag in tags],
        )  # fmt: skip
        self._introduce("channel", told.channel_id, from_iso(told_at))

    def product(self, told: ProductListed, told_at: str) -> None:
        """Its places on shelves come first: what fails half way comes again as news, until it is remembered."""
        known = self.items.known("product", told.product_id)
        if known and known.told_at > told_at:
            return
        called = list(dict.fromkeys(word for text in (told.name, *told.keywords) for word in words(text)))[:KNOWN_AS]
        for channel_id in told.channel_ids:
            ShelfRow(channel_id, told.product_id, words=called, told_at=told_at).save()
        self._take_off(known, told.channel_ids)
        self.items.remember(
            "product", told.product_id, told_at, told.name, list(told.category), owner_id=told.seller_id,
            words=called, adults_only=told.adults_only, shelves=list(told.channel_ids),
        )  # fmt: skip
        self._introduce("product", told.product_id, from_iso(told_at))

    def withdraw_product(self, product_id: str, told_at: str) -> None:
        known = self.items.known("product", product_id)
        if known is None or known.told_at < told_at:
            self._take_off(known)
            self.items.withdraw("product", product_id, told_at)

    @staticmethod
    def _take_off(known: ItemRow | None, stays: Collection[str] = ()) -> None:
        """From the shelves of channels that sell it no more."""
        if known:
            for channel_id in set((known.facts or {}).get("shelves", ())).difference(stays):
                ShelfRow(channel_id, known.item_id).delete()

    def _introduce(self, kind: Kind, item_id: str, at: datetime) -> None:
        """Being new counts once, however often it is told and in whatever order."""
        known = self.items.known(kind, item_id)
        if known and not known.introduced and not known.withdrawn:
            self.trends.add(kind, item_id, NEW, at)
            self.items.introduce(kind, item_id)

    @staticmethod
    def sold_in(channel_id: str) -> dict[str, frozenset[str]]:
        """Products of a channel, with the words they are spoken of by."""
        return {row.product_id: frozenset(row.words) for row in ShelfRow.query(channel_id)}
