"""What advertising announces. The capability does not stand yet; billing hears these already."""

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
