"""Use cases of channels."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Protocol

from contracts.channels import ChannelDeleted, ChannelFailed, ChannelReady, ChannelRequested
from functions.channels.domain import CHANNELS_A_PERSON, Channel, Ingest, Recording, State, found
from functions.channels.schemas import ChannelChange, ChannelRequest
from kernel.clock import Clock
from kernel.errors import Conflict
from kernel.events import Event
from kernel.identifiers import new_id


class Channels(Protocol):
    def find(self, channel_id: str) -> Channel | None: ...
    def owned_by(self, owner_id: str) -> list[Channel]: ...
    def name_of(self, user_id: str) -> str: ...
    def remember_name(self, user_id: str, display_name: str, told_at: str) -> bool: ...
    def save(self, channel: Channel, announcing: Event) -> Channel: ...
    def delete(self, channel: Channel, announcing: Event) -> None: ...


class QuotaReached(Conflict):
    """The account has as many channels as AWS lets it have."""

    code = "channel_quota_reached"


class Broadcasting(Protocol):
    """Amazon IVS."""

    def create(self, channel: Channel) -> tuple[Ingest, str]:
        """Raises QuotaReached."""
        ...

    def update(self, channel: Channel) -> None: ...
    def delete(self, ivs_arn: str) -> None: ...
    def key(self, key_arn: str) -> str: ...
    def rotate_key(self, ivs_arn: str, old_key_arn: str) -> tuple[str, str]: ...
    def stop(self, ivs_arn: str) -> None: ...
    def put_metadata(self, ivs_arn: str, payload: str) -> None: ...


@dataclass(frozen=True)
class ChannelDesk:
    channels: Channels
    broadcasting: Broadcasting
    now: Clock

    def request(self, owner_id: str, wanted: ChannelRequest) -> Channel:
        """A channel that is usable seconds later: IVS allows five creations a second, so they queue."""
        if len(self.channels.owned_by(owner_id)) >= CHANNELS_A_PERSON:
            raise Conflict(f"A person may have {CHANNELS_A_PERSON} channels.", code="too_many_channels")
        channel = Channel(
            id=new_id("chn"),
            owner_id=owner_id,
            owner_name=self.channels.name_of(owner_id),
            name=wanted.name,
            latency_mode=wanted.latency_mode,
            recording=Recording(wanted.recording.mode, wanted.recording.retention_days),
            state=State.PROVISIONING,
            created_at=self.now(),
        )
        return self.channels.save(channel, ChannelRequested(channel_id=channel.id))

    def provision(self, channel_id: str) -> Channel:
        """Makes the IVS channel; a repeated delivery finds it made. What the quota refuses has failed for good."""
        channel = found(self.channels.find(channel_id))
        if channel.state is not State.PROVISIONING:
            return channel
        try:
            ingest, _key = self.broadcasting.create(channel)
        except QuotaReached as refusal:
            failed = channel.refused(refusal.detail)
            told = ChannelFailed(
                channel_id=channel.id, owner_id=channel.owner_id, code=refusal.code, reason=refusal.detail
            )
            return self.channels.save(failed, told)
        ready = channel.provisioned(ingest)
        return self.channels.save(ready, announcement(ready))

    def owned(self, channel_id: str, user_id: str) -> Channel:
        return found(self.channels.find(channel_id)).owned_by(user_id)

    def change(self, channel: Channel, wanted: ChannelChange) -> Channel:
        recording = wanted.recording
        changed = replace(
            channel,
            name=wanted.name or channel.name,
            latency_mode=wanted.latency_mode or channel.latency_mode,
            recording=Recording(recording.mode, recording.retention_days) if recording else channel.recording,
        )
        changed.ready_ingest()
        if (changed.latency_mode, changed.recording.mode) != (channel.latency_mode, channel.recording.mode):
            self.broadcasting.update(changed)
        return self.channels.save(changed, announcement(changed))

    def rename_owner(self, owner_id: str, display_name: str, told_at: str) -> None:
        if not self.channels.remember_name(owner_id, display_name, told_at):
            return
        for channel in self.channels.owned_by(owner_id):
            if channel.owner_name != display_name and channel.ingest is not None:
                renamed = replace(channel, owner_name=display_name)
                self.channels.save(renamed, announcement(renamed))

    def rotate_key(self, channel: Channel) -> str:
        """A new key; the old one is refused at once and a broadcast that runs on it ends."""
        ingest = channel.ready_ingest()
        arn, key = self.broadcasting.rotate_key(ingest.ivs_arn, ingest.stream_key_arn)
        rotated = channel.with_key(arn, key)
        self.channels.save(rotated, announcement(rotated))
        return key

    def delete(self, channel: Channel) -> None:
        if channel.ingest is not None:
            self.broadcasting.delete(channel.ingest.ivs_arn)
        self.channels.delete(channel, ChannelDeleted(channel_id=channel.id, owner_id=channel.owner_id))


def announcement(channel: Channel) -> ChannelReady:
    ingest = channel.ready_ingest()
    return ChannelReady(
        channel_id=channel.id,
        owner_id=channel.owner_id,
        owner_name=channel.owner_name,
        name=channel.name,
        ivs_arn=ingest.ivs_arn,
        playback_url=ingest.playback_url,
        recording_mode=channel.recording.mode,
        retention_days=channel.recording.retention_days,
        version=channel.version + 1,
    )


def by_creation(channels: Iterable[Channel]) -> list[Channel]:
    return sorted(channels, key=lambda channel: channel.created_at)
