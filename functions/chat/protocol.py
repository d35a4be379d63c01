"""The frames of chat, version 1: JSON texts of at most 32 KB. docs/asyncapi.json is generated from these models.

A frame brings a room's entries after `after` up to `through`; a client whose newest entry is older than `after` has
missed a frame and fetches.
"""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from functions.chat.entries import TEXT_LIMIT, Entry, Locale, Person, Pinned, Poll, Rules, Seq, Told, Untranslated
from functions.chat.waiting import Waiting
from kernel.errors import Problem

VERSION = 1
PING_SECONDS = 540  # API Gateway closes what is silent for ten minutes
BACKLOG = 50  # entries shown to somebody who comes in

Ref = Annotated[str, Field(min_length=1, max_length=64, description="The client's own name of its frame")]
TranslateTo = Annotated[
    Locale | None,
    Field(description="Has what is said translated for everybody, for twenty minutes; of guests nothing is kept"),
]


class Asked(BaseModel):
    """A frame of a client. One that names a field this version does not know is refused.

    Only their union is validated, so that they need no validators of their own.
    """

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True, defer_build=True)

    v: Literal[1] = 1


class Join(Asked):
    """The first frame. With `resume_from` what came after that entry is sent, else the newest entries."""

    action: Literal["join"]
    resume_from: Seq | None = None
    translate_to: TranslateTo = None


class Send(Asked):
    """Says something. The same `ref` of the same person again is the same message, never a second one."""

    action: Literal["send"]
    ref: Ref
    text: Annotated[str, Field(min_length=1, max_length=TEXT_LIMIT)]
    mentions: list[str] = Field(
        default_factory=list,
        max_length=5,
        description="Ids of people whom the text calls by @name. Who has not spoken in the room is passed over, but for"
        " its streamer and moderators; so is whose name the text does not have",
    )


class Fetch(Asked):
    """Asks for what is missing: the entries after `after`, oldest first."""

    action: Literal["fetch"]
    after: Seq


class Vote(Asked):
    """Chooses in the poll that is open; a person has one vote, and it stays."""

    action: Literal["vote"]
    ref: Ref
    poll_id: Annotated[str, Field(max_length=64)]
    option: Annotated[int, Field(ge=0, description="Its place in the list of options, from 0")]


class Ping(Asked):
    """With `translate_to` the translation goes on for who stays, and begins for who asks for it later."""

    action: Literal["ping"]
    translate_to: TranslateTo = None


ClientFrame = Annotated[Join | Send | Fetch | Vote | Ping, Field(discriminator="action")]
client_frames: TypeAdapter[ClientFrame] = TypeAdapter(ClientFrame)


class Voted(Told):
    """The vote counts. The same answer for the same choice again."""

    type: Literal["voted"] = "voted"
    ref: Ref
    poll_id: str
    option: int


class Welcome(Told):
    """The answer to `join`."""

    type: Literal["welcome"] = "welcome"
    v: Literal[1] = 1
    room: str
    you: Person | None = Field(default=None, description="Absent for guests, who read only")
    rules: Rules
    pinned: Pinned | None = None
    poll: Poll | None = Field(default=None, description="The poll that is open")
    untranslated: Untranslated | None = None
    held: list[Waiting] | None = Field(default=None, description="Of your own words what waits for a moderator")
    entries: list[Entry]
    after: Seq
    through: Seq
    more: bool = Field(default=False, description="There are newer ones: fetch")
    ping_seconds: int = PING_SECONDS
    reconnect_at: datetime
    text_limit: int = TEXT_LIMIT


class Entries(Told):
    """New entries, in order; several in one frame when many are said at once."""

    type: Literal["entries"] = "entries"
    room: str
    entries: list[Entry]
    after: Seq
    through: Seq
    more: bool = Field(default=False, description="There are newer ones: fetch")
    moving: bool = Field(default=False, description="Soon entries come another way: ask for a new ticket in a minute")


class Ack(Told):
    """The message is in the room's log, as `seq`; without one it waits for a moderator, and nobody else sees it."""

    type: Literal["ack"] = "ack"
    ref: Ref
    seq: Seq | None = None
    message_id: str
    held: bool = False


class Refusal(Told):
    """The frame was not carried out; `code` never changes its meaning."""

    type: Literal["refusal"] = "refusal"
    ref: str | None = None
    code: str
    detail: str
    retry_after: int | None = Field(default=None, description="Seconds")

    @classmethod
    def of(cls, problem: Problem, ref: str | None) -> "Refusal":
        return cls(ref=ref, code=problem.code, detail=problem.detail, retry_after=problem.retry_after)


class Pong(Told):
    type: Literal["pong"] = "pong"
    through: Seq = Field(description="The newest entry's number: who has less fetches")


ServerFrame = Annotated[Welcome | Entries | Ack | Voted | Refusal | Pong, Field(discriminator="type")]
server_frames: TypeAdapter[ServerFrame] = TypeAdapter(ServerFrame, config=ConfigDict(defer_build=True))
