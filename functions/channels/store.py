"""Channels in DynamoDB. The version condition refuses a change made upon an older row."""

from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.indexes import AllProjection, GlobalSecondaryIndex
from pynamodb.models import Model

from functions.channels.domain import Channel, Ingest, Recording, State
from kernel import clock, environment
from kernel.clock import from_iso, iso
from kernel.events import Event
from kernel.outbox import announce
from kernel.transactions import held, transaction


class ByOwner(GlobalSecondaryIndex["ChannelRow"]):
    class Meta:
        index_name = "by_owner"
        projection = AllProjection()

    owner_id = UnicodeAttribute(hash_key=True)
    created_at = UnicodeAttribute(range_key=True)


class ChannelRow(Model):
    class Meta:
        table_name = environment.table_name("channels")
        region = environment.region()
        billing_mode = "PAY_PER_REQUEST"

    id = UnicodeAttribute(hash_key=True)
    owner_id = UnicodeAttribute()
    owner_name = UnicodeAttribute()
    name = UnicodeAttribute()
    latency_mode = UnicodeAttribute()
    recording_mode = UnicodeAttribute()
    retention_days = NumberAttribute()
    state = UnicodeAttribute()
    state_reason = UnicodeAttribute(null=True)
    created_at = UnicodeAttribute()
    ivs_arn = UnicodeAttribute(null=True)
    endpoint = UnicodeAttribute(null=True)
    playback_url = UnicodeAttribute(null=True)
    stream_key_arn = UnicodeAttribute(null=True)
    stream_key_hint = UnicodeAttribute(null=True)
    version = NumberAttribute(default=0)
    by_owner = ByOwner()

    def channel(self) -> Channel:
        ingest = None
        if self.ivs_arn:
            ingest = Ingest(
                self.ivs_arn,
                self.endpoint or "",
                self.playback_url or "",
                self.stream_key_arn or "",
                self.stream_key_hint or "",
            )
        return Channel(
            id=self.id,
            owner_id=self.owner_id,
            owner_name=self.owner_name,
            name=self.name,
            latency_mode=self.latency_mode,
            recording=Recording(self.recording_mode, int(self.retention_days)),
            state=State(self.state),
            created_at=from_iso(self.created_at),
            ingest=ingest,
            state_reason=self.state_reason,
            version=int(self.version),
        )


class PersonRow(Model):
    """What identity said of people: the name that stands beside their channels."""

    class Meta:
        table_name = environment.table_name("people")
        region = environment.region()
        billing_mode = "PAY_PER_REQUEST"

    user_id = UnicodeAttribute(hash_key=True)
    display_name = UnicodeAttribute()
    told_at = UnicodeAttribute()


def _row(channel: Channel, version: int) -> ChannelRow:
    ingest = vars(channel.ingest) if channel.ingest else {}
    return ChannelRow(
        channel.id,
        owner_id=channel.owner_id,
        owner_name=channel.owner_name,
        name=channel.name,
        latency_mode=channel.latency_mode,
        recording_mode=channel.recording.mode,
        retention_days=channel.recording.retention_days,
        state=channel.state.value,
        state_reason=channel.state_reason,
        created_at=iso(channel.created_at),
        version=version,
        **ingest,
    )


class DynamoChannels:
    def find(self, channel_id: str) -> Channel | None:
        try:
            return ChannelRow.get(channel_id, consistent_read=True).channel()
        except ChannelRow.DoesNotExist:
            return None

    def owned_by(self, owner_id: str) -> list[Channel]:
        return [row.channel() for row in ChannelRow.by_owner.query(owner_id)]

    def name_of(self, user_id: str) -> str:
        """The person's name; empty until identity's event has arrived, which then renames their channels."""
        try:
            return PersonRow.get(user_id).display_name
        except PersonRow.DoesNotExist:
            return ""

    def remember_name(self, user_id: str, display_name: str, told_at: str) -> bool:
        """False when a later event was heard before this one."""
        newer = PersonRow.user_id.does_not_exist() | (PersonRow.told_at < told_at)
        return held(lambda: PersonRow(user_id, display_name=display_name, told_at=told_at).save(condition=newer))

    def save(self, channel: Channel, announcing: Event) -> Channel:
        """Stores version + 1; Contention when another change was stored in between."""
        condition = (ChannelRow.version == channel.version) if channel.version else ChannelRow.id.does_not_exist()
        row = _row(channel, channel.version + 1)
        with transaction() as write:
            write.save(row, condition=condition)
            announce(write, announcing, clock.now())
        return row.channel()

    def delete(self, channel: Channel, announcing: Event) -> None:
        condition = ChannelRow.version == channel.version
        with transaction() as write:
            write.delete(_row(channel, channel.version), condition=condition)
            announce(write, announcing, clock.now())
