"""The month's end in the functional currency: what balances in other currencies are worth on its last day. Pure.

As IAS 21 has it: what will be paid in money is worth its amount at the closing rate; what was deferred stays at the
rates of the days it was paid on. Entries in between are valued at the rate of their own day, so that at the month's
end each account is off by what rates moved and by cents of rounding. One entry puts that right, with lines that move
nothing in their own currency.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from fractions import Fraction
from typing import ClassVar, Literal

from pydantic import BaseModel, ConfigDict

from functions.billing.ledger import chart
from functions.billing.ledger.entries import Draft, Line, Source, minor_rate
from functions.billing.ledger.journal import Balances, Rate, Rates
from kernel.clock import noon
from kernel.events import Event
from kernel.money import Money, rounded

MONETARY = frozenset(
    {
        chart.CASH,
        chart.PROCESSOR,
        chart.IN_DISPUTE,
        chart.CREATORS_OWE,
        chart.SELLERS_OWE,
        chart.ADVERTISERS_OWE,
        chart.CREATORS,
        chart.SELLERS,
        chart.SALES_TAX,
        chart.INCOME_TAX,
        chart.LOCAL_TAX,
        chart.PREPAID,
        chart.REFUNDS_DUE,
        chart.IN_TRANSIT,
    }
)
Basis = Literal["closing_rate", "historical_rates"]


class RevaluedAccount(BaseModel):
    """Minor units of the functional currency: `was` carried, is `worth`; `balance` is in the account's own."""

    model_config = ConfigDict(frozen=True, defer_build=True)
    account: str
    currency: str
    balance: int
    was: int
    worth: int
    basis: Basis


class BooksRevalued(Event):
    """The books' own fact: nobody else hears it. Debits are positive."""

    capability: ClassVar[str] = "billing"
    period: str
    day: date
    accounts: tuple[RevaluedAccount, ...]


class Deferral(BaseModel):
    """What one obligation had still to earn when the month ended, and the day its money came."""

    model_config = ConfigDict(frozen=True)
    currency: str
    remaining: int
    paid_on: date


def revalued(
    closing: Balances, deferrals: Iterable[Deferral], functional: str, day: date, rates: Rates
) -> Iterator[RevaluedAccount]:
    """The accounts that carry another value than they have on the day. A missing rate raises what `rates` raises."""
    kept: dict[str, Fraction] = defaultdict(Fraction)
    explained: dict[str, int] = defaultdict(int)
    known: dict[tuple[str, date], Rate] = {}
    for one in deferrals:
        if one.currency == functional:
            continue
        key = (one.currency, one.paid_on)
        rate = known.get(key) or known.setdefault(key, rates(*key))
        kept[one.currency] += one.remaining * minor_rate(rate.value, one.currency, functional)
        explained[one.currency] += one.remaining
    for (account, currency), turnover in sorted(closing.of.items()):
        used_up = account == chart.POINTS and not turnover.balance  # what is left stays at the rates of its days
        if currency == functional or not (used_up or account in {*MONETARY, chart.DEFERRED}):
            continue
        balance, basis = turnover.balance, "closing_rate"
        at_closing = minor_rate(rates(currency, day).value, currency, functional) if balance else Fraction(0)
        exact = balance * at_closing
        if account == chart.DEFERRED:  # what no obligation explains, such as an adjustment, is carried as money is
            exact, basis = -kept[currency] + (balance + explained[currency]) * at_closing, "historical_rates"
        worth, was = rounded(exact), turnover.functional_balance
        if worth != was:
            yield RevaluedAccount(
                account=account, currency=currency, balance=balance, was=was, worth=worth, basis=basis
            )


def revaluation(fact: BooksRevalued, event_id: str) -> Draft:
    """Its posting rule: each account against currency differences of the same currency."""
    lines: list[Line] = []
    differences: dict[str, int] = defaultdict(int)
    for one in fact.accounts:
        moved, nothing = one.worth - one.was, Money(0, one.currency)
        lines.append(Line(one.account, nothing, functional_minor=moved))
        differences[one.currency] += moved
    lines += [
        Line(chart.DIFFERENCES, Money(0, currency), functional_minor=-moved)
        for currency, moved in sorted(differences.items())
        if moved
    ]
    source = Source("revaluation", fact.period)
    return Draft(event_id, noon(fact.day), source, "Revaluation at the month's end", tuple(lines))
