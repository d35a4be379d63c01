"""Titles and uploads in DynamoDB."""

import json
import unicodedata
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from pynamodb.attributes import BooleanAttribute, NumberAttribute, TTLAttribute, UnicodeAttribute
from pynamodb.indexes import AllProjection, GlobalSecondaryIndex
from pynamodb.models import Model

from functions.catalog.domain import Rendition, Source, State, Title
from kernel import clock, environment
from kernel.clock import from_iso, iso
from kernel.events import Event
from kernel.outbox import announce
from kernel.transactions import held, transaction

ALL_TYPES = "all"
PENDING = "pending"
EXPIRING = "expiring"


class Listed(GlobalSecondaryIndex["TitleRow"]):
    """Published titles, all types together."""

    class Meta:
        index_name = "listed"
        projection = AllProjection()

    listing = UnicodeAttribute(hash_key=True)
    published_at = UnicodeAttribute(range_key=True)


class ListedByType(GlobalSecondaryIndex["TitleRow"]):
    class Meta:
        index_name = "listed_by_type"
        projection = AllProjection()

    listing_type = UnicodeAttribute(hash_key=True)
    published_at = UnicodeAttribute(range_key=True)


class ByChannel(GlobalSecondaryIndex["TitleRow"]):
    class Meta:
        index_name = "by_channel"
        projection = AllProjection()

    channel_id = UnicodeAttribute(hash_key=True)
    created_at = UnicodeAttribute(range_key=True)


class Pending(GlobalSecondaryIndex["TitleRow"]):
    """Sparse: titles in the works, by when they were last touched."""

    class Meta:
        index_name = "pending"
        projection = AllProjection()

    pending = UnicodeAttribute(hash_key=True)
    changed_at = UnicodeAttribute(range_key=True)


class Expiring(GlobalSecondaryIndex["TitleRow"]):
    class Meta:
        index_name = "expiring"
        projection = AllProjection()

    expiring = UnicodeAttribute(hash_key=True)
    expires_at = UnicodeAttribute(range_key=True)


class TitleRow(Model):
    class Meta:
        table_name = environment.table_name("titles")
        region = environment.region()
        billing_mode = "PAY_PER_REQUEST"

    id = UnicodeAttribute(hash_key=True)
    type = UnicodeAttribute()
    name = UnicodeAttribute()
    channel_id = UnicodeAttribute()
    channel_name = UnicodeAttribute(default="")
    owner_id = UnicodeAttribute()
    state = UnicodeAttribute()
    created_at = UnicodeAttribute()
    changed_at = UnicodeAttribute()
    body = UnicodeAttribute()  # the rest of the title as JSON: nobody queries by it
    search_name = UnicodeAttribute(default="")
    listing = UnicodeAttribute(null=True)
    listing_type = UnicodeAttribute(null=True)
    pending = UnicodeAttribute(null=True)
    expiring = UnicodeAttribute(null=True)
    published_at = UnicodeAttribute(null=True)
    expires_at = UnicodeAttribute(null=True)
    progress_percent = NumberAttribute(default=0)
    version = NumberAttribute(default=0)
    listed = Listed()
    listed_by_type = ListedByType()
    by_channel = ByChannel()
    pending_index = Pending()
    expiring_index = Expiring()

    def title(self) -> Title:
        body = json.loads(self.body)
        source = body.pop("source", None)
        renditions = tuple(Rendition(**rendition) for rendition in body.pop("renditions", []))
        return Title(
            id=self.id,
            type=self.type,  # type: ignore[arg-type]
            name=self.name,
            channel_id=self.channel_id,
            channel_name=self.channel_name,
            owner_id=self.owner_id,
            state=State(self.state),
            created_at=from_iso(self.created_at),
            published_at=_moment(self.published_at),
            expires_at=_moment(self.expires_at),
            progress_percent=int(self.progress_percent),
            version=int(self.version),
            source=Source(**source) if source else None,
            renditions=renditions,
            **body,
        )


IN_BODY = (
    "description", "session_id", "duration_seconds", "retention_days", "reason_code", "reason", "note", "attempt",
    "media_prefix", "has_sprite", "has_poster",
)  # fmt: skip


def _moment(text: str | None) -> datetime | None:
    return from_iso(text) if text else None


def _text(moment: datetime | None) -> str | None:
    return iso(moment) if moment else None


def folded(text: str) -> str:
    """Letters alike however they were typed: compatibility forms, case."""
    return unicodedata.normalize("NFKC", text).casefold()


