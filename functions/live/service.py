"""Use cases of live."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, Protocol

from contracts.live import session_id_of
from functions.live.domain import Session, StreamEvent
from kernel.errors import NotFound
from kernel.events import Event
from kernel.transactions import until_settled


class Sessions(Protocol):
    def find(self, session_id: str) -> Session | None: ...
    def save(self, session: Session, announcing: Iterable[Event]) -> None: ...
    def of_channel(
        self, channel_id: str, limit: int, after: dict[str, Any] | None = None
    ) -> tuple[list[Session], dict[str, Any] | None]: ...


class Card(Protocol):
    """What channels announced of a channel."""

    channel_id: Any
    name: Any


class Cards(Protocol):
    def by_arn(self, ivs_arn: str) -> Card | None: ...


@dataclass(frozen=True)
class LiveDesk:
    sessions: Sessions
    cards: Cards

    def hear(self, event: StreamEvent) -> Session:
        """One session a stream, found by the stream's id whatever event comes first."""
        return until_settled(lambda: self._hear(event))

    def _hear(self, event: StreamEvent) -> Session:
        session_id = session_id_of(event.stream_id)
        known = self.sessions.find(session_id)
        before = known or Session(session_id, event.stream_id, event.channel_arn)
        after = self._named(before.hear(event))
        after, announcing = after.announcements()
        if after != before or known is None:
            self.sessions.save(after, announcing)
        return after

    def link_title(self, session_id: str, title_id: str, state: str) -> None:
        """The replay of a session, as catalog announced it; an older failure does not unpublish a title."""
        until_settled(lambda: self._link_title(session_id, title_id, state))

    def _link_title(self, session_id: str, title_id: str, state: str) -> None:
        session = self.sessions.find(session_id)
        if session is None or session.title_state in {"published", state}:
            return
        self.sessions.save(replace(session, title_id=title_id, title_state=state), [])

    def _named(self, session: Session) -> Session:
        """The channel is looked up until its announcement has arrived; the events that wait are delivered again."""
        if session.channel_id is not None:
            return session
        card = self.cards.by_arn(session.channel_arn)
        if card is None:
            raise UnknownChannel(session.channel_arn)
        return replace(session, channel_id=card.channel_id, channel_name=card.name)


class UnknownChannel(LookupError):
    """An IVS event of a channel that channels has not announced: not yet, or it is not ours."""


def found(session: Session | None) -> Session:
    if session is None:
        raise NotFound("There is no such broadcast.", code="no_such_session")
    return session
