"""HTTP API of raids: a room asks another one to take its viewers, and what it takes itself."""

from functools import cache
from typing import Annotated

from aws_lambda_powertools.event_handler import Response
from pydantic import Field, StringConstraints

from functions.chat.desks import actor_of, acts, settings
from functions.chat.domain import TakesRaids
from functions.chat.members import DynamoMembers
from functions.chat.raid_desk import RaidDesk
from functions.chat.raid_schemas import RaidsView, RaidView
from functions.chat.raids import DynamoRaids
from functions.chat.schemas import Done
from functions.chat.standings import DynamoStandings
from kernel.access import SIGNED_IN
from kernel.http import http_api, lambda_handler, no_content
from kernel.schemas import RequestBody, example

api = http_api()
RoomId = Annotated[str, StringConstraints(min_length=1, max_length=64)]
ANOTHER_ROOM = "chn_01KAG2V8QJ7Y3W5N4T6R9XBCDE"


class RaidRequest(RequestBody, json_schema_extra=example({"to_room": ANOTHER_ROOM, "note": "We loved your set!"})):
    to_room: RoomId
    note: Annotated[str, StringConstraints(max_length=200)] = Field(
        default="", description="For the other room's moderators"
    )


class RaidAnswer(RequestBody, json_schema_extra=example({"accept": True})):
    accept: bool


class RaidRulesRequest(RequestBody, json_schema_extra=example({"raids": "asks", "trusted_rooms": [ANOTHER_ROOM]})):
    raids: TakesRaids = Field(description="everyone: their raids are taken at once")
    trusted_rooms: list[RoomId] = Field(max_length=50, description="Taken without asking, whatever `raids` says")


@cache
def desk() -> RaidDesk:
    return RaidDesk(acts(), DynamoRaids(), DynamoMembers(), DynamoStandings())


@api.post("/v1/rooms/<room_id>/raids", tags=[SIGNED_IN], status_code=201)
def ask_raid(room_id: str, body: RaidRequest) -> RaidView:
    """Asks another room, which is on the air, to take this one's viewers, within five minutes.

    Where that room takes them without being asked, the raid is accepted at once. The same asking again is the same
    raid; a room has one open raid and asks ten times an hour.
    """
    return RaidView.model_validate(desk().ask(room_id, actor_of(api), body.to_room, body.note))


@api.get("/v1/rooms/<room_id>/raids", tags=[SIGNED_IN])
def open_raids(room_id: str) -> RaidsView:
    """What waits for an answer, for the streamer and the moderators; the newest first."""
    incoming, outgoing = desk().open_ones(room_id, actor_of(api))
    return RaidsView(
        incoming=[RaidView.model_validate(raid) for raid in incoming],
        outgoing=[RaidView.model_validate(raid) for raid in outgoing],
    )


@api.post("/v1/rooms/<room_id>/raids/<raid_id>/answer", tags=[SIGNED_IN])
def answer_raid(room_id: str, raid_id: str, body: RaidAnswer) -> RaidView:
    """By the room that was asked. Accepted, both rooms' logs tell it, and the viewers' pages offer to go."""
    return RaidView.model_validate(desk().answer(room_id, raid_id, actor_of(api), accept=body.accept))


@api.delete("/v1/rooms/<room_id>/raids/<raid_id>", tags=[SIGNED_IN], status_code=204)
def cancel_raid(room_id: str, raid_id: str) -> Response[str]:
    """By the room that asked, before it is answered."""
    desk().cancel(room_id, raid_id, actor_of(api))
    return no_content()


@api.put("/v1/rooms/<room_id>/raid-rules", tags=[SIGNED_IN])
def set_raid_rules(room_id: str, body: RaidRulesRequest) -> Done:
    """Whose viewers the room takes; by the streamer."""
    trusted = list(dict.fromkeys(body.trusted_rooms))
    return Done(action_id=settings().set_raid_rules(room_id, actor_of(api), body.raids, trusted))


handler = lambda_handler(api)
