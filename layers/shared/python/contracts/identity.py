"""What identity announces."""

from datetime import date
from typing import ClassVar

from pydantic import BaseModel, ConfigDict

from kernel.events import Event


class UserSignedUp(Event):
    """A person confirmed their address and may sign in."""

    capability: ClassVar[str] = "identity"
    user_id: str
    display_name: str
    locale: str
    terms_version: str


class ProfileChanged(Event):
    capability: ClassVar[str] = "identity"
    user_id: str
    display_name: str
    locale: str


class RoleGranted(Event):
    """A group was added to a user; `terms_version` are the terms of that role they accepted."""

    capability: ClassVar[str] = "identity"
    user_id: str
    group: str
    terms_version: str | None = None


class AdulthoodTold(Event):
    """A person told their birth date. `adult_on` is the first day (UTC) on which they may answer for themselves.

    For whoever was of age already it is the day on which it was told: nobody else needs to know when they were born.
    """

    capability: ClassVar[str] = "identity"
    user_id: str
    adult_on: date


class MonthlyLimit(BaseModel):
    """The most that a minor may give in a calendar month (UTC), in minor units."""

    model_config = ConfigDict(frozen=True, defer_build=True)
    currency: str
    amount: int


class GuardianConsented(Event):
    """An adult answers for what a minor pays, within these limits; in a currency without one nothing may be paid.

    `version` grows with every change of a minor's guardian: the highest one holds, in whatever order they arrive.
    """

    capability: ClassVar[str] = "identity"
    minor_id: str
    guardian_id: str
    limits: tuple[MonthlyLimit, ...]
    version: int


class GuardianConsentWithdrawn(Event):
    """The guardian answers for nothing from now on. `version` as in `GuardianConsented`."""

    capability: ClassVar[str] = "identity"
    minor_id: str
    guardian_id: str
    version: int
