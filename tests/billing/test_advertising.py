"""Delivered advertising: billed once, within its bounds, gross, with the channel's half."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from contracts.ads import AdsBilled, AdsDelivered
from functions.billing import on_ads_delivered
from functions.billing.exports.month import export
from functions.billing.ledger import chart
from tests.billing.books import ENTITY, balances_of, booked
from tests.billing.test_month_export import NOTHING, NOW, rows_of
from tests.lambdas import announced, deliver, outbox

AT = datetime(2026, 10, 9, tzinfo=UTC)


def delivered(**more: Any) -> AdsDelivered:
    told: dict[str, Any] = {
        "delivery_id": "adl_1", "campaign_id": "cmp_1", "advertiser_id": "adv_1", "ad_format": "video",
        "impressions": 12_345, "cpm": 555, "currency": "USD", "delivered_at": AT, "channel_id": "chn_1",
    }  # fmt: skip
    return AdsDelivered(**{**told, **more})


@pytest.fixture(autouse=True)
def _books(stripe: Any) -> None:
    """The tables and settings of billing."""


def test_impressions_by_the_thousand_and_half_for_the_channel():
    assert deliver(on_ads_delivered.handler, announced(delivered()), announced(delivered())) == []
    (made,) = outbox(AdsBilled)
    assert (made.billed, made.creator_part) == (6851, 3425)  # 12.345 x 5.55 = 68.514...; half of it, never more
    assert deliver(on_ads_delivered.handler, announced(delivered(delivery_id="adl_2", channel_id=None))) == []
    assert [made.creator_part for made in outbox(AdsBilled)][-1] == 0


@pytest.mark.parametrize("wrong", [{"cpm": 299}, {"cpm": 801}, {"currency": "KRW"}, {"impressions": -1}])
def test_out_of_bounds_nothing_is_billed_and_the_message_stays(wrong: dict[str, Any]):
    assert deliver(on_ads_delivered.handler, announced(delivered(**wrong))) == [0]
    assert not outbox(AdsBilled)


def test_in_the_books_revenue_is_gross_and_the_file_says_the_same(tmp_path: Path):
    fact = AdsBilled(**delivered().model_dump(), billed=6851, creator_part=3425)
    items, _ = booked([("evt_1", fact)], NOW)
    sums = {account: turned.balance for (account, _), turned in balances_of([items[0].entry]).of.items()}
    assert sums == {
        chart.ADVERTISERS_OWE: 6851, chart.ADVERTISING: -6851, chart.AD_SHARES: 3425, chart.CREATORS: -3425
    }  # fmt: skip
    archive = export(ENTITY, "2026-10", NOTHING, items, tmp_path, closed=True).archive
    (row,) = rows_of(archive, "ad_revenue.csv")
    assert (row["impressions"], row["cpm"], row["billed"], row["creator_share"]) == ("12345", "555", "6851", "3425")
