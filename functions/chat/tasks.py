"""What chat's functions ask of each other."""

from kernel import tasks


def hand_over(room_id: str) -> None:
    """Lets functions/chat/deliver.py send what is unsent in the room."""
    tasks.ask("DELIVER_QUEUE", {"room_id": room_id})
