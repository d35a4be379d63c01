"""What the API of rooms takes and answers."""

from datetime import datetime
from typing import Annotated, get_args

from pydantic import Field, StringConstraints

from functions.chat.domain import TakesRaids
from functions.chat.entries import TEXT_LIMIT, Locale, Pinned, Rules, Untranslated
from functions.chat.schemas import Reason
from functions.chat.statistics import Minute, mood
from kernel.schemas import RequestBody, View, example

TOP_WORDS = 30


class RulesRequest(
    RequestBody,
    json_schema_extra=example({"rules": {"slow_seconds": 10, "audience": "followers"}, "reason": "A raid is on."}),
):
    rules: Rules
    reason: Reason


class PinRequest(RequestBody, json_schema_extra=example({"message_id": "msg_01KAG2V8QJ7Y3W5N4T6R9XBCDE"})):
    message_id: str = Field(max_length=64)
    seq: int | None = Field(default=None, ge=1, description="Its number; needed for what is older than a day")


class TermsRequest(RequestBody, json_schema_extra=example({"terms": ["other-shop.example", "spoiler"]})):
    terms: list[Annotated[str, StringConstraints(min_length=2, max_length=60)]] = Field(max_length=500)


class ShareRequest(RequestBody, json_schema_extra=example({"shared": True})):
    shared: bool


class ListsRequest(RequestBody, json_schema_extra=example({"rooms": ["chn_01KAG2V8QJ7Y3W5N4T6R9XBCDE"]})):
    rooms: list[Annotated[str, StringConstraints(max_length=64)]] = Field(max_length=5)


class MinuteView(View):
    at: datetime = Field(description="When the minute began")
    messages: int
    chatters: int = Field(description="Different people who spoke")
    sentiment: float = Field(description="-1 to 1, the mean of the messages")


class WordView(View):
    word: str
    messages: int = Field(description="In how many messages")


class StatisticsView(View):
    """Minutes in which nobody spoke are not there."""

    minutes: list[MinuteView]
    messages: int
    chatters: int
    sentiment: float
    words: list[WordView]
    complete: bool = Field(description="False while old messages are still being counted: ask again")

    @classmethod
    def of(cls, counted: list[tuple[datetime, Minute]], *, complete: bool) -> "StatisticsView":
        whole = Minute()
        for _, figures in counted:
            whole.merge(figures)
        return cls(
            minutes=[
                MinuteView(at=at, messages=one.messages, chatters=len(one.chatters), sentiment=mood(one))
                for at, one in counted
            ],
            messages=whole.messages,
            chatters=len(whole.chatters),
            sentiment=mood(whole),
            words=[WordView(word=word, messages=count) for word, count in whole.words.most_common(TOP_WORDS)],
            complete=complete,
        )


class RoomView(View):
    """What anybody may know of a room."""

    id: str
    owner_id: str
    name: str
    rules: Rules
    pinned: Pinned | None
    shares_bans: bool
    text_limit: int = TEXT_LIMIT
    locales: list[Locale] = Field(default=list(get_args(Locale)), description="Languages that members may ask for")
    translated_into: list[Locale] = Field(default_factory=list, description="What somebody here asked for")
    untranslated: Untranslated | None = Field(default=None, description="What of them is not to be had for now")


class RoomSettings(View):
    """What the streamer and the moderators see besides."""

    rules: Rules
    terms: list[str]
    moderators: list[str]
    ban_lists: list[str]
    shares_bans: bool
    raids: TakesRaids
    trusted_rooms: list[str] = Field(description="Their raids are taken without asking")
