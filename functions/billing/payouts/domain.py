"""Payouts: what is due on a day, what waits and why, what reaches the bank. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from functions.billing.ledger.payables import Payable
from functions.billing.policies import PayoutPolicy, WithholdingPolicy

State = Literal["gathering", "ready", "sending", "waiting", "paid"]
Kind = Literal["individual", "business"]
DISPUTED = "dispute_open"
REVIEWED = "fraud_review"
DUE = "due"
NOT_DUE = "not_due"


@dataclass(frozen=True)
class Sums:
    """Of lines in one currency, in minor units: `gross` was earned, `adjustments` was taken back; both positive."""

    gross: int = 0
    adjustments: int = 0
    lines: int = 0

    @classmethod
    def of(cls, lines: Iterable[Payable]) -> "Sums":
        amounts = [line.amount.minor for line in lines]
        return cls(sum(a for a in amounts if a > 0), -sum(a for a in amounts if a < 0), len(amounts))

    @property
    def total(self) -> int:
        return self.gross - self.adjustments

    def plus(self, other: "Sums") -> "Sums":
        return Sums(self.gross + other.gross, self.adjustments + other.adjustments, self.lines + other.lines)


NOTHING = Sums()


@dataclass(frozen=True)
class Taxed:
    """The payee's tax profile when the payout was sealed: ISO 3166, kind, the token of the number."""

    country: str = ""
    kind: str = ""
    reference: str = ""


UNTOLD = Taxed()


@dataclass(frozen=True)
class Amounts:
    """net = gross - adjustments - fee - income_tax - local_tax, in minor units."""

    gross: int
    adjustments: int
    fee: int
    income_tax: int
    local_tax: int

    @property
    def net(self) -> int:
        return self.gross - self.adjustments - self.fee - self.income_tax - self.local_tax


def amounts_of(sums: Sums, currency: str, policy: PayoutPolicy, rule: WithholdingPolicy) -> Amounts:
    """Taxes are of what was earned less what was taken back, before the fee."""
    unit = rule.unit.get(currency, 1)
    base = max(sums.total, 0)
    income = int(base * rule.income_tax) // unit * unit
    local = int(income * rule.local_of_income_tax) // unit * unit
    return Amounts(sums.gross, sums.adjustments, policy.fee.get(currency, 0), income, local)


def due_days(lines: Iterable[Payable], delay_days: int) -> dict[str, date]:
    """The day from which each line counts, by its key.

    An earning counts after the delay. What is taken back counts together with the earning of the same payment, so that
    neither stands in a payout without the other; where that was paid out before, at once.
    """
    lines = list(lines)
    delay = timedelta(days=delay_days)
    earned: dict[str, date] = {}
    for line in lines:
        if line.amount.minor > 0 and line.payment_id:
            due = line.booked_on + delay
            earned[line.payment_id] = min(due, earned.get(line.payment_id, due))
    return {
        line.key: line.booked_on + delay if line.amount.minor > 0 else earned.get(line.payment_id, line.booked_on)
        for line in lines
    }


def sorted_out(
    lines: Iterable[Payable], day: date, policy: PayoutPolicy, waiting: Mapping[str, str]
) -> dict[str, list[Payable]]:
    """Lines of one currency by what becomes of them on the day: `due`, `not_due`, or why their payment waits."""
    lines = list(lines)
    due_on = due_days(lines, policy.delay_days)
    found: dict[str, list[Payable]] = {DUE: [], NOT_DUE: [], DISPUTED: [], REVIEWED: []}
    for line in lines:
        found[waiting.get(line.payment_id, DUE) if due_on[line.key] <= day else NOT_DUE].append(line)
    return found


def reason_to_wait(sums: Sums, currency: str, amounts: Amounts, policy: PayoutPolicy, payee: str | None) -> str | None:
    """Why these sums are not paid now, as a code of the policy; `payee` is what holds the payee up. None: they are."""
    if currency not in policy.threshold:
        return "currency_not_paid"
    if sums.total < 0:
        return "negative_balance"
    if payee:
        return payee
    if sums.total < policy.threshold[currency] or amounts.net <= 0:
        return "under_threshold"
    return None


def next_run(day: date, policy: PayoutPolicy) -> date:
    """The first day of payouts from this one on."""
    this = day.replace(day=policy.run_on)
    if day <= this:
        return this
    return (day.replace(day=1) + timedelta(days=32)).replace(day=policy.run_on)


def last_run(day: date, policy: PayoutPolicy) -> date:
    """The last day of payouts up to this one."""
    this = day.replace(day=policy.run_on)
    return this if this <= day else (day.replace(day=1) - timedelta(days=1)).replace(day=policy.run_on)


def remit_by(paid_on: date, rule_day: int) -> date:
    return (paid_on.replace(day=1) + timedelta(days=32)).replace(day=rule_day)


def by_currency(lines: Iterable[Payable]) -> Mapping[str, list[Payable]]:
    found: dict[str, list[Payable]] = {}
    for line in lines:
        found.setdefault(line.amount.currency, []).append(line)
    return found
