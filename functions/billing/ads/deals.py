"""Deals of brands with channels as they were signed: sponsored content and partnerships."""

from dataclasses import dataclass
from datetime import date, datetime

from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.models import Model

from functions.billing.ads.domain import require_deal
from kernel import environment
from kernel.clock import iso
from kernel.errors import Conflict
from kernel.money import Money
from kernel.transactions import held


class DealRow(Model):
    """By channel; what was signed is not changed."""

    class Meta:
        table_name = environment.table_name("branddeals")
        region = environment.region()
        billing_mode = "PAY_PER_REQUEST"

    channel_id = UnicodeAttribute(hash_key=True)
    deal_id = UnicodeAttribute(range_key=True)
    kind = UnicodeAttribute()
    brand_id = UnicodeAttribute()
    amount = NumberAttribute()
    currency = UnicodeAttribute()
    signed_on = UnicodeAttribute()
    document = UnicodeAttribute()  # where the signed contract is kept
    recorded_by = UnicodeAttribute()
    recorded_at = UnicodeAttribute()


@dataclass(frozen=True)
class Deal:
    """`kind` is sponsored or partnership; `document` names the signed contract where it is kept."""

    id: str
    channel_id: str
    kind: str
    brand_id: str
    amount: Money
    signed_on: date
    document: str


class DynamoDeals:
    def record(self, deal: Deal, by: str, at: datetime) -> None:
        """Raises a 422 out of the bounds of the day it was signed, a 409 for another deal of that name."""
        require_deal(deal.kind, deal.amount, deal.signed_on)
        row = DealRow(
            deal.channel_id,
            deal.id,
            kind=deal.kind,
            brand_id=deal.brand_id,
            amount=deal.amount.minor,
            currency=deal.amount.currency,
            signed_on=deal.signed_on.isoformat(),
            document=deal.document,
            recorded_by=by,
            recorded_at=iso(at),
        )
        if not held(lambda: row.save(DealRow.deal_id.does_not_exist())):
            if self.of(deal.channel_id, deal.id) == deal:
                return
            raise Conflict("There is another deal of that name.", code="deal_exists")

    def of(self, channel_id: str, deal_id: str) -> Deal | None:
        try:
            row = DealRow.get(channel_id, deal_id, consistent_read=True)
        except DealRow.DoesNotExist:
            return None
        amount, signed_on = Money(int(row.amount), row.currency), date.fromisoformat(row.signed_on)
        return Deal(row.deal_id, row.channel_id, row.kind, row.brand_id, amount, signed_on, row.document)
