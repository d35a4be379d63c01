"""Fraud: what is known of a person when a payment is about to be opened, weighed by rules. Pure.

A score is the sum of what each rule adds, 0 to 100; it never falls when a signal rises. Rules are data with a date.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from functools import cache
from typing import Any, Literal

from functions.billing import policies
from kernel.errors import Forbidden
from kernel.money import Money

Kind = Literal["donation", "plan", "membership"]
Decision = Literal["pass", "review", "block"]
State = Literal["open", "cleared", "confirmed"]
MOST = 100


class PaymentRefused(Forbidden):
    """It tells no rule: who tests cards would learn from it."""

    code = "payment_refused"

    def __init__(self) -> None:
        super().__init__("This payment cannot be taken. Write to us if you think that is wrong.")


@dataclass(frozen=True)
class Asked:
    """A payment about to be opened. `id` is the same for the same request, `place` what it is paid to."""

    id: str
    person_id: str
    kind: Kind
    place: str
    amount: Money
    channel_id: str | None = None


@dataclass(frozen=True)
class Signals:
    """Whole numbers, each the worse the higher. Shares are per cent of what a person may open in a day."""

    opened_10_minutes: int = 0
    opened_a_day: int = 0
    share_a_day: int = 0
    declined_an_hour: int = 0
    first_share: int = 0  # of the payment of somebody who never paid before
    hours_short_of_a_day: int = 0  # of an account younger than a day; 0 where billing does not know
    disputes_open: int = 0
    disputes_lost: int = 0
    to_one_place: int = 0  # payments of the day, where all go to one place
    blocked: int = 0
    card_of_the_payee: int = 0
    card_of_blocked: int = 0
    risk: int = 0  # of the processor: 1 elevated, 2 highest
    warnings: int = 0


SIGNALS = tuple(field.name for field in fields(Signals))


@dataclass(frozen=True)
class Rule:
    """From `threshold` on it adds `weight`, and `each` for every one more, `most` at the most; from `blocks_at` all."""

    name: str
    signal: str
    threshold: int
    weight: int
    each: int = 0
    most: int = MOST
    blocks_at: int | None = None

    def points(self, value: int) -> int:
        if self.blocks_at is not None and value >= self.blocks_at:
            return MOST
        if value < self.threshold:
            return 0
        return min(self.most, self.weight + self.each * (value - self.threshold))


@dataclass(frozen=True)
class FraudPolicy:
    """`a_day` is what counts as a full day, in minor units by currency; scores from `review` and `block` on do so."""

    review: int
    block: int
    a_day: Mapping[str, int]
    rules: tuple[Rule, ...]

    def share(self, amount: Money) -> int:
        """Per cent of a full day; 0 for a currency that the policy does not know."""
        day = self.a_day.get(amount.currency)
        return amount.minor * 100 // day if day else 0


@dataclass(frozen=True)
class Finding:
    """One rule that moved the score: by how many points, at which value."""

    rule: str
    value: int
    points: int

    def plain(self) -> dict[str, Any]:
        return {"rule": self.rule, "value": self.value, "points": self.points}


@dataclass(frozen=True)
class Verdict:
    score: int
    decision: Decision
    findings: tuple[Finding, ...]


def judge(signals: Signals, policy: FraudPolicy) -> Verdict:
    """The rules that moved it come strongest first."""
    found = [Finding(rule.name, value, rule.points(value)) for rule, value in _values(signals, policy.rules)]
    moved = sorted((one for one in found if one.points), key=lambda one: (-one.points, one.rule))
    score = min(MOST, sum(one.points for one in moved))
    decision: Decision = "block" if score >= policy.block else "review" if score >= policy.review else "pass"
    return Verdict(score, decision, tuple(moved))


def _values(signals: Signals, rules: Iterable[Rule]) -> Iterable[tuple[Rule, int]]:
    return ((rule, int(getattr(signals, rule.signal))) for rule in rules)


@cache
def policy_on(day: date) -> FraudPolicy:
    """What holds on the day. Raises LookupError before the first."""
    found = policies.effective("fraud", day)
    rules = tuple(Rule(**rule) for rule in found["rules"])
    return FraudPolicy(found["review"], found["block"], found["a_day"], rules)
