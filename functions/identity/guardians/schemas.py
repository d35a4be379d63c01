"""Wire shapes of ages and guardians. Amounts are minor units."""

from datetime import date, datetime
from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator

from functions.identity.guardians.domain import Guardianship, Person, State
from functions.identity.guardians.guarding import Guarded
from functions.identity.schemas import Email
from kernel.money import CurrencyCode
from kernel.schemas import RequestBody, View, example

CountryCode = Annotated[str, StringConstraints(pattern="^[A-Z]{2}$")]
MOST_CURRENCIES = 10
LARGEST = 10**12


class BirthDate(RequestBody, json_schema_extra=example({"birth_date": "1994-05-17", "country": "KR"})):
    birth_date: date
    country: CountryCode = Field(description="Where the person lives, ISO 3166; it decides when they come of age")


class AgeView(View):
    """Of the caller, and shown to nobody else."""

    told: bool
    adult: bool
    birth_date: date | None = None
    country: str | None = None
    adult_on: date | None = Field(default=None, description="The first day of being of age, in UTC")

    @classmethod
    def of(cls, person: Person | None, now: datetime) -> "AgeView":
        if person is None:
            return cls(told=False, adult=False)
        return cls(
            told=True,
            adult=person.is_adult(now),
            birth_date=person.birth_date,
            country=person.country,
            adult_on=person.adult_on,
        )


class GuardianRequest(RequestBody, json_schema_extra=example({"email": "parent@example.com"})):
    email: Email


class Limit(RequestBody):
    currency: CurrencyCode
    most_a_month_minor: int = Field(gt=0, le=LARGEST)


class Consent(RequestBody, json_schema_extra=example({"limits": [{"currency": "KRW", "most_a_month_minor": 50000}]})):
    limits: list[Limit] = Field(min_length=1, max_length=MOST_CURRENCIES, description="One for each currency")

    @model_validator(mode="after")
    def _once(self) -> Self:
        if len(self.by_currency()) != len(self.limits):
            raise ValueError("there is one limit for each currency")
        return self

    def by_currency(self) -> dict[str, int]:
        return {limit.currency: limit.most_a_month_minor for limit in self.limits}


class LimitView(View):
    currency: str
    most_a_month_minor: int


def limits_of(one: Guardianship) -> list[LimitView]:
    return [LimitView(currency=code, most_a_month_minor=most) for code, most in sorted(one.limits.items())]


class RequestView(View):
    """A request as the minor sees it: `guardian_name` once there is a consent."""

    email: str
    state: State
    asked_at: datetime
    guardian_name: str
    limits: list[LimitView]

    @classmethod
    def of(cls, one: Guardianship, guardian_name: str) -> "RequestView":
        return cls(
            email=one.address,
            state=one.state,
            asked_at=one.asked_at,
            guardian_name=guardian_name,
            limits=limits_of(one),
        )


class RequestsView(View):
    items: list[RequestView]


class MinorView(View):
    """A minor as the adult who was asked sees them; `until` is the day on which the consent ends by itself."""

    minor_id: str
    name: str
    state: State
    asked_at: datetime
    limits: list[LimitView]
    until: date | None

    @classmethod
    def of(cls, seen: Guarded) -> "MinorView":
        one = seen.guardianship
        return cls(
            minor_id=one.minor_id,
            name=seen.name,
            state=one.state,
            asked_at=one.asked_at,
            limits=limits_of(one),
            until=seen.adult_on,
        )


class MinorsView(View):
    items: list[MinorView]
