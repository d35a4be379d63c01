"""Looks at a picture that was sent as an emote, and serves it or says why not."""

from dataclasses import replace
from functools import cache
from typing import Any

from functions.chat import emote_files
from functions.chat.emote_desk import settle
from functions.chat.emote_pictures import Unfit, picture
from functions.chat.emotes import MOST_BYTES, DynamoEmotes, RoomEmote
from kernel.tasks import task_handler


@cache
def emotes() -> DynamoEmotes:
    return DynamoEmotes()


def run(document: dict[str, Any]) -> None:
    room_id, key, emote_id = document["room_id"], document["key"], document["emote_id"]
    emote = emotes().stored(room_id)[0].get(key)
    if emote is None or emote.id != emote_id or emote.state != "checking":
        return
    settle(emotes(), room_id, key, checked(room_id, emote))


def checked(room_id: str, emote: RoomEmote) -> RoomEmote:
    """With its path on the site, or why it has none."""
    body = emote_files.sent(emote.upload_key(room_id), MOST_BYTES)
    if body is None:
        return replace(emote, state="refused", reason="missing")
    try:
        return replace(emote, state="ready", path=emote_files.serve(room_id, picture(body)))
    except Unfit as unfit:
        return replace(emote, state="refused", reason=unfit.reason)


handler = task_handler(run)
