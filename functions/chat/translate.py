"""Translates what was said, many messages of a room at a time."""

from functools import cache
from typing import Any

from functions.chat.allowance import DynamoAllowance
from functions.chat.amazon_translate import AmazonTranslate
from functions.chat.store import DynamoRooms
from functions.chat.tasks import hand_over
from functions.chat.translating import TranslationDesk
from kernel import clock, environment
from kernel.tasks import batch_handler


@cache
def desk() -> TranslationDesk:
    allowance = DynamoAllowance(int(environment.required("TRANSLATED_CHARACTERS_A_DAY")))
    return TranslationDesk(DynamoRooms(), allowance, AmazonTranslate(), hand_over, clock.now)


def run(room_id: str, documents: list[dict[str, Any]]) -> None:
    desk().translate(room_id, [document["seq"] for document in documents])


handler = batch_handler("room_id", run)