def _row(title: Title, version: int) -> TitleRow:
    body: dict[str, Any] = {name: getattr(title, name) for name in IN_BODY}
    body["source"] = vars(title.source) if title.source else None
    body["renditions"] = [vars(rendition) for rendition in title.renditions]
    listed = title.state is State.PUBLISHED
    return TitleRow(
        title.id,
        type=title.type,
        name=title.name,
        channel_id=title.channel_id,
        channel_name=title.channel_name,
        owner_id=title.owner_id,
        state=title.state.value,
        created_at=iso(title.created_at),
        changed_at=iso(clock.now()),
        body=json.dumps(body, separators=(",", ":")),
        search_name=folded(title.name),
        listing=ALL_TYPES if listed else None,
        listing_type=title.type if listed else None,
        pending=PENDING if title.state is State.PROCESSING else None,
        expiring=EXPIRING if listed and title.expires_at else None,
        published_at=_text(title.published_at),
        expires_at=_text(title.expires_at),
        progress_percent=title.progress_percent,
        version=version,
    )


class UploadRow(Model):
    """An upload in progress; it disappears by itself two days after it was begun."""

    class Meta:
        table_name = environment.table_name("uploads")
        region = environment.region()
        billing_mode = "PAY_PER_REQUEST"

    id = UnicodeAttribute(hash_key=True)
    owner_id = UnicodeAttribute()
    title_id = UnicodeAttribute()
    key = UnicodeAttribute()
    storage_id = UnicodeAttribute()
    size_bytes = NumberAttribute()
    part_size_bytes = NumberAttribute()
    completed = BooleanAttribute(default=False)
    expires = TTLAttribute()


class DynamoTitles:
    def find(self, title_id: str) -> Title | None:
        try:
            return TitleRow.get(title_id, consistent_read=True).title()
        except TitleRow.DoesNotExist:
            return None

    def save(self, title: Title, announcing: Iterable[Event] = ()) -> Title:
        """Upon the version that was read; Contention otherwise."""
        condition = (TitleRow.version == title.version) if title.version else TitleRow.id.does_not_exist()
        row = _row(title, title.version + 1)
        with transaction() as write:
            write.save(row, condition=condition)
            for event in announcing:
                announce(write, event, clock.now())
        return row.title()

    def advance(self, title_id: str, percent: int) -> None:
        """Progress only grows, and does not count as a change of the title."""
        held(
            lambda: TitleRow(title_id).update(
                actions=[TitleRow.progress_percent.set(percent)],
                condition=(TitleRow.state == State.PROCESSING.value) & (TitleRow.progress_percent < percent),
            )
        )

    def listed(
        self,
        title_type: str | None,
        channel_id: str | None,
        words: str | None,
        limit: int,
        after: dict[str, Any] | None,
    ) -> tuple[list[Title], dict[str, Any] | None]:
        """Published titles, newest first: of one type, of one channel, or all; every one of the words in the name."""
        matching: Any = None
        for word in folded(words or "").split():
            contains = TitleRow.search_name.contains(word)
            matching = contains if matching is None else matching & contains
        options: dict[str, Any] = {
            "limit": limit, "page_size": limit, "scan_index_forward": False, "last_evaluated_key": after
        }  # fmt: skip
        if channel_id:
            only = TitleRow.state == State.PUBLISHED.value
            if title_type:
                only &= TitleRow.type == title_type
            matching = only if matching is None else only & matching
            found = TitleRow.by_channel.query(channel_id, filter_condition=matching, **options)
        elif title_type:
            found = TitleRow.listed_by_type.query(title_type, filter_condition=matching, **options)
        else:
            found = TitleRow.listed.query(ALL_TYPES, filter_condition=matching, **options)
        return [row.title() for row in found], found.last_evaluated_key

    def of_channel(
        self, channel_id: str, limit: int, after: dict[str, Any] | None
    ) -> tuple[list[Title], dict[str, Any] | None]:
        """Every title of a channel, whatever its state, for its owner."""
        present = TitleRow.state != State.REMOVED.value
        found = TitleRow.by_channel.query(
            channel_id, filter_condition=present, limit=limit, page_size=limit, scan_index_forward=False,
            last_evaluated_key=after,
        )  # fmt: skip
        return [row.title() for row in found], found.last_evaluated_key

    def stalled(self, before: datetime) -> list[Title]:
        return [row.title() for row in TitleRow.pending_index.query(PENDING, TitleRow.changed_at < iso(before))]

    def expired(self, now: datetime) -> list[Title]:
        return [row.title() for row in TitleRow.expiring_index.query(EXPIRING, TitleRow.expires_at < iso(now))]
