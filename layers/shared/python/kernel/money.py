"""Amounts: whole minor units of an ISO 4217 currency. Rates are exact fractions; nothing here is a float."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Annotated, Self

from pydantic import StringConstraints

from kernel.errors import Unprocessable

# ISO 4217 list one, as of 2026-01-01: the active currencies by the digits after their decimal point.
_BY_DIGITS = {
    0: "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF",
    2: """
        AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CNY COP CRC
        CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR
        JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD
        NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN
        SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD UYU UZS VED VES WST XCD XCG YER ZAR ZMW ZWG
    """,
    3: "BHD IQD JOD KWD LYD OMR TND",
}
DIGITS = {code: digits for digits, codes in _BY_DIGITS.items() for code in codes.split()}
LARGEST = 10**15  # minor units of one amount; a JSON number of a browser is exact up to nine times as many

CurrencyCode = Annotated[str, StringConstraints(pattern="^[A-Z]{3}$")]


class UnknownCurrency(Unprocessable):
    """No active ISO 4217 code."""

    def __init__(self, code: str) -> None:
        super().__init__(f"{code!r} is no active ISO 4217 currency.", code="unknown_currency")


def digits_of(currency: str) -> int:
    """Digits after the decimal point. Raises `UnknownCurrency`."""
    try:
        return DIGITS[currency]
    except KeyError:
        raise UnknownCurrency(currency) from None


@dataclass(frozen=True, slots=True)
class Money:
    """`minor` may be negative. Amounts of different currencies are never added."""

    minor: int
    currency: str

    def __post_init__(self) -> None:
        digits_of(self.currency)
        if not -LARGEST <= self.minor <= LARGEST:
            raise Unprocessable("The amount is too large.", code="amount_too_large")

    def __neg__(self) -> Self:
        return type(self)(-self.minor, self.currency)

    def __add__(self, other: "Money") -> "Money":
        self._require_same(other)
        return Money(self.minor + other.minor, self.currency)

    def __sub__(self, other: "Money") -> "Money":
        return self + -other

    def __lt__(self, other: "Money") -> bool:
        self._require_same(other)
        return self.minor < other.minor

    def __le__(self, other: "Money") -> bool:
        return not other < self

    def __bool__(self) -> bool:
        return self.minor != 0

    def __str__(self) -> str:
        """As an accountant writes it: `1234.50 USD`, `1000 KRW`."""
        return f"{decimal_text(self.minor, self.currency)} {self.currency}"

    def _require_same(self, other: "Money") -> None:
        if other.currency != self.currency:
            raise ValueError(f"{self} and {other} are of different currencies")

    def times(self, rate: Fraction) -> "Money":
        """Rounded half away from zero to a minor unit, as invoices are."""
        return Money(rounded(self.minor * rate), self.currency)

    def part(self, rate: Fraction) -> "Money":
        """Truncated towards zero: who gets a part never gets more than it."""
        return Money(truncated(self.minor * rate), self.currency)


def rounded(value: Fraction) -> int:
    """Half away from zero."""
    whole, rest = divmod(abs(value), 1)
    return (int(whole) + (rest >= Fraction(1, 2))) * (1 if value >= 0 else -1)


def truncated(value: Fraction) -> int:
    """Towards zero."""
    return int(value)


def split(minor: int, weights: Sequence[Fraction | int]) -> list[int]:
    """Parts in proportion to the weights, whose sum is `minor`: the largest remainder method.

    No weight is negative and not all are zero. The sign is that of `minor`; of equal ones the first gets the unit.
    """
    scale = math.lcm(*(weight.denominator for weight in weights))
    whole = [int(weight * scale) for weight in weights]
    total = sum(whole)
    if total <= 0 or min(whole) < 0:
        raise ValueError(f"nothing to split by: {weights}")
    sign, size = (1, minor) if minor >= 0 else (-1, -minor)
    exact = [divmod(size * weight, total) for weight in whole]
    parts = [part for part, _ in exact]
    left = size - sum(parts)
    if left:
        for place in sorted(range(len(parts)), key=lambda place: -exact[place][1])[:left]:
            parts[place] += 1
    return [sign * part for part in parts]


def decimal_text(minor: int, currency: str) -> str:
    """With the currency's own number of digits: 1234 of USD is `12.34`, of KRW `1234`."""
    digits = digits_of(currency)
    if not digits:
        return str(minor)
    whole, rest = divmod(abs(minor), 10**digits)
    return f"{'-' if minor < 0 else ''}{whole}.{rest:0{digits}}"
