"""Use cases: telling one's birth date, asking for a guardian, and being one."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from contracts.identity import AdulthoodTold, GuardianConsented, GuardianConsentWithdrawn, MonthlyLimit
from functions.identity.domain import Profile
from functions.identity.guardians.domain import (
    Guardianship,
    Person,
    ask,
    check_limits,
    no_request,
    require_adult,
    require_minor,
)
from functions.identity.guardians.store import DynamoPersons
from functions.identity.store import DynamoProfiles
from kernel.clock import Clock
from kernel.errors import Conflict, NotFound, Unprocessable
from kernel.transactions import until_settled

LISTED = 100


@dataclass(frozen=True)
class Guarded:
    """A minor as the adult sees him who was asked; `adult_on` only once there is a consent."""

    guardianship: Guardianship
    name: str
    adult_on: date | None = None


@dataclass(frozen=True)
class Guarding:
    persons: DynamoPersons
    profiles: DynamoProfiles
    now: Clock

    def tell(self, user_id: str, birth_date: date, country: str) -> Person:
        """Once; the same again changes nothing. Raises a 409 for another one, a 422 for what cannot be."""
        told = Person.told(user_id, birth_date, country, self.now())
        event = AdulthoodTold(user_id=user_id, adult_on=told.announced_adult_on)
        stored = self.persons.tell(told, event, self.now())
        if (stored.birth_date, stored.country) != (birth_date, country):
            raise Conflict(
                "You told another birth date before; the support of this place can change it.",
                code="birth_date_already_told",
            )
        return stored

    def person(self, user_id: str) -> Person | None:
        return self.persons.find(user_id)

    def ask(self, user_id: str, address: str) -> None:
        """Whether somebody has the address is found out by nobody: the request waits for whoever has it."""
        until_settled(lambda: self._ask(user_id, address))

    def _ask(self, user_id: str, address: str) -> None:
        minor, now = require_minor(self.persons.find(user_id), self.now()), self.now()
        if address == self._address(user_id):
            raise Unprocessable("Ask an adult, not yourself.", code="own_address")
        known = self.persons.of_minor(user_id)
        wanted = ask(known, user_id, address, now)
        if wanted not in known:
            self.persons.write(minor, wanted, now)

    def take_back(self, user_id: str, address: str) -> None:
        until_settled(lambda: self._take_back(user_id, address))

    def _take_back(self, user_id: str, address: str) -> None:
        minor = require_minor(self.persons.find(user_id), self.now())
        self.persons.write(minor, self._one(user_id, address).taken_back(self.now()), self.now())

    def of_minor(self, user_id: str) -> list[Guardianship]:
        """What a minor asked for, the newest first; nothing once he is of age."""
        person, now = self.persons.find(user_id), self.now()
        if person is None or person.is_adult(now):
            return []
        found = [one.seen(now) for one in self.persons.of_minor(user_id)]
        return sorted(found, key=lambda one: one.asked_at, reverse=True)

    def name_of(self, user_id: str | None) -> str:
        profile = self.profiles.find(user_id) if user_id else None
        return profile.display_name if profile else ""

    def asked_of(self, user_id: str) -> list[Guarded]:
        """Who asks this adult, and for whom he answers; minors who have come of age are no more among them."""
        now = self.now()
        require_adult(self.persons.find(user_id), now)
        found: list[Guarded] = []
        for one in self.persons.to_address(self._address(user_id), LISTED):
            seen = one.seen(now)
            minor = self.persons.find(one.minor_id)
            if seen.state in {"open", "consented"} and minor and not minor.is_adult(now):
                until = minor.adult_on if seen.state == "consented" else None
                found.append(Guarded(seen, self.name_of(one.minor_id), until))
        return found

    def consent(self, user_id: str, minor_id: str, limits: Mapping[str, int]) -> Guarded:
        """Accepts a request, or changes the limits of what was accepted."""
        check_limits(limits)
        return until_settled(lambda: self._consent(user_id, minor_id, limits))

    def _consent(self, user_id: str, minor_id: str, limits: Mapping[str, int]) -> Guarded:
        now = self.now()
        require_adult(self.persons.find(user_id), now)
        minor, before = self._asked(user_id, minor_id)
        if any(one.state == "consented" and one != before for one in self.persons.of_minor(minor_id)):
            raise Conflict("Somebody else answers for them already.", code="has_guardian")
        after = before.consented(user_id, limits, now)
        event = GuardianConsented(
            minor_id=minor_id,
            guardian_id=user_id,
            limits=tuple(MonthlyLimit(currency=code, amount=most) for code, most in sorted(limits.items())),
            version=minor.version + 1,
        )
        self.persons.write(minor, after, now, [event])
        return Guarded(after, self.name_of(minor_id), minor.adult_on)

    def end(self, user_id: str, minor_id: str) -> None:
        """Refuses a request, or withdraws a consent."""
        until_settled(lambda: self._end(user_id, minor_id))

    def _end(self, user_id: str, minor_id: str) -> None:
        now = self.now()
        require_adult(self.persons.find(user_id), now)
        minor, before = self._asked(user_id, minor_id)
        after = before.ended(now)
        version = minor.version + 1
        told = GuardianConsentWithdrawn(minor_id=minor_id, guardian_id=user_id, version=version)
        self.persons.write(minor, after, now, [told] if before.state == "consented" else [])

    def _asked(self, user_id: str, minor_id: str) -> tuple[Person, Guardianship]:
        """Raises a 404 where this minor asked this adult for nothing, or needs nobody any more."""
        minor = self.persons.find(minor_id)
        if minor is None or minor.is_adult(self.now()):
            raise no_request()
        return minor, self._one(minor_id, self._address(user_id))

    def _one(self, minor_id: str, address: str) -> Guardianship:
        found = self.persons.one(minor_id, address)
        if found is None:
            raise no_request()
        return found

    def _address(self, user_id: str) -> str:
        profile: Profile | None = self.profiles.find(user_id)
        if profile is None:
            raise NotFound("There is no such account.", code="no_such_account")
        return profile.email
