"""Who calls, and who may: the roles of a route stand beside it and everything unnamed is refused."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from kernel.errors import Forbidden, Unauthenticated

PUBLIC = "public"
SIGNED_IN = "signed-in"
GROUPS = ("viewer", "streamer", "seller", "moderator", "finance", "operator")
_ROLE = "role:"
STEP_UP_WINDOW = timedelta(minutes=10)


def allow(*groups: str) -> list[str]:
    """The tags of a route that only these groups may call."""
    unknown = set(groups) - set(GROUPS)
    if unknown or not groups:
        raise ValueError(f"unknown or no groups: {sorted(unknown)}")
    return [_ROLE + group for group in groups]


def allowed_groups(tags: Iterable[str]) -> frozenset[str]:
    return frozenset(tag.removeprefix(_ROLE) for tag in tags if tag.startswith(_ROLE))


@dataclass(frozen=True)
class Caller:
    """The claims of a verified access token."""

    user_id: str
    groups: frozenset[str]
    signed_in_at: datetime
    username: str

    @classmethod
    def of(cls, claims: dict[str, Any]) -> "Caller":
        return cls(
            user_id=claims["sub"],
            groups=_groups(claims.get("cognito:groups", [])),
            signed_in_at=datetime.fromtimestamp(int(claims.get("auth_time", 0)), UTC),
            username=claims.get("username", claims["sub"]),
        )

    def require_recent_sign_in(self, now: datetime) -> None:
        """Step-up: a refreshed token keeps the `auth_time` of its sign-in, so only a new sign-in renews it."""
        if now - self.signed_in_at > STEP_UP_WINDOW:
            raise Forbidden("Sign in again to do this.", code="step_up_required")


def _groups(claim: list[str] | str) -> frozenset[str]:
    """API Gateway hands a list claim over as the text `[viewer streamer]`."""
    return frozenset(claim if isinstance(claim, list) else re.findall(r"[\w-]+", claim))


def check(tags: Iterable[str], claims: dict[str, Any] | None) -> None:
    """Raises unless a caller with these claims may use a route with these tags."""
    tags = list(tags)
    if PUBLIC in tags:
        return
    if not claims:
        raise Unauthenticated("This needs an access token.")
    groups = allowed_groups(tags)
    if SIGNED_IN not in tags and not groups & Caller.of(claims).groups:
        raise Forbidden(f"This needs one of the roles: {', '.join(sorted(groups)) or 'none'}.", code="role_required")
