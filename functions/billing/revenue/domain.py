"""What of an invoice's line is earned by which day: evenly over its days, the last one takes what remains. Pure.

An obligation is one line of a paid invoice, as IFRS 15 has it. Days are accounting days of the books' own time zone.
A credit for unused time is an obligation of a negative amount, which takes back day by day what the other one earns.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction
from math import floor

from kernel.errors import Conflict
from kernel.money import truncated


@dataclass(frozen=True)
class Obligation:
    """Minor units. total = recognised + refunded + what is still deferred; `recognised` holds through `through`.

    After a refund the rest is spread anew, from `rest_from` on: `rest_recognised` was earned before. `contra` is what
    was given back of what had been earned, `creator_back` and `tax_back` what was given back of those parts.
    """

    line_id: str
    invoice_id: str
    product: str
    currency: str
    total: int
    period_from: date
    period_to: date
    paid_on: date
    recognised: int = 0
    through: date | None = None
    refunded: int = 0
    contra: int = 0
    rest_from: date | None = None
    rest_recognised: int = 0

    @property
    def deferred(self) -> int:
        return self.total - self.recognised - self.refunded

    @property
    def earned_left(self) -> int:
        return self.recognised - self.contra

    @property
    def done(self) -> bool:
        return self.deferred == 0 and self.through is not None and self.through >= self.last_day

    @property
    def next_day(self) -> date:
        """The first day that is to be recognised; of what was paid late that of the payment, with all days before."""
        return self.through + timedelta(days=1) if self.through else max(self.period_from, self.paid_on)

    @property
    def last_day(self) -> date:
        return last_day(self.period_from, self.period_to)

    def earned_through(self, day: date) -> int:
        """Of the total, at the end of the day."""
        first = self.rest_from or self.period_from
        if day < first:
            return self.rest_recognised
        rest = self.total - self.refunded - self.rest_recognised
        if day >= self.last_day:
            return self.rest_recognised + rest
        days, gone = (self.last_day - first).days + 1, (day - first).days + 1
        return self.rest_recognised + truncated(Fraction(rest * gone, days))

    def recognise(self, day: date) -> tuple[int, "Obligation"]:
        """What is earned by the day and was not recognised before. Days that were done are not done again."""
        if self.through and day <= self.through:
            return 0, self
        earned = self.earned_through(day)
        return earned - self.recognised, replace(self, recognised=earned, through=day)

    def refund(self, amount: int, day: date) -> tuple[int, int, "Obligation"]:
        """What of `amount` is taken from the deferred rest and what from revenue that was earned, and what is left.

        In proportion to both; what is still deferred is spread over the days from `day` on, or what follows the last
        recognised one.
        """
        deferred, contra = apportion(amount, [self.deferred, self.earned_left])
        first = max(day, self.period_from, self.next_day if self.through else self.period_from)
        after = replace(
            self,
            refunded=self.refunded + deferred,
            contra=self.contra + contra,
            rest_from=min(first, self.last_day),
            rest_recognised=self.recognised,
        )
        return deferred, contra, after


def last_day(period_from: date, period_to: date) -> date:
    """The day that takes what remains; what lasts less than a day is earned on its first."""
    return max(period_from, period_to - timedelta(days=1))


def apportion(amount: int, left: Sequence[int]) -> list[int]:
    """Parts of `amount` in proportion to what is left of each, exact to the minor unit; some may be negative.

    No part is ever beyond what is left of it, and all of it back is each part back. Raises a 409 for more than that.
    """
    total = sum(left)
    if not amount:
        return [0] * len(left)
    if not total or not 0 < Fraction(amount, total) <= 1:
        raise Conflict("That is more than what is left of it.", code="refund_exceeds_payment")
    exact = [Fraction(amount * one, total) for one in left]
    parts = [floor(one) for one in exact]
    order = sorted(range(len(left)), key=lambda place: -(exact[place] - parts[place]))
    for place in order[: amount - sum(parts)]:
        parts[place] += 1
    return parts
