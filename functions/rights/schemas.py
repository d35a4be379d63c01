"""Wire shapes of rights."""

from datetime import datetime

from pydantic import Field

from kernel.schemas import RequestBody, View, example


class LiveRequest(RequestBody, json_schema_extra=example({"channel_id": "chn_01KAG2V8QJ7Y3W5N4T6R9XBCDE"})):
    channel_id: str = Field(max_length=64)


class TitleRequest(RequestBody, json_schema_extra=example({"title_id": "ttl_01KAG2V8QJ7Y3W5N4T6R9XBCDE"})):
    title_id: str = Field(max_length=64)


class Playback(View):
    """Where to play and until when the permission to begin lasts."""

    url: str
    expires_at: datetime
