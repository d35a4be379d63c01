"""What channels announces."""

from typing import ClassVar, Literal

from kernel.events import Event


class ChannelRequested(Event):
    """A channel row exists and waits for its Amazon IVS channel."""

    capability: ClassVar[str] = "channels"
    channel_id: str


class ChannelReady(Event):
    """The channel can be broadcast to; sent again, whole, whenever one of these facts changes."""

    capability: ClassVar[str] = "channels"
    channel_id: str
    owner_id: str
    owner_name: str
    name: str
    ivs_arn: str
    playback_url: str
    recording_mode: Literal["keep", "disposable"]
    retention_days: int
    version: int = 0


class ChannelFailed(Event):
    """The channel could not be made, and will not be: `reason` is for its owner to read."""

    capability: ClassVar[str] = "channels"
    channel_id: str
    owner_id: str
    code: str
    reason: str


class ChannelDeleted(Event):
    capability: ClassVar[str] = "channels"
    channel_id: str
    owner_id: str
