"""Who may pay: adults for themselves, minors within what their guardian set for a month. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from kernel.errors import Conflict, Forbidden
from kernel.money import Money


@dataclass(frozen=True)
class Consent:
    """A guardian answers for a minor. `limits` are the most of a month (UTC), minor units by currency."""

    minor_id: str
    guardian_id: str
    limits: Mapping[str, int]
    version: int

    def room_for(self, price: Money) -> int:
        """What may be given already in the month so that the price still fits. Raises a 409 where it never does."""
        room = self.limits.get(price.currency, 0) - price.minor
        if room < 0:
            raise limit_reached()
        return room


@dataclass(frozen=True)
class Payer:
    """What identity told of somebody. `version` is of the newest telling about the guardian, 0 before any."""

    user_id: str
    adult_on: date | None = None
    guardian_id: str | None = None
    limits: Mapping[str, int] = field(default_factory=dict)
    version: int = 0

    def minor_on(self, day: date) -> bool:
        return self.adult_on is not None and day < self.adult_on

    def consent(self, day: date) -> Consent | None:
        """None for who is of age. Raises a 403 where nobody told an age, or a minor has no guardian."""
        if self.adult_on is None:
            raise Forbidden("Tell your birth date before you pay.", code="age_needed")
        if day >= self.adult_on:
            return None
        if self.guardian_id is None:
            raise Forbidden("An adult has to agree before a minor pays.", code="guardian_needed")
        return Consent(self.user_id, self.guardian_id, self.limits, self.version)


def limit_reached() -> Conflict:
    return Conflict("It is more than your guardian agreed to for this month.", code="guardian_limit_reached")
