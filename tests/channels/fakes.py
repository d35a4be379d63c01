from dataclasses import dataclass, field

from functions.channels.domain import Channel, Ingest, hint
from functions.channels.service import QuotaReached
from kernel.errors import Conflict


@dataclass
class FakeBroadcasting:
    """Amazon IVS in memory: one key a channel, and a broadcast that may be on."""

    keys: dict[str, str] = field(default_factory=dict)
    channels: dict[str, str] = field(default_factory=dict)
    live: set[str] = field(default_factory=set)
    updated: list[str] = field(default_factory=list)
    metadata: list[str] = field(default_factory=list)
    made: int = 0
    quota: int = 5_000

    def _new_key(self, ivs_arn: str) -> tuple[str, str]:
        self.made += 1
        arn, key = f"arn:key/{self.made}", f"sk_us-east-1_secret{self.made:04d}"
        self.keys[arn] = key
        self.channels[ivs_arn] = arn
        return arn, key

    def create(self, channel: Channel) -> tuple[Ingest, str]:
        if len(self.channels) >= self.quota:
            raise QuotaReached("No more channels.")
        ivs_arn = f"arn:aws:ivs:us-east-1:1:channel/{channel.id}"
        arn, key = self._new_key(ivs_arn)
        return Ingest(ivs_arn, "abc.global-contribute.live-video.net", "https://play/x.m3u8", arn, hint(key)), key

    def update(self, channel: Channel) -> None:
        if channel.ready_ingest().ivs_arn in self.live:
            raise Conflict("Stop the broadcast first.", code="channel_is_live")
        self.updated.append(channel.id)

    def delete(self, ivs_arn: str) -> None:
        del self.keys[self.channels.pop(ivs_arn)]

    def key(self, key_arn: str) -> str:
        return self.keys[key_arn]

    def rotate_key(self, ivs_arn: str, old_key_arn: str) -> tuple[str, str]:
        self.keys.pop(old_key_arn, None)
        self.live.discard(ivs_arn)
        return self._new_key(ivs_arn)

    def stop(self, ivs_arn: str) -> None:
        self.live.discard(ivs_arn)

    def put_metadata(self, ivs_arn: str, payload: str) -> None:
        if ivs_arn not in self.live:
            raise Conflict("The channel is not live.", code="not_live")
        self.metadata.append(payload)
