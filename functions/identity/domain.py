"""Profiles, terms and roles: the rules, without AWS."""

from dataclasses import dataclass, replace
from datetime import datetime

from kernel.errors import Conflict, Unprocessable

TERMS_VERSION = "2026-11"
STREAMER_TERMS_VERSION = "2026-11-streamer"
LOCALES = ("en", "ko", "zh")


@dataclass(frozen=True)
class Profile:
    user_id: str
    email: str
    display_name: str
    locale: str
    terms_version: str
    terms_accepted_at: datetime
    groups: frozenset[str] = frozenset({"viewer"})

    def renamed(self, display_name: str | None, locale: str | None) -> "Profile":
        return replace(self, display_name=display_name or self.display_name, locale=locale or self.locale)

    def joined(self, group: str) -> "Profile":
        return replace(self, groups=self.groups | {group})


def check_terms(accepted: str, current: str) -> None:
    """A stale page must not make somebody accept terms they have not seen."""
    if accepted != current:
        raise Conflict(f"The terms in force are version {current}; read and accept those.", code="terms_outdated")


def check_locale(locale: str) -> None:
    if locale not in LOCALES:
        raise Unprocessable(f"Languages are {', '.join(LOCALES)}.", code="unknown_locale")
