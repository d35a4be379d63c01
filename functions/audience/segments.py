"""Parts of a channel's audience, by rules that are numbered and never change: who was in one can be told of any day."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from contracts.audience import Segment
from functions.audience.domain import Fan

SEGMENTS: tuple[Segment, ...] = ("vip", "prospect", "churn_risk", "new")


@dataclass(frozen=True)
class Rule:
    """`vip_paid`: minor units by currency, ever. Scores and chances are in [0, 1]."""

    version: int = 1
    vip_months: int = 12
    vip_paid: Mapping[str, int] = field(default_factory=lambda: {"KRW": 500_000, "USD": 40_000})
    prospect_score: float = 0.5
    churn_chance: float = 0.5
    churn_days: int = 7
    new_days: int = 7


@dataclass(frozen=True)
class Standing:
    """A fan, how well they fit (None without their consent), and the chance that they come again."""

    fan: Fan
    score: float | None
    returns: float


def of(standing: Standing, rule: Rule, now: datetime) -> frozenset[Segment]:
    """Nobody is a prospect who did not consent to be matched."""
    fan, found = standing.fan, set[Segment]()
    if fan.months >= rule.vip_months or any(fan.paid.get(c, 0) >= least for c, least in rule.vip_paid.items()):
        found.add("vip")
    if not fan.payer and standing.score is not None and standing.score >= rule.prospect_score:
        found.add("prospect")
    ends_soon = fan.paid_until is not None and now < fan.paid_until <= now + timedelta(days=rule.churn_days)
    if ends_soon and standing.returns <= rule.churn_chance:
        found.add("churn_risk")
    if fan.subscribed(now) and fan.subscribed_at and now - fan.subscribed_at < timedelta(days=rule.new_days):
        found.add("new")
    return frozenset(found)
