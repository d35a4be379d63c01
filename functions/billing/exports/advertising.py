"""ad_revenue.csv: what each delivery of a campaign was billed, and the channel's share of it."""

from collections.abc import Callable, Iterator
from typing import Any

from contracts.ads import AdsBilled
from functions.billing.exports.tables import Table
from functions.billing.ledger.entries import Entry
from kernel.clock import iso
from kernel.events import Event

Row = tuple[Any, ...]

AD_REVENUE = Table(
    "ad_revenue.csv",
    (
        "delivery_id", "campaign_id", "advertiser_id", "format", "channel_id", "impressions", "cpm", "currency",
        "billed", "creator_share", "delivered_at", "accounting_date",
    ),
    ("impressions", "billed", "creator_share"),
)  # fmt: skip


def ad_revenue(entry: Entry, fact: AdsBilled) -> Iterator[Row]:
    yield (
        fact.delivery_id, fact.campaign_id, fact.advertiser_id, fact.ad_format, fact.channel_id, fact.impressions,
        fact.cpm, fact.currency, fact.billed, fact.creator_part, iso(fact.delivered_at),
        entry.accounting_date.isoformat(),
    )  # fmt: skip


FILES: tuple[tuple[Table, type[Event], Callable[[Entry, Any], Iterator[Row]]], ...] = (
    (AD_REVENUE, AdsBilled, ad_revenue),
)
