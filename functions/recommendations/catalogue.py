"""Items as others announce them, with tags for what their names tell."""

from pynamodb.attributes import JSONAttribute, UnicodeAttribute
from pynamodb.models import Model

from contracts.catalog import TitlePublished
from contracts.channels import ChannelReady
from contracts.marketplace import ProductListed
from functions.recommendations.items import DynamoItems
from functions.recommendations.tags import tags_of, terms_of
from functions.recommendations.trends import DynamoTrends
from kernel import environment
from kernel.clock import from_iso

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
        new = self.items.remember(
            "title", told.title_id, told_at, told.name, [tag.name for tag in tags] or [told.type],
            owner_id=told.owner_id, channel_id=told.channel_id, tags=[vars(tag) for tag in tags], **limits,
        )  # fmt: skip
        if new:
            self.trends.add("title", told.title_id, NEW, told.published_at)

    def channel(self, told: ChannelReady, told_at: str) -> None:
        tags = tags_of(told.name)
        new = self.items.remember(
            "channel", told.channel_id, told_at, told.name, [tag.name for tag in tags],
            owner_id=told.owner_id, tags=[vars(tag) for tag in tags],
        )  # fmt: skip
        if new and told.version == 0:
            self.trends.add("channel", told.channel_id, NEW, from_iso(told_at))

    def product(self, told: ProductListed, told_at: str) -> None:
        words = list(dict.fromkeys([*terms_of(told.name), *(term for one in told.keywords for term in terms_of(one))]))
        new = self.items.remember(
            "product", told.product_id, told_at, told.name, list(told.category),
            owner_id=told.seller_id, words=words[:KNOWN_AS], adults_only=told.adults_only,
        )  # fmt: skip
        if not new:
            return
        self.trends.add("product", told.product_id, NEW, from_iso(told_at))
        for channel_id in told.channel_ids:
            ShelfRow(channel_id, told.product_id, words=words[:KNOWN_AS], told_at=told_at).save()

    def withdraw_product(self, product_id: str, told_at: str) -> None:
        self.items.withdraw("product", product_id, told_at)

    @staticmethod
    def sold_in(channel_id: str) -> dict[str, frozenset[str]]:
        """Products of a channel, with the words they are spoken of by."""
        return {row.product_id: frozenset(row.words) for row in ShelfRow.query(channel_id)}
