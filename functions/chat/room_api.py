"""HTTP API of rooms: what anybody may know, what the streamer and the moderators set, polls and figures."""

from datetime import datetime, timedelta
from typing import Annotated

from aws_lambda_powertools.event_handler.openapi.params import Query

from functions.chat import poll_routes
from functions.chat import room_schemas as shapes
from functions.chat.acts import Actor
from functions.chat.desks import actor_of, acts, moderated, named, settings
from functions.chat.domain import found
from functions.chat.room_schemas import RoomSettings, RoomView
from functions.chat.schemas import Done
from functions.chat.statistics import minute_of
from functions.chat.tallies import DynamoTallies
from kernel import clock
from kernel.access import PUBLIC, SIGNED_IN
from kernel.errors import Unprocessable
from kernel.http import http_api, lambda_handler

api = http_api()


def actor() -> Actor:
    return actor_of(api)


@api.get("/v1/rooms/<room_id>", tags=[PUBLIC])
def show_room(room_id: str) -> RoomView:
    room = found(acts().rooms.find(room_id))
    view = {name: getattr(room, name) for name in ("id", "owner_id", "name", "rules", "pinned", "shares_bans")}
    now = clock.now()
    return RoomView(**view, translated_into=room.wanted(now), untranslated=room.missing(now))


@api.get("/v1/rooms/<room_id>/settings", tags=[SIGNED_IN])
def show_settings(room_id: str) -> RoomSettings:
    room = moderated(room_id, actor())
    return RoomSettings(
        rules=room.rules,
        terms=list(settings().terms.stored(room_id)),
        moderators=sorted(room.moderators),
        ban_lists=list(room.ban_lists),
        shares_bans=room.shares_bans,
        raids=room.raids,
        trusted_rooms=list(room.trusted),
    )


@api.put("/v1/rooms/<room_id>/rules", tags=[SIGNED_IN])
def set_rules(room_id: str, body: shapes.RulesRequest) -> Done:
    """Slow mode, who may speak, whether links wait. Everybody in the room hears of it."""
    return Done(action_id=settings().set_rules(room_id, actor(), body.rules, body.reason))


@api.put("/v1/rooms/<room_id>/pin", tags=[SIGNED_IN])
def pin(room_id: str, body: shapes.PinRequest) -> Done:
    return Done(action_id=settings().pin(room_id, actor(), body.message_id, body.seq))


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


@api.get("/v1/rooms/<room_id>/statistics", tags=[SIGNED_IN])
def statistics(
    room_id: str,
    since: Annotated[datetime | None, Query(description="An hour ago, if not given")] = None,
    until: Annotated[datetime | None, Query(description="Now, if not given")] = None,
) -> shapes.StatisticsView:
    """What was said in figures, by the minute; at most a day at once."""
    moderated(room_id, actor())
    last = until or clock.now()
    first = since or last - timedelta(hours=1)
    if not first.tzinfo or not last.tzinfo or not timedelta(0) <= last - first <= timedelta(days=1):
        raise Unprocessable("`since` and `until` are instants at most a day apart.", code="invalid_period")
    tallies = DynamoTallies()
    complete = tallies.count(room_id)
    return shapes.StatisticsView.of(list(tallies.minutes(room_id, minute_of(first), last)), complete=complete)


poll_routes.add_to(api)
handler = lambda_handler(api)
