"""Wire shapes of rights."""

from datetime import datetime

from pydantic import Field

from kernel.schemas import RequestBody, View


class LiveRequest(RequestBody):
    channel_id: str = Field(max_length=64)


class TitleRequest(RequestBody):
    title_id: str = Field(max_length=64)


class Playback(View):
    """Where to play and until when the permission to begin lasts."""

    url: str
    expires_at: datetime
