"""What identity announces."""

from typing import ClassVar

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
