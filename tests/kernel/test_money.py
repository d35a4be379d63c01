"""Money: exact, and nothing is lost when it is split."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.errors import Unprocessable
from kernel.money import LARGEST, Money, UnknownCurrency, decimal_text, rounded, split


@given(
    st.integers(min_value=-LARGEST, max_value=LARGEST),
    st.lists(st.integers(min_value=0, max_value=10**6), min_size=1, max_size=8).filter(any),
)
def test_the_parts_are_the_whole_and_each_within_a_unit_of_its_share(minor: int, weights: list[int]) -> None:
    parts = split(minor, weights)
    assert sum(parts) == minor
    for part, weight in zip(parts, weights, strict=True):
        assert abs(part - Fraction(minor * weight, sum(weights))) < 1


def test_of_equal_remainders_the_first_takes_the_unit() -> None:
    assert split(10, [1, 1, 1]) == [4, 3, 3]
    assert split(-10, [1, 1, 1]) == [-4, -3, -3]
    assert split(1, [Fraction(1, 3), Fraction(2, 3)]) == [0, 1]


@pytest.mark.parametrize(
    ("value", "whole"), [("1/2", 1), ("-1/2", -1), ("3/2", 2), ("49/100", 0), ("-149/100", -1), ("5/2", 3)]
)
def test_half_goes_away_from_zero(value: str, whole: int) -> None:
    assert rounded(Fraction(value)) == whole


def test_a_part_is_never_more_than_its_share() -> None:
    assert Money(999, "USD").part(Fraction(1, 2)) == Money(499, "USD")
    assert Money(999, "USD").times(Fraction(1, 2)) == Money(500, "USD")


@pytest.mark.parametrize(
    ("minor", "currency", "text"),
    [(1234, "USD", "12.34"), (-5, "USD", "-0.05"), (1000, "KRW", "1000"), (-1234, "KWD", "-1.234")],
)
def test_an_amount_is_written_with_its_currencys_digits(minor: int, currency: str, text: str) -> None:
    assert decimal_text(minor, currency) == text


def test_what_is_no_currency_or_too_large_is_refused() -> None:
    for code in ("ZZZ", "usd", "", "BTC"):
        with pytest.raises(UnknownCurrency):
            Money(1, code)
    with pytest.raises(Unprocessable):
        Money(LARGEST + 1, "USD")
    with pytest.raises(ValueError, match="different currencies"):
        Money(1, "USD") + Money(1, "KRW")
