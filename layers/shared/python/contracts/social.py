"""What social announces. The capability does not stand yet; chat and recommendations hear these already."""

from typing import ClassVar

from kernel.events import Event


class ChannelFollowed(Event):
    capability: ClassVar[str] = "social"
    channel_id: str
    user_id: str


class ChannelUnfollowed(Event):
    capability: ClassVar[str] = "social"
    channel_id: str
    user_id: str


class PersonBlocked(Event):
    """`user_id` wants to see nothing of `blocked_id`."""

    capability: ClassVar[str] = "social"
    user_id: str
    blocked_id: str


class PersonUnblocked(Event):
    capability: ClassVar[str] = "social"
    user_id: str
    blocked_id: str


class ProfileVisibilityChanged(Event):
    """Whether strangers may be shown this person. Who never said so is private."""

    capability: ClassVar[str] = "social"
    user_id: str
    display_name: str
    public: bool
