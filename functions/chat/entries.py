"""What happens in a room: its log of entries, as everybody is told of them. docs/asyncapi.json is generated from these.

A room is a channel's. Its entries are numbered 1, 2, 3 … without a gap.
"""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

TEXT_LIMIT = 500  # characters
GAP_LIMIT = 200  # entries brought at once at the most; `more` says that there are others

Seq = Annotated[int, Field(ge=0)]
Locale = Literal["ko", "en", "zh", "zh-TW", "ja", "es", "fr", "de", "id", "th", "vi", "pt"]


class Told(BaseModel):
    """What the server says. Validators are made at first use: most containers see few kinds."""

    model_config = ConfigDict(defer_build=True)


Role = Literal["streamer", "moderator", "subscriber", "viewer"]


class Person(Told):
    user_id: str
    name: str
    role: Role
    badges: list[str] = Field(default_factory=list, description="Names of the room's badges, for the client to draw")


class Emote(Told):
    """A picture of the room's; the text has it as `:code:`."""

    code: str
    url: str


class Mention(Told):
    """Somebody whom the text calls `@name`."""

    user_id: str
    name: str


class Message(Told):
    kind: Literal["message"] = "message"
    seq: Seq
    id: str
    at: datetime
    by: Person
    text: str = Field(description="Empty once it was taken back")
    removed: bool = False
    session_id: str | None = None
    offset_ms: int | None = Field(default=None, description="Since the broadcast began, for danmaku on its replay")
    emotes: list[Emote] | None = Field(default=None, description="Pictures to draw in the place of their codes")
    mentions: list[Mention] | None = None
    translations: dict[Locale, str] | None = Field(default=None, description="By language; `text` is the original")


class Removal(Told):
    """A message is taken back; who shows it must stop."""

    kind: Literal["removal"] = "removal"
    seq: Seq
    at: datetime
    message_id: str


class Restoration(Told):
    """A message that was taken back is shown again, where it stood."""

    kind: Literal["restoration"] = "restoration"
    seq: Seq
    at: datetime
    message: Message


class Sanction(Told):
    """Somebody may not speak: until `until`, or at all; or may again. Why is told to him and to moderators only."""

    kind: Literal["sanction"] = "sanction"
    seq: Seq
    at: datetime
    user_id: str
    name: str
    measure: Literal["ban", "timeout", "lifted"]
    until: datetime | None = None


class Rules(BaseModel):
    """Who may speak and how often; the streamer and moderators always may."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)

    slow_seconds: Annotated[int, Field(ge=0, le=300, description="Between two messages of one person")] = 0
    audience: Literal["everyone", "followers", "subscribers"] = "everyone"
    links: Annotated[
        Literal["allowed", "approval"], Field(description="approval: a message with a link waits for a moderator")
    ] = "allowed"


class RulesChange(Told):
    kind: Literal["rules"] = "rules"
    seq: Seq
    at: datetime
    rules: Rules


class Pinned(Told):
    """A message as it stands above the talk."""

    message_id: str
    text: str
    by: Person
    emotes: list[Emote] | None = None


class PinChange(Told):
    """A message is put above the talk; without one, what stood there is taken down."""

    kind: Literal["pin"] = "pin"
    seq: Seq
    at: datetime
    pinned: Pinned | None = None


class Poll(Told):
    """A question with options. In a quiz one of them is right, and which one is told at the end."""

    id: str
    question: str
    options: list[str]
    quiz: bool
    closes_at: datetime


class PollOpened(Told):
    kind: Literal["poll_opened"] = "poll_opened"
    seq: Seq
    at: datetime
    poll: Poll


class PollEnded(Told):
    """Before its time: votes count no more, the result follows in a moment."""

    kind: Literal["poll_ended"] = "poll_ended"
    seq: Seq
    at: datetime
    poll: Poll


class PollClosed(Told):
    """What was chosen, counted on the server, a person once."""

    kind: Literal["poll_closed"] = "poll_closed"
    seq: Seq
    at: datetime
    poll: Poll
    votes: list[int] = Field(description="Of each option")
    answer: int | None = Field(default=None, description="The right option of a quiz")


class RaidSent(Told):
    """Another room takes this one's viewers: who is asked by his client may go there, nobody is moved by the server."""

    kind: Literal["raid"] = "raid"
    seq: Seq
    at: datetime
    raid_id: str
    to_room: str
    name: str = Field(description="Of the other channel")
    viewers: int = Field(description="In this room when the raid was taken, counted on the server")


class RaidCame(Told):
    """This room takes the viewers of another one."""

    kind: Literal["raided"] = "raided"
    seq: Seq
    at: datetime
    raid_id: str
    from_room: str
    name: str = Field(description="Of the other channel")
    viewers: int = Field(description="In the other room when the raid was taken, counted on the server")


class Translation(Told):
    message_id: str
    locale: Locale
    text: str


class Pair(Told):
    source: str = Field(description="The language of messages; auto, where it was not recognised")
    locale: Locale


class Untranslated(Told):
    """What this room does without for now."""

    pairs: list[Pair] = Field(default_factory=list, description="Between these nobody translates here")
    paused_until: datetime | None = Field(default=None, description="When the characters of the day were used up")


class Translations(Told):
    """What was said, in languages that somebody in the room asked for. The originals stay."""

    kind: Literal["translations"] = "translations"
    seq: Seq
    at: datetime
    items: list[Translation]
    untranslated: Untranslated | None = Field(default=None, description="What is new of it")


class ProductRecommended(Told):
    """A product that this channel sells is much asked about just now. `offset_ms` places it on the broadcast."""

    kind: Literal["product_recommended"] = "product_recommended"
    seq: Seq
    at: datetime
    product_id: str
    name: str
    reason: Literal["talk", "audience"] = Field(description="What moved it: what is said, or how many watch")
    session_id: str
    offset_ms: int | None = Field(default=None, description="Since the broadcast began")


Entry = Annotated[
    Message
    | Removal
    | Restoration
    | Sanction
    | RulesChange
    | PinChange
    | PollOpened
    | PollEnded
    | PollClosed
    | RaidSent
    | RaidCame
    | Translations
    | ProductRecommended,
    Field(discriminator="kind"),
]
entries: TypeAdapter[list[Entry]] = TypeAdapter(list[Entry], config=ConfigDict(defer_build=True))
