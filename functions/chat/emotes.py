"""A room's emotes: which there are, who may use them, and which of them stand in a text."""

import re
import time
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

from pynamodb.attributes import JSONAttribute, NumberAttribute, UnicodeAttribute
from pynamodb.models import Model
from pynamodb.transactions import TransactWrite

from functions.chat.entries import Emote
from kernel import environment

FRESH_SECONDS = 5.0  # within which every container has heard of a new emote
CODE = r"[^\W_]{3,20}"  # letters and digits of any script
MOST_BYTES = 256 * 1024  # of a file that is sent
MOST_IN_A_MESSAGE = 10  # different ones; a frame has many messages
IN_TEXT = re.compile(rf"(?=:({CODE}):)")  # the colon that ends one code may begin the next

State = Literal["uploading", "checking", "ready", "refused"]
Audience = Literal["everyone", "subscribers"]


@dataclass(frozen=True)
class RoomEmote:
    """`path` is where its picture is on the site, once it is ready; `reason` why it was refused."""

    id: str
    code: str
    audience: Audience
    state: State
    at: str
    path: str = ""
    reason: str = ""

    @property
    def url(self) -> str:
        return environment.required("SITE_URL") + self.path

    def upload_key(self, room_id: str) -> str:
        """Of what was sent, in the bucket of uploads."""
        return f"emotes/{room_id}/{self.id}"


def key_of(code: str) -> str:
    """Codes that differ in case, or in how their signs are put together, are one."""
    return unicodedata.normalize("NFC", code).casefold()


class EmotesRow(Model):
    """All of a room's in one row: they are read together, and counted where they are written."""

    class Meta:
        table_name = environment.table_name("chatemotes")
        region = environment.region()
        billing_mode = "PAY_PER_REQUEST"

    room_id = UnicodeAttribute(hash_key=True)
    emotes = JSONAttribute()
    version = NumberAttribute()


Emotes = Mapping[str, RoomEmote]  # by the keys of their codes


class DynamoEmotes:
    """Kept for a moment in the container, as a room's terms are."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[float, Emotes]] = {}

    def of(self, room_id: str) -> Emotes:
        """Those that are ready."""
        read_at, emotes = self._known.get(room_id, (-FRESH_SECONDS, {}))
        now = time.monotonic()
        if now - read_at >= FRESH_SECONDS:
            emotes = {key: one for key, one in self.stored(room_id)[0].items() if one.state == "ready"}
            self._known[room_id] = now, emotes
        return emotes

    @staticmethod
    def stored(room_id: str) -> tuple[dict[str, RoomEmote], int]:
        """All of them, and the version that a change of them is made upon."""
        try:
            row = EmotesRow.get(room_id, consistent_read=True)
        except EmotesRow.DoesNotExist:
            return {}, 0
        return {key: RoomEmote(**told) for key, told in row.emotes.items()}, int(row.version)


def write_emotes(write: TransactWrite, room_id: str, emotes: Emotes, upon: int) -> None:
    """Contention when they were changed meanwhile."""
    told: dict[str, Any] = {key: asdict(one) for key, one in emotes.items()}
    write.save(
        EmotesRow(room_id, emotes=told, version=upon + 1),
        condition=EmotesRow.version == upon if upon else EmotesRow.version.does_not_exist(),
    )


def emotes_in(text: str, known: Callable[[], Emotes], *, subscriber: bool) -> list[Emote] | None:
    """What the speaker may use of the room's, which are asked for where the text may have one; None without any.

    The code is told as the text has it.
    """
    codes = list(dict.fromkeys(IN_TEXT.findall(text)))
    emotes = known() if codes else {}
    found: dict[str, Emote] = {}
    for code in codes:
        emote = emotes.get(key_of(code))
        if emote and (emote.audience == "everyone" or subscriber) and len(found) < MOST_IN_A_MESSAGE:
            found[code] = Emote(code=code, url=emote.url)
    return list(found.values()) or None
