"""Rates as the European Central Bank publishes them, and by hand."""

from datetime import date
from fractions import Fraction
from typing import Any

import boto3
import pytest

from functions.billing.ledger.store import RateMissing, ledger
from tools.record_rates import by_hand, of_ecb, record

ECB = """Date,USD,JPY,ISK,KRW,TRL,
2026-11-03,1.1500,172.50,N/A,1610.0,N/A,
2026-11-02,N/A,172.40,N/A,1609.0,N/A,
"""


def test_a_rate_goes_over_the_euro_exactly():
    quotes = {quote.pair: quote for quote in of_ecb(iter(ECB.splitlines()), "USD")}
    assert set(quotes) == {"EUR/USD", "JPY/USD", "KRW/USD"}, "no rate of a day without dollars, none that is N/A"
    assert quotes["KRW/USD"].rate == Fraction("1.15") / 1610
    assert quotes["EUR/USD"].rate == Fraction("1.15")
    assert {quote.day for quote in quotes.values()} == {"2026-11-03"}


def test_what_is_there_is_never_changed(tables: None, setting: Any):
    setting(LEDGER_ENTITY="madang", LEDGER_CURRENCY="USD", LEDGER_ZONE="UTC")
    ledger.cache_clear()
    client = boto3.client("dynamodb", region_name="us-east-1")
    assert record(by_hand(["KRW=1/1400"], "2026-11-02", "letter 117", "USD"), "fxrates", client) == (1, 0)
    assert record(by_hand(["KRW=1/1500"], "2026-11-02", "letter 118", "USD"), "fxrates", client) == (0, 1)
    rate = ledger().rate("KRW", date(2026, 11, 20))
    assert (rate.value, rate.source) == (Fraction(1, 1400), "letter 117")
    with pytest.raises(RateMissing):
        ledger().rate("KRW", date(2026, 11, 1))


@pytest.mark.parametrize("text", ["KRW", "XXY=1", "=2"])
def test_what_is_no_rate_is_refused(text: str):
    with pytest.raises(SystemExit):
        list(by_hand([text], "2026-11-02", "s", "USD"))
