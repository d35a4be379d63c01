"""Channels and titles as their capabilities announce them."""

from typing import Any

from contracts.catalog import TitlePublished
from contracts.channels import ChannelReady
from kernel.clock import now


def channel(number: int, **more: Any) -> ChannelReady:
    facts: dict[str, Any] = {
        "channel_id": f"chn_{number}", "owner_id": f"owner-{number}", "owner_name": "Mina", "name": f"Channel {number}",
        "ivs_arn": f"arn:ivs:{number}", "playback_url": "https://play/x.m3u8", "recording_mode": "keep",
        "retention_days": 30,
    }  # fmt: skip
    return ChannelReady(**{**facts, **more})


def title(number: int, *, name: str = "Film", owner: str = "owner-1", **more: Any) -> TitlePublished:
    return TitlePublished(
        title_id=f"ttl_{number}", type="video", name=name, channel_id="chn_1", owner_id=owner,
        media_prefix=f"vod/ttl_{number}/1", playlist=f"vod/ttl_{number}/1/index.m3u8", duration_seconds=10,
        published_at=now(), **more,
    )  # fmt: skip
