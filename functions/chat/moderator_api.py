"""HTTP API of moderation: the queue, sanctions, a room's settings, the audit log and what can be said against it."""

from contextlib import suppress
from datetime import datetime, timedelta
from functools import cache
from typing import Annotated

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Query

from functions.chat import moderator_schemas as shapes
from functions.chat import poll_routes
from functions.chat.acts import Actor, Acts, require_moderator
from functions.chat.appeals import Appeals
from functions.chat.audit import DynamoAudit
from functions.chat.closing import ApiGatewaySockets
from functions.chat.domain import Room, found
from functions.chat.members import DynamoMembers
from functions.chat.moderating import AlreadyRemoved, ModeratorDesk
from functions.chat.moderator_schemas import ActionView, Done, MyStanding, QueueView, RoomSettings, RoomView
from functions.chat.names import DynamoNames
from functions.chat.protocol import Person
from functions.chat.reviews import DynamoReviews
from functions.chat.settings import SettingsDesk
from functions.chat.standings import DynamoStandings
from functions.chat.statistics import minute_of
from functions.chat.store import DynamoRooms
from functions.chat.tallies import DynamoTallies
from functions.chat.tasks import hand_over
from functions.chat.terms import DynamoTerms
from kernel import clock
from kernel.access import PUBLIC, SIGNED_IN
from kernel.errors import Unprocessable
from kernel.http import accepted, caller, http_api, lambda_handler
from kernel.pagination import Cursor, Limit, Page, decode_cursor, encode_cursor

api = http_api()


@cache
def acts() -> Acts:
    """What is changed here, another function sends on: this one holds no sockets."""
    return Acts(DynamoRooms(), hand_over, clock.now)


@cache
def moderators() -> ModeratorDesk:
    return ModeratorDesk(acts(), DynamoMembers(), DynamoReviews(), ApiGatewaySockets())


@cache
def settings() -> SettingsDesk:
    return SettingsDesk(acts(), DynamoTerms())


@cache
def appeals() -> Appeals:
    return Appeals(acts(), DynamoAudit(), moderators(), settings())


def actor() -> Actor:
    who = caller(api)
    return Actor(who.user_id, who.groups)


def named(user_id: str) -> Person:
    return Person(user_id=user_id, name=DynamoNames().of(user_id), role="viewer")


def moderated(room_id: str) -> Room:
    """The room, when the caller moderates it."""
    room = found(acts().rooms.find(room_id))
    require_moderator(room, actor())
    return room


@api.get("/v1/rooms/<room_id>", tags=[PUBLIC])
def show_room(room_id: str) -> RoomView:
    return RoomView.model_validate(found(acts().rooms.find(room_id)))


@api.get("/v1/rooms/<room_id>/settings", tags=[SIGNED_IN])
def show_settings(room_id: str) -> RoomSettings:
    room = moderated(room_id)
    return RoomSettings(
        rules=room.rules,
        terms=list(settings().terms.stored(room_id)),
        moderators=sorted(room.moderators),
        ban_lists=list(room.ban_lists),
        shares_bans=room.shares_bans,
    )


@api.put("/v1/rooms/<room_id>/rules", tags=[SIGNED_IN])
def set_rules(room_id: str, body: shapes.RulesRequest) -> Done:
    """Slow mode, who may speak, whether links wait. Everybody in the room hears of it."""
    return Done(action_id=settings().set_rules(room_id, actor(), body.rules, body.reason))


@api.put("/v1/rooms/<room_id>/pin", tags=[SIGNED_IN])
def pin(room_id: str, body: shapes.PinRequest) -> Done:
    return Done(action_id=settings().pin(room_id, actor(), body.message_id))


@api.delete("/v1/rooms/<room_id>/pin", tags=[SIGNED_IN])
def unpin(room_id: str) -> Done:
    return Done(action_id=settings().pin(room_id, actor(), None))


