"""HTTP API of moderation: the queue, sanctions, the audit log and what can be said against it."""

from contextlib import suppress
from functools import cache
from typing import Annotated

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Query

from functions.chat import moderator_schemas as shapes
from functions.chat.acts import Actor
from functions.chat.appeals import Appeals
from functions.chat.audit import DynamoAudit
from functions.chat.closing import ApiGatewaySockets
from functions.chat.desks import actor_of, acts, moderated, named, settings
from functions.chat.domain import found
from functions.chat.members import DynamoMembers
from functions.chat.moderating import AlreadyRemoved, ModeratorDesk
from functions.chat.moderator_schemas import ActionView, MyStanding, QueueView
from functions.chat.reviews import DynamoReviews
from functions.chat.schemas import Done
from functions.chat.standings import DynamoStandings
from kernel.access import SIGNED_IN
from kernel.errors import Unprocessable
from kernel.http import accepted, http_api, lambda_handler
from kernel.pagination import Cursor, Limit, Page, decode_cursor, encode_cursor

api = http_api()


@cache
def moderators() -> ModeratorDesk:
    return ModeratorDesk(acts(), DynamoMembers(), DynamoReviews(), ApiGatewaySockets())


@cache
def appeals() -> Appeals:
    return Appeals(acts(), DynamoAudit(), moderators(), settings())


def actor() -> Actor:
    return actor_of(api)


@api.get("/v1/rooms/<room_id>/queue", tags=[SIGNED_IN])
def queue(room_id: str) -> QueueView:
    """What waits for a moderator, and what is shown and doubted; the most likely abuse first."""
    rows = moderators().reviews.of(moderated(room_id, actor()).id)
    rows.sort(key=lambda row: (row.state != "waiting", -float(row.score)))
    return QueueView(items=[shapes.ReviewView.of(row) for row in rows])


@api.post("/v1/rooms/<room_id>/queue/<message_id>", tags=[SIGNED_IN])
def decide(room_id: str, message_id: str, body: shapes.DecisionRequest) -> Done:
    done = moderators().decide(room_id, message_id, actor(), approve=body.approve, reason=body.reason)
    return Done(action_id=done)


@api.delete("/v1/rooms/<room_id>/messages/<message_id>", tags=[SIGNED_IN], status_code=202)
def remove_message(
    room_id: str,
    message_id: str,
    reason: Annotated[str, Query(max_length=300, description="For the audit log, and for who said it")] = "",
    seq: Annotated[int | None, Query(ge=1, description="Its number; needed for what is older than a day")] = None,
) -> Response[str]:
    """The streamer, a moderator, or who said it takes a message back; everybody's page drops it.

    Once more is no error: it is gone.
    """
    with suppress(AlreadyRemoved):
        moderators().remove(room_id, message_id, actor(), reason, seq)
    return accepted()


@api.get("/v1/rooms/<room_id>/sanctions", tags=[SIGNED_IN])
def sanctions(room_id: str) -> shapes.SanctionsView:
    """Who is banned or timed out."""
    rows = DynamoStandings().sanctioned(moderated(room_id, actor()).id)
    return shapes.SanctionsView(items=[shapes.SanctionView.of(row) for row in rows])


@api.put("/v1/rooms/<room_id>/sanctions/<user_id>", tags=[SIGNED_IN])
def sanction(room_id: str, user_id: str, body: shapes.SanctionRequest) -> Done:
    """A ban closes every connection of the person in this room, and lets no new one in."""
    if body.measure == "timeout" and body.seconds is None:
        raise Unprocessable("A timeout needs its seconds.", code="seconds_missing")
    done = moderators().sanction(room_id, actor(), named(user_id), body.measure, body.seconds, body.reason)
    return Done(action_id=done)


@api.delete("/v1/rooms/<room_id>/sanctions/<user_id>", tags=[SIGNED_IN])
def lift(room_id: str, user_id: str, reason: Annotated[str, Query(max_length=300)] = "") -> Done:
    """Ends a ban or a timeout."""
    return Done(action_id=moderators().sanction(room_id, actor(), named(user_id), "lifted", None, reason))


@api.get("/v1/rooms/<room_id>/actions", tags=[SIGNED_IN])
def audit_log(room_id: str, limit: Limit = 50, cursor: Cursor = None) -> Page[ActionView]:
    """Every act of moderation, the newest first."""
    rows, last = DynamoAudit().newest(moderated(room_id, actor()).id, decode_cursor(cursor), limit)
    return Page(items=[ActionView.of(row) for row in rows], next_cursor=encode_cursor(last))


@api.post("/v1/rooms/<room_id>/actions/<action_id>/undo", tags=[SIGNED_IN])
def undo(room_id: str, action_id: str, body: shapes.ReasonRequest) -> Done:
    """Does the opposite, as an action of its own."""
    return Done(action_id=appeals().undo(room_id, action_id, actor(), body.reason))


@api.post("/v1/rooms/<room_id>/actions/<action_id>/appeal", tags=[SIGNED_IN], status_code=202)
def appeal(room_id: str, action_id: str, body: shapes.AppealRequest) -> Response[str]:
    """By whom the action concerns, once."""
    appeals().appeal(room_id, action_id, actor().user_id, body.text)
    return accepted()


@api.post("/v1/rooms/<room_id>/actions/<action_id>/answer", tags=[SIGNED_IN], status_code=202)
def answer(room_id: str, action_id: str, body: shapes.AnswerRequest) -> Response[str]:
    """To an appeal, by somebody else than who acted; a granted one undoes the action."""
    appeals().answer(room_id, action_id, actor(), grant=body.grant, reason=body.reason)
    return accepted()


@api.get("/v1/rooms/<room_id>/standing", tags=[SIGNED_IN])
def my_standing(room_id: str) -> MyStanding:
    """The caller's own: role, sanctions, and what he can appeal against."""
    who, room = actor(), found(acts().rooms.find(room_id))
    standing = DynamoStandings().of(room_id, who.user_id)
    elsewhere = [found(acts().rooms.find(one)) for one in DynamoStandings().banned_in(room.ban_lists, who.user_id)]
    against = [ActionView.of(row, actor=False) for row in DynamoAudit().against(room_id, who.user_id)]
    return MyStanding(
        role=room.role_of(who.user_id, who.groups),
        banned=standing.banned,
        banned_in=[shapes.BanElsewhere(room_id=one.id, name=one.name) for one in elsewhere],
        timeout_until=standing.timeout_until,
        follows=standing.follows,
        subscribed_until=standing.subscribed_until,
        badges=list(standing.badges),
        actions=against,
    )


handler = lambda_handler(api)
