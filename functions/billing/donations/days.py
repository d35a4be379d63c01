"""What a person gave in a day, and a minor in a month: counters that are written with what they count."""

from datetime import datetime, timedelta

from pynamodb.attributes import NumberAttribute, TTLAttribute, UnicodeAttribute
from pynamodb.models import Model

from functions.billing.donations.domain import Donation
from kernel import environment

DAY_KEPT = timedelta(days=3)
MONTH_KEPT = timedelta(days=40)


class GivenRow(Model):
    """`key` is a person, a day (a minor's also a month) and a currency; `given` what he gave or is about to give."""

    class Meta:
        table_name = environment.table_name("donationdays")
        region = environment.region()
        billing_mode = "PAY_PER_REQUEST"

    key = UnicodeAttribute(hash_key=True)
    given = NumberAttribute(default=0)
    expires = TTLAttribute()


class CapReached(Exception):
    """Together with what was given today it is more than a person may give."""


def day_key(donation: Donation) -> str:
    return f"{donation.donor_id}#{donation.asked_at:%Y-%m-%d}#{donation.gross.currency}"


def month_key(donor_id: str, at: datetime, currency: str) -> str:
    """Of what a minor gave in a month (UTC)."""
    return f"{donor_id}#{at:%Y-%m}#{currency}"


def given(key: str) -> int:
    """Minor units."""
    try:
        return int(GivenRow.get(key, consistent_read=True).given)
    except GivenRow.DoesNotExist:
        return 0