@api.put("/v1/rooms/<room_id>/terms", tags=[SIGNED_IN])
def set_terms(room_id: str, body: shapes.TermsRequest) -> Done:
    """What holds a message in this room, besides what does so everywhere; compared as evasively as it is written."""
    return Done(action_id=settings().set_terms(room_id, actor(), body.terms))


@api.put("/v1/rooms/<room_id>/moderators/<user_id>", tags=[SIGNED_IN])
def appoint(room_id: str, user_id: str) -> Done:
    """By the streamer; it holds from the new moderator's next connection on."""
    return Done(action_id=settings().appoint(room_id, actor(), named(user_id)))


@api.delete("/v1/rooms/<room_id>/moderators/<user_id>", tags=[SIGNED_IN])
def dismiss(room_id: str, user_id: str) -> Done:
    return Done(action_id=settings().dismiss(room_id, actor(), named(user_id)))


@api.put("/v1/rooms/<room_id>/shared-bans", tags=[SIGNED_IN])
def share_bans(room_id: str, body: shapes.ShareRequest) -> Done:
    """Lets other streamers follow this room's bans."""
    return Done(action_id=settings().share_bans(room_id, actor(), yes=body.shared))


@api.put("/v1/rooms/<room_id>/ban-lists", tags=[SIGNED_IN])
def follow_bans(room_id: str, body: shapes.ListsRequest) -> Done:
    """Whom these rooms have banned does not come in here either; each of them shares its list."""
    return Done(action_id=settings().follow_bans(room_id, actor(), list(dict.fromkeys(body.rooms))))


@api.get("/v1/rooms/<room_id>/queue", tags=[SIGNED_IN])
def queue(room_id: str) -> QueueView:
    """What waits for a moderator, and what is shown and doubted; the most likely abuse first."""
    rows = moderators().reviews.of(moderated(room_id).id)
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
) -> Response[str]:
    """The streamer, a moderator, or who said it takes a message back; everybody's page drops it.

    Once more is no error: it is gone.
    """
    with suppress(AlreadyRemoved):
        moderators().remove(room_id, message_id, actor(), reason)
    return accepted()


@api.get("/v1/rooms/<room_id>/sanctions", tags=[SIGNED_IN])
def sanctions(room_id: str) -> shapes.SanctionsView:
    """Who is banned or timed out."""
    rows = DynamoStandings().sanctioned(moderated(room_id).id)
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
    rows, last = DynamoAudit().newest(moderated(room_id).id, decode_cursor(cursor), limit)
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


@api.get("/v1/rooms/<room_id>/statistics", tags=[SIGNED_IN])
def statistics(
    room_id: str,
    since: Annotated[datetime | None, Query(description="An hour ago, if not given")] = None,
    until: Annotated[datetime | None, Query(description="Now, if not given")] = None,
) -> shapes.StatisticsView:
    """What was said in figures, by the minute; at most a day at once."""
    moderated(room_id)
    last = until or clock.now()
    first = since or last - timedelta(hours=1)
    if not first.tzinfo or not last.tzinfo or not timedelta(0) <= last - first <= timedelta(days=1):
        raise Unprocessable("`since` and `until` are instants at most a day apart.", code="invalid_period")
    tallies = DynamoTallies()
    complete = tallies.count(room_id)
    return shapes.StatisticsView.of(list(tallies.minutes(room_id, minute_of(first), last)), complete=complete)


@api.get("/v1/rooms/<room_id>/standing", tags=[SIGNED_IN])
def my_standing(room_id: str) -> MyStanding:
    """The caller's own: role, sanctions, and what he can appeal against."""
    who, room = actor(), found(acts().rooms.find(room_id))
    standing = DynamoStandings().of(room_id, who.user_id)
    against = [ActionView.of(row, actor=False) for row in DynamoAudit().against(room_id, who.user_id)]
    return MyStanding(
        role=room.role_of(who.user_id, who.groups),
        banned=standing.banned,
        timeout_until=standing.timeout_until,
        follows=standing.follows,
        subscribed_until=standing.subscribed_until,
        badges=list(standing.badges),
        actions=against,
    )


poll_routes.add_to(api)
handler = lambda_handler(api)
