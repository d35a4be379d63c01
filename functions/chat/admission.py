"""Who is let into a room, and as what."""

from datetime import datetime

from functions.chat.domain import Room
from functions.chat.entries import Person
from functions.chat.rules import Standing
from functions.chat.standings import DynamoStandings
from kernel.errors import Forbidden


def require_unbanned(standings: DynamoStandings, room: Room, user_id: str) -> Standing:
    """How somebody stands who may come in; Forbidden `banned`: here, or by a list that the room follows."""
    standing = standings.of(room.id, user_id)
    if standing.banned or standings.banned_in(room.ban_lists, user_id):
        raise Forbidden("You are banned from this room.", code="banned")
    return standing


def admitted(
    standings: DynamoStandings, room: Room, user_id: str, name: str, groups: frozenset[str], now: datetime
) -> Person:
    """As whom somebody comes in; Forbidden `banned` where he may not."""
    standing = require_unbanned(standings, room, user_id)
    role = room.role_of(user_id, groups)
    if role == "viewer" and standing.subscribes(now):
        role = "subscriber"
    badges = list(standing.badges) if standing.subscribes(now) else []
    return Person(user_id=user_id, name=name, role=role, badges=badges)
