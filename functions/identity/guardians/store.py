"""Birth dates and guardians in DynamoDB, in tables of their own: who reads profiles reads none of it."""

from collections.abc import Sequence
from datetime import date, datetime

from pynamodb.attributes import JSONAttribute, NumberAttribute, UnicodeAttribute
from pynamodb.indexes import AllProjection, GlobalSecondaryIndex
from pynamodb.models import Model

from functions.identity.guardians.domain import Guardianship, Person, State
from kernel import environment
from kernel.clock import from_iso, iso
from kernel.events import Event
from kernel.outbox import announce
from kernel.transactions import Contention, transaction


class PersonRow(Model):
    class Meta:
        table_name = environment.table_name("persons")
        region = environment.region()
        billing_mode = "PAY_PER_REQUEST"

    user_id = UnicodeAttribute(hash_key=True)
    birth_date = UnicodeAttribute()
    country = UnicodeAttribute()
    adult_on = UnicodeAttribute()
    told_at = UnicodeAttribute()
    version = NumberAttribute(default=0)

    def person(self) -> Person:
        return Person(
            self.user_id,
            date.fromisoformat(self.birth_date),
            self.country,
            date.fromisoformat(self.adult_on),
            from_iso(self.told_at),
            int(self.version),
        )


class ByAddress(GlobalSecondaryIndex["GuardianshipRow"]):
    class Meta:
        index_name = "by_address"
        projection = AllProjection()

    address = UnicodeAttribute(hash_key=True)
    asked_at = UnicodeAttribute(range_key=True)


class GuardianshipRow(Model):
    """One for each address that a minor asked; `limits` are minor units by currency."""

    class Meta:
        table_name = environment.table_name("guardianships")
        region = environment.region()
        billing_mode = "PAY_PER_REQUEST"

    minor_id = UnicodeAttribute(hash_key=True)
    address = UnicodeAttribute(range_key=True)
    state = UnicodeAttribute()
    asked_at = UnicodeAttribute()
    changed_at = UnicodeAttribute()
    guardian_id = UnicodeAttribute(null=True)
    limits = JSONAttribute(default=dict)
    by_address = ByAddress()

    def guardianship(self) -> Guardianship:
        state: State = self.state  # type: ignore[assignment] # written by this module only
        limits = {currency: int(amount) for currency, amount in self.limits.items()}
        asked, changed = from_iso(self.asked_at), from_iso(self.changed_at)
        return Guardianship(self.minor_id, self.address, state, asked, changed, self.guardian_id, limits)


class DynamoPersons:
    def find(self, user_id: str) -> Person | None:
        try:
            return PersonRow.get(user_id, consistent_read=True).person()
        except PersonRow.DoesNotExist:
            return None

    def tell(self, person: Person, announcing: Event, at: datetime) -> Person:
        """The first telling stands; everybody gets what is stored, and the event goes out once."""
        row = PersonRow(
            person.user_id,
            birth_date=person.birth_date.isoformat(),
            country=person.country,
            adult_on=person.adult_on.isoformat(),
            told_at=iso(person.told_at),
        )
        try:
            with transaction() as write:
                write.save(row, condition=PersonRow.user_id.does_not_exist())
                announce(write, announcing, at)
        except Contention:
            stored = self.find(person.user_id)
            if stored is None:
                raise
            return stored
        return person

    def of_minor(self, minor_id: str) -> list[Guardianship]:
        return [row.guardianship() for row in GuardianshipRow.query(minor_id, consistent_read=True)]

    def one(self, minor_id: str, address: str) -> Guardianship | None:
        try:
            return GuardianshipRow.get(minor_id, address, consistent_read=True).guardianship()
        except GuardianshipRow.DoesNotExist:
            return None

    def to_address(self, address: str, limit: int) -> list[Guardianship]:
        """The newest first."""
        found = GuardianshipRow.by_address.query(address, scan_index_forward=False, limit=limit)
        return [row.guardianship() for row in found]

    def write(self, minor: Person, after: Guardianship, at: datetime, announcing: Sequence[Event] = ()) -> None:
        """On condition that nothing of this minor's guardians changed since `minor` was read. Raises `Contention`."""
        row = GuardianshipRow(
            after.minor_id,
            after.address,
            state=after.state,
            asked_at=iso(after.asked_at),
            changed_at=iso(after.changed_at),
            guardian_id=after.guardian_id,
            limits=dict(after.limits),
        )
        with transaction() as write:
            write.update(
                PersonRow(minor.user_id),
                actions=[PersonRow.version.set(minor.version + 1)],
                condition=PersonRow.version == minor.version,
            )
            write.save(row)
            for event in announcing:
                announce(write, event, at)
