"""Routes of polls, in the moderators' API."""

from functools import cache
from typing import Annotated

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from pydantic import Field, StringConstraints

from functions.chat.desks import actor_of, acts
from functions.chat.domain import found
from functions.chat.entries import Poll
from functions.chat.polls import DynamoPolls, DynamoVotes, PollDesk
from functions.chat.tasks import close_later
from kernel.access import PUBLIC, SIGNED_IN
from kernel.errors import NotFound, Unprocessable
from kernel.http import accepted
from kernel.schemas import RequestBody, View, example

LONGEST_SECONDS = 3600


class PollRequest(
    RequestBody,
    json_schema_extra=example({"question": "What next?", "options": ["Kimchi", "Bibimbap"], "seconds": 60}),
):
    question: Annotated[str, StringConstraints(min_length=1, max_length=200)]
    options: list[Annotated[str, StringConstraints(min_length=1, max_length=80)]] = Field(min_length=2, max_length=10)
    seconds: int = Field(ge=5, le=LONGEST_SECONDS)
    answer: int | None = Field(default=None, ge=0, description="Of a quiz: the place of the right option, from 0")


class PollView(View):
    poll: Poll
    votes: list[int] = Field(description="Of each option, until now")


@cache
def desk() -> PollDesk:
    return PollDesk(acts(), DynamoPolls(), DynamoVotes(), close_later)


def add_to(api: APIGatewayHttpResolver) -> None:
    @api.post("/v1/rooms/<room_id>/polls", tags=[SIGNED_IN], status_code=201)
    def open_poll(room_id: str, body: PollRequest) -> Poll:
        """Asks everybody in the room; who is there votes over the socket, once."""
        if body.answer is not None and body.answer >= len(body.options):
            raise Unprocessable("The answer is none of the options.", code="no_such_option")
        return desk().open(room_id, actor_of(api), body.question, body.options, body.seconds, body.answer)

    @api.get("/v1/rooms/<room_id>/polls/<poll_id>", tags=[PUBLIC])
    def count_poll(room_id: str, poll_id: str) -> PollView:
        """How it stands, while it is open."""
        room = found(desk().acts.rooms.find(room_id))
        if room.poll is None or room.poll.id != poll_id:
            raise NotFound("No such poll is open; its result is in the room's log.", code="no_such_poll")
        return PollView(poll=room.poll, votes=desk().votes.counted(poll_id, len(room.poll.options)))

    @api.post("/v1/rooms/<room_id>/polls/<poll_id>/end", tags=[SIGNED_IN], status_code=202)
    def end_poll(room_id: str, poll_id: str) -> Response[str]:
        """Before its time, which everybody is told at once; the result follows a second later."""
        desk().end(room_id, poll_id, actor_of(api))
        return accepted()
