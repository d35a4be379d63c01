"""Profiles in DynamoDB."""

from datetime import datetime

from pynamodb.attributes import UnicodeAttribute, UnicodeSetAttribute
from pynamodb.models import Model

from functions.identity.domain import Profile
from kernel import environment
from kernel.clock import from_iso, iso
from kernel.events import Event
from kernel.outbox import announce
from kernel.transactions import Contention, transaction


class ProfileRow(Model):
    class Meta:
        table_name = environment.table_name("profiles")
        region = environment.region()
        billing_mode = "PAY_PER_REQUEST"

    user_id = UnicodeAttribute(hash_key=True)
    email = UnicodeAttribute()
    display_name = UnicodeAttribute()
    locale = UnicodeAttribute()
    terms_version = UnicodeAttribute()
    terms_accepted_at = UnicodeAttribute()
    groups = UnicodeSetAttribute(default=set)

    def profile(self) -> Profile:
        return Profile(
            self.user_id,
            self.email,
            self.display_name,
            self.locale,
            self.terms_version,
            from_iso(self.terms_accepted_at),
            frozenset(self.groups),
        )


def _row(profile: Profile) -> ProfileRow:
    return ProfileRow(
        profile.user_id,
        email=profile.email,
        display_name=profile.display_name,
        locale=profile.locale,
        terms_version=profile.terms_version,
        terms_accepted_at=iso(profile.terms_accepted_at),
        groups=set(profile.groups),
    )


class DynamoProfiles:
    def find(self, user_id: str) -> Profile | None:
        try:
            return ProfileRow.get(user_id, consistent_read=True).profile()
        except ProfileRow.DoesNotExist:
            return None

    def save(self, profile: Profile, announcing: Event, at: datetime) -> None:
        with transaction() as write:
            write.save(_row(profile), condition=ProfileRow.user_id.exists())
            announce(write, announcing, at)

    def create(self, profile: Profile, announcing: Event, at: datetime) -> Profile:
        """The first writer wins; everyone gets what is stored, and the event goes out once."""
        try:
            with transaction() as write:
                write.save(_row(profile), condition=ProfileRow.user_id.does_not_exist())
                announce(write, announcing, at)
        except Contention:
            stored = self.find(profile.user_id)
            if stored is None:
                raise
            return stored
        return profile
