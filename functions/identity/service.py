"""Use cases of identity."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from contracts.identity import ProfileChanged, RoleGranted, UserSignedUp
from functions.identity.domain import (
    STREAMER_TERMS_VERSION,
    TERMS_VERSION,
    Profile,
    check_terms,
)
from functions.identity.schemas import SignUpRequest, Tokens
from kernel.clock import Clock
from kernel.errors import NotFound
from kernel.events import Event


class Profiles(Protocol):
    def find(self, user_id: str) -> Profile | None: ...
    def save(self, profile: Profile, announcing: Event, at: datetime) -> None: ...
    def create(self, profile: Profile, announcing: Event, at: datetime) -> Profile: ...


class Directory(Protocol):
    """Amazon Cognito: it alone sees passwords."""

    def sign_up(self, request: SignUpRequest, accepted_at: datetime) -> tuple[str, str]: ...
    def confirm(self, email: str, code: str) -> None: ...
    def resend_code(self, email: str) -> None: ...
    def sign_in(self, email: str, password: str) -> Tokens: ...
    def refresh(self, refresh_token: str) -> Tokens: ...
    def sign_out(self, refresh_token: str) -> None: ...
    def profile_of(self, username: str) -> Profile: ...
    def add_to_group(self, username: str, group: str) -> None: ...


@dataclass(frozen=True)
class Identity:
    profiles: Profiles
    directory: Directory
    now: Clock

    def sign_up(self, request: SignUpRequest) -> tuple[str, str]:
        """User id and the masked address the code was sent to. The terms version is recorded with the account."""
        check_terms(request.terms_version, TERMS_VERSION)
        return self.directory.sign_up(request, self.now())

    def confirm(self, email: str, code: str) -> Profile:
        """Everybody who confirmed is a viewer; a repeated confirmation changes nothing."""
        self.directory.confirm(email, code)
        return self._admit(email)

    def profile(self, user_id: str, username: str) -> Profile:
        """The profile; made from the account where an earlier confirmation broke off before it was written."""
        return self.profiles.find(user_id) or self._admit(username)

    def change(self, current: Profile, display_name: str | None, locale: str | None) -> Profile:
        changed = current.renamed(display_name, locale)
        event = ProfileChanged(user_id=changed.user_id, display_name=changed.display_name, locale=changed.locale)
        self.profiles.save(changed, event, self.now())
        return changed

    def become_streamer(self, user_id: str, username: str, terms_version: str) -> Profile:
        check_terms(terms_version, STREAMER_TERMS_VERSION)
        current = self.profile(user_id, username)
        self.directory.add_to_group(username, "streamer")
        if "streamer" in current.groups:
            return current
        event = RoleGranted(user_id=user_id, group="streamer", terms_version=terms_version)
        joined = current.joined("streamer")
        self.profiles.save(joined, event, self.now())
        return joined

    def _admit(self, username: str) -> Profile:
        profile = self.directory.profile_of(username)
        if not profile.user_id:
            raise NotFound("There is no such account.", code="no_such_account")
        self.directory.add_to_group(username, "viewer")
        event = UserSignedUp(
            user_id=profile.user_id,
            display_name=profile.display_name,
            locale=profile.locale,
            terms_version=profile.terms_version,
        )
        return self.profiles.create(profile, event, self.now())
