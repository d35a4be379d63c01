"""Delivered advertising, and what billing makes of it. Who delivers does not stand yet; billing hears it already."""

from datetime import datetime
from typing import ClassVar, Literal

from kernel.events import Event


class AdsDelivered(Event):
    """Impressions of a campaign on a channel, counted and closed: a delivery is billed once.

    `cpm` is what a thousand cost, in minor units of `currency`. Without a channel the platform itself showed them.
    """

    capability: ClassVar[str] = "ads"
    delivery_id: str
    campaign_id: str
    advertiser_id: str
    ad_format: Literal["banner", "video"]
    impressions: int
    cpm: int
    currency: str
    delivered_at: datetime
    channel_id: str | None = None


class AdsBilled(Event):
    """Impressions became money: billed = impressions / 1000 x cpm, of which the channel has `creator_part`."""

    capability: ClassVar[str] = "billing"
    delivery_id: str
    campaign_id: str
    advertiser_id: str
    ad_format: str
    impressions: int
    cpm: int
    currency: str
    billed: int
    creator_part: int
    delivered_at: datetime
    channel_id: str | None = None
