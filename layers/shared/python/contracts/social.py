"""What social announces. The capability does not stand yet; chat hears these already."""

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
