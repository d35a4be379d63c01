"""What chat's functions ask of each other."""

from botocore.exceptions import BotoCoreError, ClientError

from kernel import tasks
from kernel.observability import logger


def hand_over(room_id: str) -> None:
    """Lets functions/chat/deliver.py send what is unsent in the room."""
    tasks.ask("DELIVER_QUEUE", {"room_id": room_id})


def close_later(room_id: str, poll_id: str, seconds: int) -> None:
    """Lets functions/chat/close_poll.py tell a poll's result."""
    tasks.ask("CLOSE_POLL_QUEUE", {"room_id": room_id, "poll_id": poll_id}, seconds)


def check_later(room_id: str, key: str, emote_id: str) -> None:
    """Lets functions/chat/check_emote.py look at what was sent as an emote."""
    tasks.ask("CHECK_EMOTE_QUEUE", {"room_id": room_id, "key": key, "emote_id": emote_id})


def translate_later(room_id: str, seq: int) -> None:
    """Lets functions/chat/translate.py translate a message; what cannot be asked for is said all the same."""
    try:
        tasks.ask("TRANSLATE_QUEUE", {"room_id": room_id, "seq": seq})
    except (BotoCoreError, ClientError):
        logger.exception("nobody translates", extra={"room_id": room_id, "seq": seq})
