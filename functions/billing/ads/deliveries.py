"""Deliveries of campaigns that were billed: each once, however often it is announced."""

from datetime import date

from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.models import Model

from contracts.ads import AdsBilled, AdsDelivered
from functions.billing import policies
from functions.billing.ads.domain import billed
from kernel import environment
from kernel.money import Money
from kernel.outbox import announce
from kernel.transactions import transaction, until_settled


class AdDeliveryRow(Model):
    class Meta:
        table_name = environment.table_name("addeliveries")
        region = environment.region()
        billing_mode = "PAY_PER_REQUEST"

    delivery_id = UnicodeAttribute(hash_key=True)
    advertiser_id = UnicodeAttribute()
    billed = NumberAttribute()
    currency = UnicodeAttribute()


def bill(fact: AdsDelivered, day: date) -> AdsBilled:
    """By what holds on the day. Raises a 422 out of the bounds of a format's price."""
    owed = billed(fact.impressions, Money(fact.cpm, fact.currency), fact.ad_format, day)
    share = owed.part(policies.ad_share(day)).minor if fact.channel_id else 0
    made = AdsBilled(**fact.model_dump(), billed=owed.minor, creator_part=share)
    until_settled(lambda: _keep(made))
    return made


def _keep(made: AdsBilled) -> None:
    if next(AdDeliveryRow.query(made.delivery_id, consistent_read=True, limit=1), None):
        return
    row = AdDeliveryRow(made.delivery_id, advertiser_id=made.advertiser_id, billed=made.billed, currency=made.currency)
    with transaction() as write:
        write.save(row, condition=AdDeliveryRow.delivery_id.does_not_exist())
        announce(write, made, made.delivered_at)
