"""HTTP API of live."""

from functools import cache
from typing import Annotated

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Query

from functions.live import samples
from functions.live.audience import HEARTBEAT_SECONDS, DynamoAudience
from functions.live.domain import Session, State
from functions.live.schemas import HealthView, Heartbeat, LiveView, Sample, SessionView, Viewers, ViewingStarted
from functions.live.service import found
from functions.live.store import DynamoChannelCards, DynamoSessions
from kernel import clock, environment
from kernel.access import PUBLIC, allow
from kernel.errors import Conflict, Forbidden, NotFound
from kernel.http import caller, http_api, lambda_handler, no_content
from kernel.pagination import Cursor, Limit, Page, decode_cursor, encode_cursor

api = http_api()
STREAMER = allow("streamer")


@cache
def sessions() -> DynamoSessions:
    return DynamoSessions()


@cache
def audience() -> DynamoAudience:
    return DynamoAudience()


def own(channel_id: str | None) -> bool:
    """False for a channel that has not been announced here: one made this very second has no broadcasts yet."""
    card = DynamoChannelCards().by_id(channel_id or "")
    if card is not None and card.owner_id != caller(api).user_id:
        raise Forbidden("This channel is somebody else's.", code="not_your_channel")
    return card is not None


def viewers_of(session: Session) -> int:
    """The count now; a live session's peak is kept beside it, and who wants to know hears of great changes."""
    count = audience().counts([session.id], clock.now())[session.id]
    if count > session.peak_viewers:
        sessions().raise_peak(session.id, count)
    if session.audience_moved(count):
        sessions().tell_audience(session, count)
    return count


def session_view(session: Session, viewers: int) -> SessionView:
    derived = {"duration_seconds": session.duration_seconds, "starved": session.starved, "recorded": session.recorded}
    facts = {**vars(session), "session_id": session.id, "state": session.state.value}
    return SessionView(**{**facts, **derived, "viewers": viewers})


def thumbnail(session: Session) -> str | None:
    if not session.recording_prefix:
        return None
    return f"{environment.required('SITE_URL')}/{session.recording_prefix}/media/latest_thumbnail/thumb.jpg"


def live_view(session: Session, viewers: int) -> LiveView:
    facts = {"session_id": session.id, "channel_id": session.channel_id, "channel_name": session.channel_name}
    return LiveView(
        **facts,
        title=session.channel_name,
        started_at=session.started_at,
        viewers=viewers,
        thumbnail_url=thumbnail(session),
    )


def on_air_at(channel_id: str) -> Session | None:
    newest, _ = sessions().of_channel(channel_id, 1)
    return newest[0] if newest and newest[0].state is State.LIVE else None


@api.get("/v1/live", tags=[PUBLIC])
def live_now(
    channel: Annotated[str | None, Query(max_length=64, description="Only this channel's broadcast")] = None,
    limit: Limit = 20,
    cursor: Cursor = None,
) -> Page[LiveView]:
    if channel:
        session = on_air_at(channel)
        return Page(items=[live_view(session, viewers_of(session))] if session else [])
    found_sessions, after = sessions().on_air(limit, decode_cursor(cursor))
    counts = audience().counts([session.id for session in found_sessions], clock.now())
    items = [live_view(session, counts[session.id]) for session in found_sessions if session.channel_id]
    return Page(items=items, next_cursor=encode_cursor(after))


@api.get("/v1/channels/<channel_id>/live", tags=[PUBLIC])
def live_of_channel(channel_id: str) -> LiveView:
    """The broadcast that is on now; 404 `not_live` when there is none."""
    session = on_air_at(channel_id)
    if session is None:
        raise NotFound("This channel is not live.", code="not_live")
    return live_view(session, viewers_of(session))


@api.get("/v1/channels/<channel_id>/sessions", tags=STREAMER)
def past_sessions(channel_id: str, limit: Limit = 20, cursor: Cursor = None) -> Page[SessionView]:
    if not own(channel_id):
        return Page(items=[])
    found_sessions, after = sessions().of_channel(channel_id, limit, decode_cursor(cursor))
    counts = audience().counts([s.id for s in found_sessions if s.state is State.LIVE], clock.now())
    items = [session_view(session, counts.get(session.id, 0)) for session in found_sessions]
    return Page(items=items, next_cursor=encode_cursor(after))


@api.get("/v1/sessions/<session_id>", tags=[PUBLIC])
def read_session(session_id: str) -> SessionView:
    session = found(sessions().find(session_id))
    return session_view(session, viewers_of(session) if session.state is State.LIVE else 0)


@api.post("/v1/sessions/<session_id>/viewers", tags=[PUBLIC], status_code=201)
def start_viewing(session_id: str) -> ViewingStarted:
    session = found(sessions().find(session_id))
    if session.state is not State.LIVE:
        raise Conflict("The broadcast is not live.", code="not_live")
    viewing_id = audience().join(session_id, clock.now())
    return ViewingStarted(
        viewing_id=viewing_id, heartbeat_seconds=HEARTBEAT_SECONDS, viewers=max(1, viewers_of(session))
    )


@api.put("/v1/sessions/<session_id>/viewers/<viewing_id>", tags=[PUBLIC])
def keep_viewing(session_id: str, viewing_id: str, body: Heartbeat) -> Viewers:
    audience().heartbeat(session_id, viewing_id, clock.now(), position=body.position_seconds, visible=body.visible)
    return Viewers(viewers=viewers_of(found(sessions().find(session_id))))


@api.delete("/v1/sessions/<session_id>/viewers/<viewing_id>", tags=[PUBLIC], status_code=204)
def stop_viewing(session_id: str, viewing_id: str) -> Response[str]:
    audience().leave(session_id, viewing_id, clock.now())
    return no_content()


@api.get("/v1/sessions/<session_id>/health", tags=STREAMER)
def ingest_health(session_id: str, step: Annotated[int, Query(ge=1, le=3600)] = 60) -> HealthView:
    session = found(sessions().find(session_id))
    if not own(session.channel_id):
        raise NotFound("There is no such channel.", code="no_such_channel")
    points = [Sample(**point) for point in samples.series(session_id, step)]
    return HealthView(samples=points, starved=session.starved, state=session.state.value)


handler = lambda_handler(api)
