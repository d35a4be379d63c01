"""Minors and who answers for what they pay: requests, consents and their ends. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Literal

from functions.identity.guardians.majority import adult_on, countries
from kernel.errors import Conflict, FieldError, NotFound, Unprocessable
from kernel.money import digits_of

State = Literal["open", "lapsed", "consented", "refused", "withdrawn", "taken_back"]
OLDEST_YEARS = 120
OPEN_AT_ONCE = 3
OPEN_FOR = timedelta(days=30)
NOT_ASKED_AGAIN_FOR = timedelta(days=30)  # by a minor whom this adult refused


@dataclass(frozen=True)
class Person:
    """What a person told of their age. `version` counts the changes of who answers for them."""

    user_id: str
    birth_date: date
    country: str
    adult_on: date
    told_at: datetime
    version: int = 0

    @classmethod
    def told(cls, user_id: str, birth_date: date, country: str, now: datetime) -> "Person":
        """Raises a 422 for what cannot be."""
        today = now.date()
        if not today.year - OLDEST_YEARS <= birth_date.year or birth_date > today:
            wrong = FieldError("/birth_date", "Write the day on which you were born.")
            raise Unprocessable("This is nobody's birth date.", code="implausible_birth_date", errors=(wrong,))
        if country not in countries():
            unknown = FieldError("/country", "Two letters of ISO 3166, such as KR.")
            raise Unprocessable("There is no such country.", code="unknown_country", errors=(unknown,))
        return cls(user_id, birth_date, country, adult_on(birth_date, country), now)

    @property
    def announced_adult_on(self) -> date:
        """Nobody learns from it when an adult was born."""
        return max(self.adult_on, self.told_at.date())

    def is_adult(self, now: datetime) -> bool:
        return now.date() >= self.adult_on


@dataclass(frozen=True)
class Guardianship:
    """A minor's request to whoever has this address, and what became of it. Limits are minor units by currency."""

    minor_id: str
    address: str
    state: State
    asked_at: datetime
    changed_at: datetime
    guardian_id: str | None = None
    limits: Mapping[str, int] = field(default_factory=dict)

    def seen(self, now: datetime) -> "Guardianship":
        """As of now: a request that nobody answered lapses."""
        lapsed = self.state == "open" and now >= self.asked_at + OPEN_FOR
        return replace(self, state="lapsed") if lapsed else self

    def taken_back(self, now: datetime) -> "Guardianship":
        """By the minor. Raises a 404 where nothing is open."""
        if self.seen(now).state != "open":
            raise no_request()
        return replace(self, state="taken_back", changed_at=now)

    def consented(self, guardian_id: str, limits: Mapping[str, int], now: datetime) -> "Guardianship":
        """Accepted, or with other limits than before. Raises a 404 where nobody asks."""
        if self.seen(now).state not in {"open", "consented"}:
            raise no_request()
        return replace(self, state="consented", guardian_id=guardian_id, limits=dict(limits), changed_at=now)

    def ended(self, now: datetime) -> "Guardianship":
        """Refused where it was asked for, withdrawn where it was given."""
        ends: dict[State, State] = {"open": "refused", "consented": "withdrawn"}
        after = ends.get(self.seen(now).state)
        if after is None:
            raise no_request()
        return replace(self, state=after, changed_at=now)


def no_request() -> NotFound:
    return NotFound("There is no such request.", code="no_such_request")


def require_minor(person: Person | None, now: datetime) -> Person:
    if person is None:
        raise untold()
    if person.is_adult(now):
        raise Conflict("You are of age and need no guardian.", code="of_age")
    return person


def require_adult(person: Person | None, now: datetime) -> Person:
    if person is None:
        raise untold()
    if not person.is_adult(now):
        raise Conflict("Only who is of age answers for somebody else.", code="not_of_age")
    return person


def untold() -> Conflict:
    return Conflict("Tell your birth date first.", code="birth_date_needed")


def ask(known: Iterable[Guardianship], minor_id: str, address: str, now: datetime) -> Guardianship:
    """The request to this address; the one that is open already is the same one.

    Nothing here depends on whether anybody has the address. Raises a 409 for what may not be asked now.
    """
    before = [one.seen(now) for one in known]
    for one in before:
        if one.state == "consented":
            raise Conflict("Somebody answers for you already.", code="has_guardian")
        if one.address != address:
            continue
        if one.state == "open":
            return one
        if one.state == "refused" and now < one.changed_at + NOT_ASKED_AGAIN_FOR:
            raise Conflict("This address said no; ask somebody else.", code="asked_lately")
    # one that was taken back counts while it would be open: else taking back is a way to ask the whole world
    counted = [one for one in before if one.state == "open" or _still_counts(one, now)]
    if len(counted) >= OPEN_AT_ONCE:
        raise Conflict(f"{OPEN_AT_ONCE} requests are open at the most.", code="too_many_requests_open")
    return Guardianship(minor_id, address, "open", now, now)


def _still_counts(one: Guardianship, now: datetime) -> bool:
    return one.state in {"refused", "taken_back"} and now < one.changed_at + timedelta(days=1)


def check_limits(limits: Mapping[str, int]) -> None:
    """Raises a 422 for a currency that there is not."""
    for currency in limits:
        digits_of(currency)
