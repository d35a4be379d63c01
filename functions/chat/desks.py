"""What the APIs of rooms and of moderation share: who asks, about which room, and through whom it is changed."""

from functools import cache

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver

from functions.chat.acts import Actor, Acts, require_moderator
from functions.chat.domain import Room, found
from functions.chat.entries import Person
from functions.chat.names import DynamoNames
from functions.chat.settings import SettingsDesk
from functions.chat.store import DynamoRooms
from functions.chat.tasks import hand_over, translate_later
from functions.chat.terms import DynamoTerms
from kernel import clock
from kernel.http import caller


@cache
def acts() -> Acts:
    """What is changed here, another function sends on: these hold no sockets."""
    return Acts(DynamoRooms(), hand_over, clock.now, translate_later)


@cache
def settings() -> SettingsDesk:
    return SettingsDesk(acts(), DynamoTerms())


def actor_of(api: APIGatewayHttpResolver) -> Actor:
    who = caller(api)
    return Actor(who.user_id, who.groups)


def named(user_id: str) -> Person:
    return Person(user_id=user_id, name=DynamoNames().of(user_id), role="viewer")


def moderated(room_id: str, actor: Actor) -> Room:
    """The room, when the actor moderates it."""
    room = found(acts().rooms.find(room_id))
    require_moderator(room, actor)
    return room
