"""Rules that a contract, a country or a date decides: effective-dated data, never constants of code.

policies.json lists what holds from which day on; what holds is that of the newest day that has come.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_name("policies.json")


@dataclass(frozen=True)
class DonationPolicy:
    """`creator_share` is of what is given less tax; amounts are minor units by currency."""

    creator_share: Fraction
    share_with_plan: Fraction  # of a creator who has the streamer plan
    smallest: dict[str, int]
    largest_a_day: dict[str, int]
    refund_days: int


@dataclass(frozen=True)
class SubscriptionPolicy:
    """A creator's share of a membership, less tax; the days in which an invoice is given back when asked; the days for
    which somebody whose payment fails keeps what he had.
    """

    membership_share: Fraction
    share_with_plan: Fraction
    refund: timedelta
    grace: timedelta


@cache
def _all() -> dict[str, list[dict[str, Any]]]:
    read: dict[str, list[dict[str, Any]]] = json.loads(FILE.read_text(encoding="utf-8"))
    return read


def effective(kind: str, day: date) -> dict[str, Any]:
    """What holds on the day. Raises LookupError before the first."""
    held = [rule for rule in _all()[kind] if rule["from"] <= day.isoformat()]
    if not held:
        raise LookupError(f"no {kind} on {day}")
    return max(held, key=lambda rule: str(rule["from"]))


def donations(day: date) -> DonationPolicy:
    rule = effective("donations", day)
    return DonationPolicy(
        Fraction(rule["creator_share"]),
        Fraction(rule["creator_share_with_streamer_plan"]),
        rule["smallest"],
        rule["largest_a_day"],
        rule["refund_days"],
    )


def subscriptions(day: date) -> SubscriptionPolicy:
    rule = effective("subscriptions", day)
    return SubscriptionPolicy(
        Fraction(rule["membership_share"]),
        Fraction(rule["membership_share_with_streamer_plan"]),
        timedelta(days=rule["refund_days"]),
        timedelta(days=rule["grace_days"]),
    )


@dataclass(frozen=True)
class PayoutPolicy:
    """Amounts are minor units by currency; what is earned in another currency waits."""

    run_on: int
    delay_days: int
    threshold: dict[str, int]
    fee: dict[str, int]
    holds: dict[str, str]  # code to sentence


@dataclass(frozen=True)
class WithholdingPolicy:
    """Both taxes are cut to a whole number of `unit` minor units, of a currency without one to single ones."""

    income_tax: Fraction = Fraction(0)
    local_of_income_tax: Fraction = Fraction(0)
    unit: Mapping[str, int] = field(default_factory=dict)
    remit_day: int = 0  # of the month after the payment


def payouts(day: date) -> PayoutPolicy:
    rule = effective("payouts", day)
    return PayoutPolicy(rule["run_on"], rule["delay_days"], rule["threshold"], rule["fee"], rule["holds"])


def withholding(day: date, country: str, kind: str) -> WithholdingPolicy:
    """Of a payee of this country (ISO 3166) and kind; nothing where there is no rule."""
    rule = effective("withholding", day)["rules"].get(f"{country}/{kind}")
    if rule is None:
        return WithholdingPolicy()
    income, local = Fraction(rule["income_tax"]), Fraction(rule["local_of_income_tax"])
    return WithholdingPolicy(income, local, rule["unit"], rule["remit_day"])


@dataclass(frozen=True)
class Band:
    """The commission of a class of goods: both ends may be agreed on, `default` holds where nothing was."""

    least: Fraction
    most: Fraction
    default: Fraction


@dataclass(frozen=True)
class OrderPolicy:
    """`creator_share` is of goods sold in a creator's broadcast, `payment_fee` of all that a seller's buyer paid."""

    creator_share: Fraction
    payment_fee: Fraction


@dataclass(frozen=True)
class Bounds:
    """Minor units of a currency; both ends are allowed."""

    least: int
    most: int


def commissions(day: date) -> dict[str, Band]:
    """By class of goods."""
    classes = effective("commissions", day)["classes"]
    return {name: Band(*(Fraction(row[end]) for end in ("least", "most", "default"))) for name, row in classes.items()}


def orders(day: date) -> OrderPolicy:
    rule = effective("orders", day)
    return OrderPolicy(Fraction(rule["creator_share"]), Fraction(rule["payment_fee"]))


def ads(day: date) -> dict[str, dict[str, Bounds]]:
    """What a thousand impressions may cost, by format and currency."""
    return _bounds(effective("ads", day)["cpm"])


def ad_share(day: date) -> Fraction:
    """A creator's, of what advertisers pay for his channel."""
    return Fraction(effective("ads", day)["creator_share"])


@dataclass(frozen=True)
class UsReporting:
    """Which form the tax authority of the United States has, and from what a year on, minor units by currency."""

    form: str
    box: str
    threshold: dict[str, int]


def us_reporting(day: date, payee: str) -> UsReporting:
    """Of payees of this type, creator or seller."""
    return UsReporting(**effective("us_reporting", day)["forms"][payee])


def deals(day: date) -> dict[str, dict[str, Bounds]]:
    """What one may be of, by kind and currency."""
    return _bounds(effective("deals", day)["amounts"])


def _bounds(found: dict[str, dict[str, list[int]]]) -> dict[str, dict[str, Bounds]]:
    return {
        name: {currency: Bounds(*ends) for currency, ends in of_currency.items()} for name, of_currency in found.items()
    }
